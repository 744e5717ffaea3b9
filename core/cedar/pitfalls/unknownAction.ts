// A policy names an action that its namespace does not have, so it never matches.

import { expressionsOf } from '../syntax/ast.ts';
import { nearest } from './nearest.ts';
import { actionsOf, entityText, findAction, isActionType, type PitfallRule, uidOf } from './pitfall.ts';

export const unknownAction: PitfallRule = {
  code: 'policy-unknown-action',
  *find({ tree, schema }) {
    for (const policy of tree.policies) {
      for (const node of expressionsOf(policy)) {
        if (node.kind !== 'entity' || !isActionType(node.type.text)) continue;
        const known = actionsOf(schema, node.type.text).map((action) => action.uid.id);
        if (known.length === 0 || findAction(schema, uidOf(node)) !== undefined) continue;
        const best = nearest(node.id.value, known);
        const namespace = node.type.text.replace(/::Action$/, '');
        const help = best === undefined ? `Its actions are ${known.join(', ')}.` : `Did you mean ${best}?`;
        yield {
          span: node.span,
          message: `${namespace} has no action ${node.id.value}. ${help}`,
          data: { actions: known, ...(best === undefined ? {} : { replacement: entityText(node.type.text, best) }) },
        };
      }
    }
  },
};
