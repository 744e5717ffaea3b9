// Answers requests by the real engine over only those policies whose scope matches, and remembers answers.

import { PolicyIndex } from './policyIndex.ts';
import type { CedarDecision, CedarRequest, CedarValue, EntityUid, PreparedPolicy, PreparedPolicySet } from './types.ts';

/** A policy and what the index needs of it. */
export interface IndexedPolicy extends PreparedPolicy {
  readonly hasConditions: boolean;
}

/** The engine over some of the policies, named by their places in the set. */
export type SubsetAuthorizer = (policies: readonly number[], request: CedarRequest) => CedarDecision;

/** How many answers a set remembers; then it forgets the oldest. */
export const REMEMBERED_ANSWERS = 20_000;

/** A set that asks `authorizeSubset` as seldom as the answer allows. */
export function createPreparedPolicySet(
  policies: readonly IndexedPolicy[],
  authorizeSubset: SubsetAuthorizer,
): PreparedPolicySet {
  const scopes = policies.flatMap((policy, i) => (policy.scope === undefined ? [] : [[i, policy.scope] as const]));
  return new IndexedPolicySet(policies, new PolicyIndex(scopes), authorizeSubset);
}

class IndexedPolicySet implements PreparedPolicySet {
  readonly policies: readonly IndexedPolicy[];
  readonly #index: PolicyIndex;
  readonly #authorizeSubset: SubsetAuthorizer;
  readonly #answers = new Map<string, CedarDecision>();
  /** Answers of subsets without conditions: they follow from the scopes alone. */
  readonly #unconditional = new Map<string, CedarDecision>();

  constructor(policies: readonly IndexedPolicy[], index: PolicyIndex, authorizeSubset: SubsetAuthorizer) {
    this.policies = policies;
    this.#index = index;
    this.#authorizeSubset = authorizeSubset;
  }

  authorize(request: CedarRequest): CedarDecision {
    const matching = this.#index.matching(request);
    if (matching.length === 0) return NOTHING_MATCHES;
    return matching.some((policy) => this.policies[policy]?.hasConditions === true)
      ? remember(this.#answers, requestKey(request), () => this.#authorizeSubset(matching, request))
      : remember(this.#unconditional, matching.join(), () => this.#authorizeSubset(matching, request));
  }
}

const NOTHING_MATCHES: CedarDecision = { decision: 'deny', determining: [], errors: [] };

function remember(answers: Map<string, CedarDecision>, key: string, ask: () => CedarDecision): CedarDecision {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  if (answers.size >= REMEMBERED_ANSWERS) answers.delete(answers.keys().next().value ?? '');
  answers.set(key, answer);
  return answer;
}

/** Everything of a request that a condition can look at, as text; different requests have different keys. */
function requestKey(request: CedarRequest): string {
  let key = uidKey(request.principal) + uidKey(request.action) + uidKey(request.resource) + recordKey(request.context);
  for (const entity of request.entities) {
    key += `e${uidKey(entity.uid)}${recordKey(entity.attributes)}p${entity.parents.map(uidKey).join('')}t${recordKey(entity.tags ?? {})}`;
  }
  return key;
}

function uidKey(uid: EntityUid): string {
  return stringKey(uid.type) + stringKey(uid.id);
}

function stringKey(text: string): string {
  return `${text.length}:${text}`;
}

function recordKey(record: Readonly<Record<string, CedarValue>>): string {
  let key = '{';
  for (const name in record) if (Object.hasOwn(record, name)) key += stringKey(name) + valueKey(record[name]);
  return `${key}}`;
}

function valueKey(value: CedarValue | undefined): string {
  if (typeof value === 'string') return `s${stringKey(value)}`;
  if (typeof value !== 'object') return `${typeof value}${value};`;
  if ('entity' in value) return `u${uidKey(value.entity)}`;
  if ('set' in value) return `[${value.set.map(valueKey).join('')}]`;
  return recordKey(value.record);
}
