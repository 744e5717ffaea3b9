// Policies without any effect: permits that a forbid takes everything from, conditions that never hold or always fail. What
// is said here holds for every request that the runner can make; what is not certain is not said.

import { DIR, dirResource, FILE, fileResource } from '#core/authz/resource.ts';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Steps } from '#core/base/steps.ts';
import { isSameUid } from '#core/cedar/entityUid.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import { scopeEntities } from '#core/cedar/scopeEntities.ts';
import type { EntityUid, PreparedPolicy, PreparedPolicySet, ScopeConstraint } from '#core/cedar/types.ts';
import { ERROR, FALSE, type Outcomes, TRUE } from '#core/verdict/outcomes.ts';
import { type PartialRequest, policyOutcomes } from '#core/verdict/policyMatch.ts';
import { contradicts, disjuncts, namedIds, narrowedText, whenConjuncts } from './conditionParts.ts';

export const POLICY_SHADOWED = 'policy-shadowed';
export const POLICY_NEVER_HOLDS = 'policy-never-holds';
export const POLICY_ALWAYS_ERRS = 'policy-always-errs';

/** A policy that does nothing, and why. */
export interface DeadPolicy {
  readonly policy: PreparedPolicy;
  readonly code: typeof POLICY_SHADOWED | typeof POLICY_NEVER_HOLDS | typeof POLICY_ALWAYS_ERRS;
  /** The forbid that shadows it. */
  readonly by?: PreparedPolicy;
}

/**
 * The policies of a set that can never have an effect, in steps of one policy each. Those whose scope alone never matches are
 * left to the pitfalls.
 */
export function* deadPolicySteps({ policies }: PreparedPolicySet, schema: CedarSchema): Steps<readonly DeadPolicy[]> {
  const forbids = policies.filter(({ effect, isTemplate }) => effect === 'forbid' && !isTemplate);
  const found: DeadPolicy[] = [];
  for (const policy of policies) {
    if (policy.isTemplate || policy.scope === undefined) continue;
    yield;
    if (requestsOf(policy, [], schema, [policy]).length === 0) continue;
    const requests = requestsOf(policy, whenConjuncts(policy), schema, [policy]);
    const code = withoutEffect(policy, requests);
    if (code !== undefined) found.push({ policy, code });
    else if (policy.effect === 'permit') {
      const by = forbids.find((forbid) => isShadowed(policy, forbid, requests, schema));
      if (by !== undefined) found.push({ policy, code: POLICY_SHADOWED, by });
    }
  }
  return found;
}

/** The findings about them, with the policy faded. A forbid that blocks nothing is a warning. */
export function deadPolicyDiagnostics(dead: readonly DeadPolicy[]): readonly Diagnostic[] {
  return dead.map(({ policy, code, by }): Diagnostic => {
    const nothing = policy.effect === 'permit' ? 'this permit allows nothing' : 'this forbid blocks nothing';
    const message =
      code === POLICY_SHADOWED
        ? `Shadowed by ${by?.id}: ${nothing}, since the forbid covers every request that it is about.`
        : code === POLICY_NEVER_HOLDS
          ? `The conditions never hold together: ${nothing}.`
          : `The conditions always end in an error, so that Cedar skips the policy: ${nothing}.`;
    return {
      code,
      severity: policy.effect === 'permit' ? 'information' : 'warning',
      message,
      span: policy.span,
      unnecessary: true,
      ...(by === undefined
        ? {}
        : { related: [{ document: 'policy', span: by.span, message: `${by.id} forbids all of it.` }] }),
    };
  });
}

/** Stands for every user, and every id, that no policy names. */
const NOBODY = '\u{10fffd}nobody';

/**
 * The forms of request that the scope of a policy lets through, each narrowed by what the conjuncts ask of the resource, with
 * every user that the judges can tell apart.
 */
function requestsOf(
  policy: PreparedPolicy,
  conjuncts: readonly unknown[],
  schema: CedarSchema,
  judges: readonly PreparedPolicy[],
): readonly PartialRequest[] {
  const { scope } = policy;
  if (scope === undefined) return [];
  const principals = new Set([NOBODY, ...judges.flatMap(principalsOf)]);
  const found: PartialRequest[] = [];
  for (const action of schema.actions) {
    if (action.isGroup) continue;
    for (const resourceType of action.resourceTypes) {
      const resource = narrowedText(scope.resource, conjuncts, resourceType);
      if (resource === undefined) continue;
      for (const principal of principals) {
        const request = {
          principal,
          action: `${action.uid.type}::"${action.uid.id}"`,
          resourceType,
          resource,
          context: undefined,
        };
        const outcomes = policyOutcomes(policy, request);
        if (outcomes?.scope.every((one) => (one & TRUE) !== 0) === true) found.push(request);
      }
    }
  }
  return found;
}

/** The users that a policy names. */
function principalsOf({ scope, conditions }: PreparedPolicy): readonly string[] {
  const named = new Set<string>();
  const constraint = scope?.principal;
  if (constraint?.kind === 'equals') named.add(constraint.uid.id);
  if (constraint?.kind === 'in') for (const { id } of constraint.uids) named.add(id);
  for (const { body } of conditions?.() ?? []) for (const id of namedIds(body, 'User')) named.add(id);
  return [...named];
}

