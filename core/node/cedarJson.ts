// Requests in the engine's JSON form, and scopes out of it.

import type {
  CedarValueJson,
  EntityJson,
  EntityUidJson,
  PolicyJson,
  PrincipalConstraint,
  ResourceConstraint,
  TypeAndId,
} from '@cedar-policy/cedar-wasm';
import type { CedarRequest, CedarValue, Entity, EntityUid, PolicyScope, ScopeConstraint } from '#core/cedar/types.ts';

/** The parts of a request that every call of the engine takes. */
export interface RequestJson {
  readonly principal: TypeAndId;
  readonly action: TypeAndId;
  readonly resource: TypeAndId;
  readonly context: Record<string, CedarValueJson>;
  readonly entities: EntityJson[];
}

export function requestJson(request: CedarRequest): RequestJson {
  return {
    principal: uidJson(request.principal),
    action: uidJson(request.action),
    resource: uidJson(request.resource),
    context: recordJson(request.context),
    entities: request.entities.map(entityJson),
  };
}

/** The scope of a static policy; undefined for a template, whose scope has a slot. */
export function scopeOf(policy: PolicyJson): PolicyScope | undefined {
  const principal = constraintOf(policy.principal);
  const resource = constraintOf(policy.resource);
  return principal === undefined || resource === undefined
    ? undefined
    : { principal, action: actionConstraintOf(policy.action), resource };
}

function entityJson(entity: Entity): EntityJson {
  return {
    uid: uidJson(entity.uid),
    attrs: recordJson(entity.attributes),
    parents: entity.parents.map(uidJson),
    ...(entity.tags === undefined ? {} : { tags: recordJson(entity.tags) }),
  };
}

function uidJson(uid: EntityUid): TypeAndId {
  return { type: uid.type, id: uid.id };
}

function recordJson(record: Readonly<Record<string, CedarValue>>): Record<string, CedarValueJson> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, valueJson(value)]));
}

/** Throws for integers that JSON numbers do not hold exactly: the engine's binding knows no others. */
function valueJson(value: CedarValue): CedarValueJson {
  if (typeof value === 'bigint') {
    if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
      throw new Error(`the engine's binding cannot take the integer ${value}`);
    return Number(value);
  }
  if (typeof value !== 'object') return value;
  if ('entity' in value) return { __entity: uidJson(value.entity) };
  if ('set' in value) return value.set.map(valueJson);
  return recordJson(value.record);
}

function actionConstraintOf(constraint: PolicyJson['action']): ScopeConstraint {
  switch (constraint.op) {
    case 'All':
      return { kind: 'any' };
    case '==':
      // An action is never a slot.
      return 'slot' in constraint ? { kind: 'any' } : { kind: 'equals', uid: uidOf(constraint.entity) };
    case 'in':
      return { kind: 'in', uids: ('entities' in constraint ? constraint.entities : [constraint.entity]).map(uidOf) };
  }
}

function constraintOf(constraint: PrincipalConstraint | ResourceConstraint): ScopeConstraint | undefined {
  switch (constraint.op) {
    case 'All':
      return { kind: 'any' };
    case '==':
      return 'slot' in constraint ? undefined : { kind: 'equals', uid: uidOf(constraint.entity) };
    case 'in':
      return 'slot' in constraint ? undefined : { kind: 'in', uids: [uidOf(constraint.entity)] };
    case 'is':
      if (constraint.in === undefined) return { kind: 'is', type: constraint.entity_type };
      return 'slot' in constraint.in
        ? undefined
        : { kind: 'isIn', type: constraint.entity_type, uid: uidOf(constraint.in.entity) };
  }
}

function uidOf(json: EntityUidJson): EntityUid {
  const { type, id } = '__entity' in json ? json.__entity : json;
  return { type, id };
}
