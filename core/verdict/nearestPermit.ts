// The permit that comes closest to covering a refused request, and what keeps it from doing so.

import { displayUid, type PreparedPolicy, type ScopeConstraint } from '#core/cedar/types.ts';
import type { PolicyDocument } from './policyDocument.ts';
import { concernsAction } from './policyMatch.ts';

/** What was refused. */
export interface RefusedRequest {
  readonly principal: string;
  readonly action: string;
  readonly resourceType: string;
  readonly resource: string | undefined;
}

/** A permit for the action, and what of it the request does not meet: `whose resource must be in /srv/app`. */
export interface NearestPermit {
  readonly policy: PreparedPolicy;
  readonly obstacle: string;
}

/** The permit that shares most with the request; undefined when none names the action. */
export function nearestPermit(policies: PolicyDocument, request: RefusedRequest): NearestPermit | undefined {
  let best: { readonly policy: PreparedPolicy; readonly score: number } | undefined;
  for (const policy of policies.policySet.policies) {
    if (policy.effect !== 'permit' || !concernsAction(policy, request.principal, request.action)) continue;
    const score = nearness(policy, request);
    if (best === undefined || score > best.score) best = { policy, score };
  }
  return best === undefined ? undefined : { policy: best.policy, obstacle: obstacle(best.policy, request) };
}

/** How much of the asked id the scope shares from the left. */
function nearness(policy: PreparedPolicy, { resource = '' }: RefusedRequest): number {
  const id = scopeId(policy.scope?.resource);
  if (id === undefined) return 1;
  let shared = 0;
  while (shared < id.length && id[shared] === resource[shared]) shared++;
  return shared;
}

function obstacle(policy: PreparedPolicy, request: RefusedRequest): string {
  const constraint = policy.scope?.resource;
  const wanted = constraint === undefined ? undefined : wantedResource(constraint, request);
  return wanted === undefined ? 'whose conditions are not met' : `whose resource must be ${wanted}`;
}

/** What a scope asks of the resource, where that is what fails. */
function wantedResource(
  constraint: ScopeConstraint,
  { resource = '', resourceType }: RefusedRequest,
): string | undefined {
  switch (constraint.kind) {
    case 'any':
      return undefined;
    case 'is':
      return constraint.type === resourceType ? undefined : `a ${constraint.type}`;
    case 'equals':
      if (constraint.uid.id === resource && constraint.uid.type === resourceType) return undefined;
      return constraint.uid.type === resourceType ? constraint.uid.id : displayUid(constraint.uid);
    case 'in':
      return isBelow(
        resource,
        constraint.uids.map(({ id }) => id),
      )
        ? undefined
        : `in ${constraint.uids.map(({ id }) => id).join(' or ')}`;
    case 'isIn':
      if (constraint.type !== resourceType) return `a ${constraint.type} in ${constraint.uid.id}`;
      return isBelow(resource, [constraint.uid.id]) ? undefined : `in ${constraint.uid.id}`;
  }
}

function isBelow(path: string, directories: readonly string[]): boolean {
  return directories.some(
    (directory) => path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`),
  );
}

function scopeId(constraint: ScopeConstraint | undefined): string | undefined {
  switch (constraint?.kind) {
    case undefined:
    case 'any':
    case 'is':
      return undefined;
    case 'equals':
    case 'isIn':
      return constraint.uid.id;
    case 'in':
      return constraint.uids[0]?.id;
  }
}