function withoutEffect(policy: PreparedPolicy, requests: readonly PartialRequest[]): DeadPolicy['code'] | undefined {
  if (requests.length === 0 || contradicts(whenConjuncts(policy))) return POLICY_NEVER_HOLDS;
  let all: Outcomes = 0;
  for (const request of requests) all |= together(policyOutcomes(policy, request)?.conditions() ?? []);
  if ((all & TRUE) !== 0) return undefined;
  return (all & FALSE) === 0 ? POLICY_ALWAYS_ERRS : POLICY_NEVER_HOLDS;
}

/** What the conditions one after the other can come to: the first that is not true decides. */
function together(conditions: readonly Outcomes[]): Outcomes {
  let all: Outcomes = TRUE;
  for (const condition of conditions) if ((all & TRUE) !== 0) all = (all & (FALSE | ERROR)) | condition;
  return all;
}

/** Whether a forbid applies to every request that a permit applies to. Most forbids fail at the permit's own requests. */
function isShadowed(
  permit: PreparedPolicy,
  forbid: PreparedPolicy,
  requests: readonly PartialRequest[],
  schema: CedarSchema,
): boolean {
  if (!mayCoverActions(forbid, permit) || !appliesTo(permit, forbid, requests)) return false;
  if (principalsOf(forbid).length === 0) return true;
  return appliesTo(permit, forbid, requestsOf(permit, whenConjuncts(permit), schema, [permit, forbid]));
}

/** A quick look at the actions, which most pairs of policies do not share. */
function mayCoverActions({ scope: outer }: PreparedPolicy, { scope: inner }: PreparedPolicy): boolean {
  if (outer === undefined || inner === undefined || outer.action.kind === 'any') return true;
  const taken = scopeEntities(outer.action);
  // The one group that is known at run time takes more than its own name.
  if (taken.some(({ id }) => id === 'SafeIO')) return true;
  const wanted = scopeEntities(inner.action);
  return wanted.length > 0 && wanted.every((uid) => taken.some((other) => isSameUid(uid, other)));
}

function appliesTo(permit: PreparedPolicy, forbid: PreparedPolicy, requests: readonly PartialRequest[]): boolean {
  const [inner, outer] = [permit.scope, forbid.scope];
  if (inner === undefined || outer === undefined) return false;
  const isResourceCovered = covers(outer.resource, inner.resource);
  const conditions = forbid.conditions?.() ?? [];
  const same = conditions.map((condition) => isImplied(condition, permit));
  return requests.every((request) => {
    const outcomes = policyOutcomes(forbid, request);
    if (outcomes === undefined) return false;
    const [principal, action, resource] = outcomes.scope;
    if (principal !== TRUE || action !== TRUE || !(resource === TRUE || isResourceCovered)) return false;
    return same.every(Boolean) || outcomes.conditions().every((one, i) => one === TRUE || same[i] === true);
  });
}

/** Whether a condition of the forbid holds wherever those of the permit do, since they say the same. */
function isImplied(
  { kind, body }: { readonly kind: 'when' | 'unless'; readonly body: unknown },
  permit: PreparedPolicy,
): boolean {
  if (kind === 'when') {
    const held = new Set(whenConjuncts(permit).map((part) => JSON.stringify(part)));
    return whenConjuncts({ conditions: () => [{ kind, body }] }).every((part) => held.has(JSON.stringify(part)));
  }
  const excluded = (permit.conditions?.() ?? []).filter((one) => one.kind === 'unless');
  const known = new Set(excluded.flatMap((one) => disjuncts(one.body)).map((part) => JSON.stringify(part)));
  return disjuncts(body).every((part) => known.has(JSON.stringify(part)));
}

/** Whether every resource that one scope takes is taken by another. */
function covers(outer: ScopeConstraint, inner: ScopeConstraint): boolean {
  switch (outer.kind) {
    case 'any':
      return true;
    case 'is':
      return (inner.kind === 'is' || inner.kind === 'isIn') && inner.type === outer.type
        ? true
        : inner.kind === 'equals' && inner.uid.type === outer.type;
    case 'equals':
      return inner.kind === 'equals' && isSameUid(inner.uid, outer.uid);
    case 'in':
      return (
        scopeEntities(inner).length > 0 &&
        scopeEntities(inner).every((uid) => outer.uids.some((other) => isWithin(uid, other)))
      );
    case 'isIn':
      return (
        (inner.kind === 'isIn' || inner.kind === 'equals') &&
        (inner.kind === 'isIn' ? inner.type : inner.uid.type) === outer.type &&
        isWithin(inner.uid, outer.uid)
      );
  }
}

/** Whether a path is another or lies below it, as the runner's entities say. */
function isWithin(uid: EntityUid, other: EntityUid): boolean {
  if (isSameUid(uid, other)) return true;
  const made = uid.type === DIR ? dirResource(uid.id) : uid.type === FILE ? fileResource(uid.id) : undefined;
  if (made?.ok !== true || !isSameUid(made.resource.uid, uid)) return false;
  return made.resource.entities.some((entity) => isSameUid(entity.uid, other));
}
