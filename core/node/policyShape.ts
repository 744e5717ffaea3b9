// What validation looks at in a policy: policies that differ only in ids and patterns are judged alike.

import { isTrivia, lexCedar } from '#core/cedar/syntax/lexer.ts';

/** Printable ASCII without escapes: the engine warns of some other characters wherever they stand. */
const PLAIN = /^"[ !#-[\]-~]*"$/;

/**
 * The tokens of a policy with one text in place of the ids of its scope and the patterns of `like`. Two policies of one shape
 * validate alike by a schema whose entity types do not list their ids, if the engine has nothing to say of one of them.
 */
export function policyShape(policy: string): string {
  let shape = '';
  let [before, type] = ['', ''];
  let inConditions = false;
  for (const token of lexCedar(policy)) {
    if (isTrivia(token)) continue;
    const { text } = token;
    const isScopeId = before === '::' && !inConditions && type !== 'Action';
    shape += (isScopeId || before === 'like') && PLAIN.test(text) ? '"" ' : `${text} `;
    inConditions ||= text === '{';
    if (token.kind === 'identifier') type = text;
    before = text;
  }
  return shape;
}
