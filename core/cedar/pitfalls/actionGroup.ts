// A policy names an action group. The runner's entity store holds no actions, except for `execute`, so none is in a group.

import { expressionsOf, type PolicyNode, scopePart } from '../syntax/ast.ts';
import { displayUid } from '../types.ts';
import { type EntityNode, entitiesIn, findAction, matchesNothing, type PitfallRule, uidOf } from './pitfall.ts';

export const actionGroup: PitfallRule = {
  code: 'policy-action-group',
  *find({ tree, schema }) {
    for (const policy of tree.policies) {
      const part = scopePart(policy, 'action');
      const inScope = entitiesIn(part?.target);
      for (const node of expressionsOf(policy)) {
        const group = node.kind === 'entity' ? findAction(schema, uidOf(node)) : undefined;
        if (node.kind !== 'entity' || group?.isGroup !== true) continue;
        const members = schema.actions.filter((action) =>
          action.groups.some((uid) => displayUid(uid) === displayUid(group.uid)),
        );
        const forExecute =
          part?.operator === 'in' && inScope.includes(node) && members.some((action) => action.uid.id === 'execute');
        const never = forExecute
          ? `The runner matches the action group ${group.uid.id} for execute only`
          : 'The runner never matches action groups';
        yield {
          span: node.span,
          message: `${never}: ${consequence(policy, node, inScope, forExecute)}. List the actions instead.`,
          data: { group: displayUid(group.uid), members: members.map((action) => displayUid(action.uid)) },
        };
      }
    }
  },
};

function consequence(
  policy: PolicyNode,
  node: EntityNode,
  inScope: readonly EntityNode[],
  forExecute: boolean,
): string {
  if (!inScope.includes(node)) return 'this is always false';
  const others = inScope.length > 1 ? 'it adds nothing to the list' : matchesNothing(policy);
  return forExecute ? `for every other action ${others}` : others;
}
