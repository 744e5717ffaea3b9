// A policy names an id of a resource that has a new one for every check.

import { descendants, type ExpressionNode, type PolicyNode, scopePart } from '../syntax/ast.ts';
import { type EntityNode, matchesNothing, type PitfallFinding, type PitfallRule } from './pitfall.ts';

/** Types whose id the runner makes up for every check. */
const FRESH = new Set(['sysinfo::Sysinfo', 'sysctl::Sysctl', 'systemd::Systemd']);

export const freshId: PitfallRule = {
  code: 'policy-fresh-id',
  *find({ tree }) {
    for (const policy of tree.policies) {
      const part = scopePart(policy, 'resource');
      if (part?.target?.kind === 'entity' && FRESH.has(part.target.type.text))
        yield finding(part.target, part.span, matchesNothing(policy));
      for (const node of conditionNodes(policy)) {
        if (node.kind !== 'binary' || !['==', '!=', 'in'].includes(node.operator)) continue;
        for (const side of [node.left, node.right]) {
          if (side.kind === 'entity' && FRESH.has(side.type.text))
            yield finding(side, node.span, 'this comparison says nothing');
        }
      }
    }
  },
};

function finding(node: EntityNode, span: PitfallFinding['span'], consequence: string): PitfallFinding {
  const replacement = `resource is ${node.type.text}`;
  return {
    span,
    message: `The id of a ${node.type.text} is new for every check: ${consequence}. Write ${replacement}.`,
    data: { replacement },
  };
}

function conditionNodes(policy: PolicyNode): readonly ExpressionNode[] {
  return policy.conditions.flatMap((condition) =>
    condition.body === undefined ? [] : [...descendants(condition.body)],
  );
}
