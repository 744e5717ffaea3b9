// Signature help for Cedar's functions and methods.

import type { SignatureHelp } from '../answers.ts';
import type { PolicyDocument } from './cedarDocument.ts';
import { openBracket, typedName } from './cursorTokens.ts';
import { FUNCTIONS, signatureOf } from './words.ts';

/** The call around an offset, with the parameter that is being written. */
export function policySignature({ tree }: PolicyDocument, offset: number): SignatureHelp | undefined {
  const typed = typedName(tree, offset);
  if (typed === undefined) return undefined;
  const open = openBracket(tree.tokens, typed.beforeIndex);
  const name = open?.text === '(' ? tree.tokens[open.index - 1] : undefined;
  if (open === undefined || name?.kind !== 'identifier') return undefined;
  const isMethod = tree.tokens[open.index - 2]?.text === '.';
  const found = FUNCTIONS.filter((fn) => fn.name === name.text && (fn.receiver !== undefined) === isMethod);
  if (found.length === 0) return undefined;
  return {
    signatures: found.map((fn) => {
      const label = signatureOf(fn);
      let at = label.indexOf('(') + 1;
      const parameters = fn.parameters.map(({ name: parameter, type }) => {
        const start = at;
        at += `${parameter}: ${type}, `.length;
        return { start, end: at - 2 };
      });
      return { label, documentation: fn.text, parameters };
    }),
    activeSignature: 0,
    activeParameter: open.commas,
  };
}
