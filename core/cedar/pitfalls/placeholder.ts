// A string holds a placeholder such as {{username}}. Nothing fills it in: the runner reads the policy as it is.

import { expressionsOf } from '../syntax/ast.ts';
import type { PitfallRule } from './pitfall.ts';

const PLACEHOLDER = /\{\{[^{}]*\}\}|\$\{[^{}]*\}/;

export const placeholder: PitfallRule = {
  code: 'policy-placeholder',
  *find({ tree }) {
    for (const policy of tree.policies) {
      for (const node of expressionsOf(policy)) {
        const literal = node.kind === 'entity' ? node.id : node.kind === 'string' ? node : undefined;
        const found = literal === undefined ? null : PLACEHOLDER.exec(literal.value);
        if (literal === undefined || found === null) continue;
        const inSource = PLACEHOLDER.exec(tree.text.slice(literal.span.start, literal.span.end));
        const start = literal.span.start + (inSource?.index ?? 0);
        yield {
          span: inSource === null ? literal.span : { start, end: start + inSource[0].length },
          message: `The runner fills in no placeholders: ${found[0]} is taken literally. Write the value itself.`,
          data: { placeholder: found[0] },
        };
      }
    }
  },
};
