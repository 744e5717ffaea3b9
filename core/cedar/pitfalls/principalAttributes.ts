// A policy asks for attributes or groups of the user. The runner sends the user's name and nothing else.

import { expressionsOf, scopePart } from '../syntax/ast.ts';
import {
  type EntityNode,
  entitiesIn,
  entityText,
  matchesNothing,
  type PitfallFinding,
  type PitfallRule,
} from './pitfall.ts';

export const principalAttributes: PitfallRule = {
  code: 'policy-principal-attributes',
  *find({ tree }) {
    for (const policy of tree.policies) {
      const part = scopePart(policy, 'principal');
      if (part?.operator === 'in')
        for (const node of entitiesIn(part.target)) yield* group(node, matchesNothing(policy));
      for (const node of expressionsOf(policy)) {
        if (node.kind === 'binary' && node.operator === 'in' && isPrincipal(node.left)) {
          for (const entity of entitiesIn(node.right)) yield* group(entity, 'this is always false');
        }
        if (node.kind === 'attribute' && isPrincipal(node.target)) {
          const name = node.attribute?.text ?? 'attribute';
          yield {
            span: node.span,
            message: `The runner sends no attributes of the user: principal.${name} fails, and Cedar skips a policy whose condition fails.`,
          };
        }
        if (node.kind === 'has' && isPrincipal(node.target)) {
          yield { span: node.span, message: 'The runner sends no attributes of the user: this is always false.' };
        }
      }
    }
  },
};

function isPrincipal(node: { readonly kind: string; readonly name?: unknown }): boolean {
  return node.kind === 'variable' && node.name === 'principal';
}

/** A user is in itself, so naming a user after `in` works. */
function* group(node: EntityNode, consequence: string): Iterable<PitfallFinding> {
  if (node.type.text === 'User') return;
  yield {
    span: node.span,
    message: `The runner sends no groups of the user: ${consequence}. Name users instead, such as ${entityText('User', 'agent')}.`,
  };
}
