// Which policies apply to a request that is only partly known: certainly, perhaps or not at all.

import type { KnownProcess } from '#core/authz/environment.ts';
import { actionUid, DIR, dirResource, FILE, userPrincipal } from '#core/authz/resource.ts';
import { anyText, exact, type Text } from '#core/authz/text.ts';
import type { CedarValue, EntityUid, PreparedPolicy, ScopeConstraint } from '#core/cedar/types.ts';
import { conditionOutcomes, type KnownEntity, type KnownRequest } from './conditions.ts';
import { ANY, FALSE, type Outcomes, TRUE } from './outcomes.ts';
import { pathIsIn, textEquals } from './textMatch.ts';

/** A request as far as it is known. */
export interface PartialRequest {
  readonly principal: string;
  readonly action: string;
  readonly resourceType: string;
  readonly resource: Text;
  /** What is known of the process that the request is about. */
  readonly process?: KnownProcess;
  readonly context: Readonly<Record<string, CedarValue>> | undefined;
}

export type Match = 'yes' | 'maybe' | 'no';

/** Whether a policy's scope and conditions hold for every, some or no request of this form. */
export function matchPolicy(policy: PreparedPolicy, request: PartialRequest): Match {
  const outcomes = policyOutcomes(policy, request);
  if (outcomes === undefined) return 'no';
  const { scope, conditions } = outcomes;
  if (scope.some((one) => (one & TRUE) === 0)) return 'no';
  const all = conditions();
  if (all.some((one) => (one & TRUE) === 0)) return 'no';
  return [...scope, ...all].every((one) => one === TRUE) ? 'yes' : 'maybe';
}

/** What the parts of a policy can come to for requests of a form. */
export interface PolicyOutcomes {
  /** Of the principal, the action and the resource. */
  readonly scope: readonly [Outcomes, Outcomes, Outcomes];
  /** Of each `when` and `unless`, as they let the policy apply. */
  conditions(): readonly Outcomes[];
}

/** Undefined for templates, which are never linked. */
export function policyOutcomes(policy: PreparedPolicy, request: PartialRequest): PolicyOutcomes | undefined {
  if (policy.isTemplate || policy.scope === undefined) return undefined;
  const known = knownRequest(request);
  return {
    scope: [
      constraintOutcomes(policy.scope.principal, known.principal),
      constraintOutcomes(policy.scope.action, known.action),
      constraintOutcomes(policy.scope.resource, known.resource),
    ],
    conditions: () => (policy.conditions === undefined ? [ANY] : conditionsOf(policy.conditions(), known)),
  };
}

/** Whether the scope of a policy names the action of a request and its principal. */
export function concernsAction(policy: PreparedPolicy, principal: string, action: string): boolean {
  if (policy.scope === undefined) return false;
  return (
    constraintOutcomes(policy.scope.action, leafEntity(actionUid(action))) === TRUE &&
    constraintOutcomes(policy.scope.principal, leafEntity(userPrincipal(principal))) === TRUE
  );
}

function conditionsOf(
  conditions: readonly { readonly kind: 'when' | 'unless'; readonly body: unknown }[],
  request: KnownRequest,
): readonly Outcomes[] {
  return conditions.map(({ kind, body }) => {
    const outcomes = conditionOutcomes(body, request);
    if (kind === 'when') return outcomes;
    return (outcomes & ~(TRUE | FALSE)) | (outcomes & TRUE ? FALSE : 0) | (outcomes & FALSE ? TRUE : 0);
  });
}

function constraintOutcomes(constraint: ScopeConstraint, entity: KnownEntity): Outcomes {
  switch (constraint.kind) {
    case 'any':
      return TRUE;
    case 'equals':
      return entity.equals(constraint.uid);
    case 'in':
      return constraint.uids.reduce<Outcomes>((all, uid) => either(all, entity.isIn(uid)), FALSE);
    case 'is':
      return entity.type === constraint.type ? TRUE : FALSE;
    case 'isIn':
      return entity.type === constraint.type ? entity.isIn(constraint.uid) : FALSE;
  }
}

function either(a: Outcomes, b: Outcomes): Outcomes {
  if (a === TRUE || b === TRUE) return TRUE;
  return a === FALSE ? b : b === FALSE ? a : a | b;
}

function knownRequest(request: PartialRequest): KnownRequest {
  return {
    principal: leafEntity(userPrincipal(request.principal)),
    action: actionEntity(request.action),
    resource: resourceEntity(request),
    context: request.context,
  };
}

/** An entity that is in no other and has no attributes. */
function leafEntity(uid: EntityUid): KnownEntity {
  const same = (other: EntityUid): Outcomes => (other.type === uid.type && other.id === uid.id ? TRUE : FALSE);
  return { type: uid.type, isIn: same, equals: same, attributes: new Map() };
}

/** Only `execute` knows the group of its action; see {@link actionEntities}. */
function actionEntity(action: string): KnownEntity {
  const entity = leafEntity(actionUid(action));
  if (action !== 'file_system::Action::"execute"') return entity;
  return {
    ...entity,
    isIn: (other) => either(entity.isIn(other), other.type === entity.type && other.id === 'SafeIO' ? TRUE : FALSE),
  };
}

function resourceEntity({ resourceType: type, resource, process }: PartialRequest): KnownEntity {
  const id = type === DIR ? withoutSlash(resource) : resource;
  const equals = (other: EntityUid): Outcomes => (other.type === type ? textEquals(id, exact(other.id)) : FALSE);
  const isPath = type === FILE || type === DIR;
  return {
    type,
    equals,
    isIn: (other) => {
      if (isPath && other.type === DIR) return either(equals(other), pathIsIn(resource, type, other.id));
      return equals(other);
    },
    attributes: attributesOf(type, id, process),
  };
}

/** A directory's id loses one slash at its end: a literal one, or that before a hole that can be empty. */
function withoutSlash(text: Text): Text {
  if (text.kind === 'exact') {
    const result = dirResource(text.value);
    return result.ok ? exact(result.resource.uid.id) : text;
  }
  const { prefix, hole, suffix } = text;
  if (suffix !== '') return suffix.endsWith('/') ? { ...text, suffix: suffix.slice(0, -1) } : text;
  const mayBeEmpty = hole !== 'component' && hole !== 'relative' && hole !== 'deep';
  return mayBeEmpty && prefix.length > 1 && prefix.endsWith('/')
    ? { ...text, prefix: prefix.slice(0, -1), hole: 'any' }
    : text;
}

function attributesOf(
  type: string,
  id: Text,
  process: KnownProcess | undefined,
): ReadonlyMap<string, Text | undefined> {
  switch (type) {
    case FILE:
    case DIR:
      return new Map([['path', id]]);
    case 'process_system::Process':
      return new Map([
        ['pid', id],
        ['name', process?.name ?? anyText('a name')],
        ['username', process?.username ?? anyText('a user')],
        ['command', process?.command ?? anyText('a command')],
      ]);
    case 'network::url':
      return new Map([['url', id]]);
    case 'sysinfo::Hostname':
      return new Map([['hostname', id]]);
    case 'systemd::Service':
      return new Map([['name', id]]);
    default:
      return new Map();
  }
}
