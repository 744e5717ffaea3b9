// A forbid blocks `read` and leaves `redacted_read` open, to which many calls fall back.

import { type PolicyNode, scopePart } from '../syntax/ast.ts';
import { entityText, type PitfallContext, type PitfallRule, scopeActions } from './pitfall.ts';

const ACTION = 'file_system::Action';
const READ = 'read';
const REDACTED = 'redacted_read';

export const redactedRead: PitfallRule = {
  code: 'policy-redacted-read',
  *find({ tree }) {
    const permit = tree.policies.findIndex((policy) => policy.effect?.text === 'permit' && covers(policy, REDACTED));
    if (permit < 0) return;
    for (const policy of tree.policies) {
      const read = scopeActions(policy)?.find((action) => action.type.text === ACTION && action.id.value === READ);
      if (policy.effect?.text !== 'forbid' || read === undefined || covers(policy, REDACTED)) continue;
      if (
        tree.policies.some(
          (other) => other.effect?.text === 'forbid' && covers(other, REDACTED) && sameTarget(tree, other, policy),
        )
      )
        continue;
      yield {
        span: read.span,
        message: `Where read is denied, many calls fall back to redacted_read, which policy${permit} permits. Forbid redacted_read too.`,
        data: { action: entityText(ACTION, REDACTED) },
      };
    }
  },
};

function covers(policy: PolicyNode, action: string): boolean {
  const actions = scopeActions(policy);
  return actions === undefined || actions.some((named) => named.type.text === ACTION && named.id.value === action);
}

/** Whether two policies say the same of principal and resource, or the first says nothing of them. */
function sameTarget(tree: PitfallContext['tree'], wide: PolicyNode, narrow: PolicyNode): boolean {
  return (['principal', 'resource'] as const).every((variable) => {
    const text = (policy: PolicyNode) => {
      const part = scopePart(policy, variable);
      return part === undefined ? '' : tree.text.slice(part.span.start, part.span.end).replace(/\s+/g, '');
    };
    return wide.conditions.length === 0 && (text(wide) === variable || text(wide) === text(narrow));
  });
}
