// A policy has a slot and so is a template. The runner links none, so it never takes part in a decision.

import { expressionsOf } from '../syntax/ast.ts';
import { matchesNothing, type PitfallRule } from './pitfall.ts';

export const template: PitfallRule = {
  code: 'policy-template',
  *find({ tree }) {
    for (const policy of tree.policies) {
      for (const node of expressionsOf(policy)) {
        if (node.kind !== 'slot') continue;
        const what = node.text === '?principal' ? 'the user, such as User::"agent"' : 'the resource';
        yield {
          span: node.span,
          message: `The runner links no templates: ${matchesNothing(policy)}. Write ${what} in place of ${node.text}.`,
        };
      }
    }
  },
};
