// The permits that come closest to covering a refused request, and which of their clauses keep each from doing so.

import type { ClauseAnswer } from '#core/cedar/policyClauses.ts';
import { displayUid, type PreparedPolicy, type ScopeConstraint } from '#core/cedar/types.ts';
import type { ExampleRequest } from './exampleRequest.ts';
import type { PolicyDocument } from './policyDocument.ts';
import { concernsAction } from './policyMatch.ts';

/** What was refused. */
export interface RefusedRequest {
  readonly principal: string;
  readonly action: string;
  readonly resourceType: string;
  readonly resource: string | undefined;
  /** One such request, to ask the engine about; absent where none can be made. */
  readonly example: ExampleRequest | undefined;
}

/** A permit for the action, and what of it the request does not meet: `whose resource must be in /srv/app`. */
export interface NearestPermit {
  readonly policy: PreparedPolicy;
  readonly obstacle: string;
  /** The clauses that the request does not meet, as the engine says; empty where that cannot be asked. */
  readonly failing: readonly ClauseAnswer[];
}

/** Only so many permits are taken apart, those first whose scope shares most with the request. */
const CANDIDATES = 8;

/** The permits for the action, nearest first: fewest clauses that fail, then most of the asked id in the scope. */
export function nearestPermits(policies: PolicyDocument, request: RefusedRequest): readonly NearestPermit[] {
  const candidates = policies.policySet.policies
    .filter((policy) => policy.effect === 'permit' && concernsAction(policy, request.principal, request.action))
    .map((policy) => ({ policy, score: nearness(policy, request) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, CANDIDATES)
    .map(({ policy, score }) => ({ policy, score, failing: failingClauses(policies, policy, request) }));
  return candidates
    .sort((a, b) => rank(a.failing) - rank(b.failing) || b.score - a.score)
    .map(({ policy, failing }) => ({ policy, failing, obstacle: obstacle(policy, request, failing) }));
}

function rank(failing: readonly ClauseAnswer[]): number {
  return failing.length === 0 ? Number.MAX_SAFE_INTEGER : failing.length;
}

/** Without those that only fail since a conjunct before them does, and those that nothing is known about. */
function failingClauses(
  policies: PolicyDocument,
  policy: PreparedPolicy,
  { example }: RefusedRequest,
): readonly ClauseAnswer[] {
  if (example === undefined) return [];
  const answers = policies.clauseAnswers(policy, example.request).filter(({ clause }) => isKnown(clause, example));
  const failing = answers.filter(({ answer }) => answer === 'fails');
  const [broken] = answers.filter(({ answer }) => answer === 'error');
  return failing.length > 0 || broken === undefined ? failing : [broken];
}

/** Whether what a clause looks at is known. A type test of a resource needs only its type. */
export function isKnown({ kind, operands }: ClauseAnswer['clause'], { open }: ExampleRequest): boolean {
  if (kind === 'resource' || kind === 'principal' || kind === 'action') return true;
  return !operands.some((operand) => open.some((part) => operand === part || operand.startsWith(`${part}.`)));
}

/** How much of the asked id the scope shares from the left. */
function nearness(policy: PreparedPolicy, { resource = '' }: RefusedRequest): number {
  const id = scopeId(policy.scope?.resource);
  if (id === undefined) return 1;
  let shared = 0;
  while (shared < id.length && id[shared] === resource[shared]) shared++;
  return shared;
}

function obstacle(policy: PreparedPolicy, request: RefusedRequest, failing: readonly ClauseAnswer[]): string {
  const constraint = policy.scope?.resource;
  const said = failing.flatMap((answer) => {
    if (answer.clause.kind !== 'resource') return clauseObstacle(answer);
    const wanted = constraint === undefined ? undefined : wantedResource(constraint, request.resourceType);
    return wanted === undefined ? [] : `whose resource must be ${wanted}`;
  });
  if (said.length > 0) return said.slice(0, 2).join(' and ');
  const isMissed = constraint !== undefined && !sharesResource(constraint, request);
  const wanted = isMissed ? wantedResource(constraint, request.resourceType) : undefined;
  return wanted === undefined ? 'whose conditions are not met' : `whose resource must be ${wanted}`;
}

/** `whose condition context.x == 1 is false for context.x 2` */
function clauseObstacle({ clause, answer, values }: ClauseAnswer): string {
  if (clause.kind === 'principal') return `whose ${clause.text.replace(/^principal (==|in|is)/, 'user must be')}`;
  if (clause.kind === 'action') return `whose actions do not include it`;
  const told = valuesText(values);
  if (answer === 'error') return `whose condition ${shortened(clause.text)} fails${told}`;
  return clause.kind === 'unless'
    ? `whose exception ${shortened(clause.text)} holds${told}`
    : `whose condition ${shortened(clause.text)} is false${told}`;
}

/** ` for resource.path "/etc/shadow"`; empty where a clause looks at nothing. */
export function valuesText(values: ClauseAnswer['values']): string {
  return values.length === 0 ? '' : ` for ${values.map(({ operand, value }) => `${operand} ${value}`).join(', ')}`;
}

/** Longer clauses are cut in messages. */
const MAX_CLAUSE = 100;

function shortened(text: string): string {
  return text.length > MAX_CLAUSE ? `${text.slice(0, MAX_CLAUSE - 1)}…` : text;
}

/** What a scope asks of the resource. */
function wantedResource(constraint: ScopeConstraint, resourceType: string): string | undefined {
  switch (constraint.kind) {
    case 'any':
      return undefined;
    case 'is':
      return `a ${constraint.type}`;
    case 'equals':
      return constraint.uid.type === resourceType ? constraint.uid.id : displayUid(constraint.uid);
    case 'in':
      return `in ${constraint.uids.map(({ id }) => id).join(' or ')}`;
    case 'isIn':
      return constraint.type === resourceType
        ? `in ${constraint.uid.id}`
        : `a ${constraint.type} in ${constraint.uid.id}`;
  }
}

/** Whether the asked id fits a scope, where the engine was not asked. */
function sharesResource(constraint: ScopeConstraint, { resource = '', resourceType }: RefusedRequest): boolean {
  switch (constraint.kind) {
    case 'any':
      return true;
    case 'is':
      return constraint.type === resourceType;
    case 'equals':
      return constraint.uid.id === resource && constraint.uid.type === resourceType;
    case 'in':
      return constraint.uids.some(({ id }) => isBelow(resource, id));
    case 'isIn':
      return constraint.type === resourceType && isBelow(resource, constraint.uid.id);
  }
}

function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
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
