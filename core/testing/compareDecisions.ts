// Holds the decisions of a run against expected ones, and says each of them in a line.

import { displayUid } from '#core/cedar/types.ts';
import type { DecisionEvent } from '#core/trace/events.ts';
import { comparableText } from './comparableText.ts';
import type { ExpectedDecision } from './expectation.ts';

/** Whether a decision is the expected one; parts that are not named match anything. */
export function matchesDecision(expected: ExpectedDecision, actual: DecisionEvent): boolean {
  return (
    expected.decision === actual.decision &&
    isNamed(expected.action, actual.action) &&
    isNamed(expected.resource, actual.resource) &&
    isNamed(expected.principal, actual.principal) &&
    (expected.policies === undefined || arePolicies(expected.policies, actual))
  );
}

/** `deny delete file_system::File::"/srv/a" by keep-ledger`. */
export function decisionText({ decision, action, resource, determining }: DecisionEvent): string {
  const by = determining.map((policy) => policy.annotation ?? policy.id).join(', ');
  return `${decision} ${action.id} ${displayUid(resource)}${by === '' ? '' : ` by ${by}`}`;
}

/** The same of an expected one, as far as it says. */
export function expectedDecisionText({ decision, action, resource, policies }: ExpectedDecision): string {
  const by = policies === undefined || policies.length === 0 ? '' : ` by ${policies.join(', ')}`;
  return [decision, action, resource].filter((part) => part !== undefined).join(' ') + by;
}

type Uid = DecisionEvent['resource'];

function isNamed(name: string | undefined, uid: Uid): boolean {
  if (name === undefined) return true;
  const wanted = comparableText(name);
  return wanted === comparableText(displayUid(uid)) || wanted === comparableText(uid.id);
}

function arePolicies(names: readonly string[], { determining }: DecisionEvent): boolean {
  return (
    names.length === determining.length &&
    determining.every(
      ({ id, annotation }) => names.includes(id) || (annotation !== undefined && names.includes(annotation)),
    )
  );
}
