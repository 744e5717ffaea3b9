// Which principals, actions, resources and contexts a policy can be about, and the types of the values in its conditions.

import { actionsOf, entitiesIn, findAction, scopeActions, uidOf } from '#core/cedar/pitfalls/pitfall.ts';
import type { CedarSchema, SchemaAction, SchemaAttribute } from '#core/cedar/schema.ts';
import { type ExpressionNode, type PolicyNode, type ScopePartNode, scopePart } from '#core/cedar/syntax/ast.ts';
import { displayUid } from '#core/cedar/types.ts';
import { FUNCTIONS } from './words.ts';

/** What the requests can be that a policy's scope lets through. */
export interface RequestTypes {
  readonly schema: CedarSchema;
  readonly actions: readonly SchemaAction[];
  readonly principals: readonly string[];
  readonly resources: readonly string[];
}

type Attributes = ReadonlyMap<string, SchemaAttribute>;

/** What is known of a value. */
export type ValueType =
  | { readonly kind: 'entity'; readonly types: readonly string[] }
  | { readonly kind: 'record'; readonly attributes: Attributes }
  /** Any other, as one would write it in a schema. */
  | { readonly kind: 'plain'; readonly type: string };

/** All requests of the schema where there is no policy around. */
export function requestTypes(policy: PolicyNode | undefined, schema: CedarSchema): RequestTypes {
  const all = schema.actions.filter(({ isGroup }) => !isGroup);
  const named = policy === undefined ? undefined : namedActions(policy, schema);
  const resource = policy && scopePart(policy, 'resource');
  const principal = policy && scopePart(policy, 'principal');
  const resources = allowedTypes(resource, schema);
  const actions = (named ?? all).filter(
    (action) => resources === undefined || action.resourceTypes.some((type) => resources.includes(type)),
  );
  const chosen = actions.length > 0 ? actions : (named ?? all);
  return {
    schema,
    actions: chosen,
    principals: narrowed(
      chosen.flatMap(({ principalTypes }) => principalTypes),
      allowedTypes(principal, schema),
    ),
    resources: narrowed(
      chosen.flatMap(({ resourceTypes }) => resourceTypes),
      resources,
    ),
  };
}

/** The actions that the scope names, with the members of groups; undefined where it is for all or knows none. */
function namedActions(policy: PolicyNode, schema: CedarSchema): readonly SchemaAction[] | undefined {
  const found = scopeActions(policy)?.flatMap((node) => {
    const action = findAction(schema, uidOf(node));
    if (action === undefined || !action.isGroup) return action ?? [];
    return actionsOf(schema, action.uid.type).filter(({ groups }) =>
      groups.some((group) => displayUid(group) === displayUid(action.uid)),
    );
  });
  return found === undefined || found.length === 0 ? undefined : [...new Set(found)];
}

/** The types that a scope part leaves open; undefined where it says nothing about them. */
function allowedTypes(part: ScopePartNode | undefined, schema: CedarSchema): readonly string[] | undefined {
  if (part?.type?.kind === 'name') return known([part.type.name.text], schema);
  if (part?.operator === undefined || part.operator === 'other') return undefined;
  const types = entitiesIn(part.target).map(({ type }) => type.text);
  if (types.length === 0) return undefined;
  return known(part.operator === '==' ? types : types.flatMap((type) => typesWithin(type, schema)), schema);
}

function known(types: readonly string[], schema: CedarSchema): readonly string[] | undefined {
  const found = types.filter((type) => schema.entityTypes.has(type));
  return found.length === 0 ? undefined : found;
}

/** A type and those whose entities can lie in one of it, at any depth. */
function typesWithin(type: string, schema: CedarSchema): readonly string[] {
  const found = new Set([type]);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const candidate of schema.entityTypes.values())
      if (candidate.parents.some((parent) => found.has(parent))) found.add(candidate.name);
  }
  return [...found];
}

function narrowed(types: readonly string[], allowed: readonly string[] | undefined): readonly string[] {
  const all = [...new Set(types)];
  const left = allowed === undefined ? all : all.filter((type) => allowed.includes(type));
  return left.length > 0 ? left : (allowed ?? all);
}

/** The type of an expression; undefined where it is not known. */
export function typeOf(node: ExpressionNode, request: RequestTypes): ValueType | undefined {
  switch (node.kind) {
    case 'variable':
      return variableType(node.name, request);
    case 'slot':
      return variableType(node.text.slice(1), request);
    case 'entity':
      return { kind: 'entity', types: [node.type.text] };
    case 'parenthesized':
      return typeOf(node.inner, request);
    case 'attribute': {
      const attributes = node.attribute === undefined ? undefined : attributesOf(typeOf(node.target, request), request);
      const found = attributes?.get(node.attribute?.text ?? '');
      return found === undefined ? undefined : valueType(found, request.schema);
    }
    case 'methodCall':
      return resultType(FUNCTIONS.find(({ name, receiver }) => receiver !== undefined && name === node.method.text));
    case 'functionCall':
      return resultType(FUNCTIONS.find(({ name, receiver }) => receiver === undefined && name === node.function.text));
    case 'if':
      return typeOf(node.then, request) ?? typeOf(node.otherwise, request);
    case 'set':
      return { kind: 'plain', type: 'Set' };
    case 'string':
      return { kind: 'plain', type: 'String' };
    case 'number':
      return { kind: 'plain', type: 'Long' };
    case 'binary':
      return { kind: 'plain', type: ['+', '-', '*'].includes(node.operator) ? 'Long' : 'Bool' };
    case 'unary':
      return { kind: 'plain', type: node.operator === '-' ? 'Long' : 'Bool' };
    case 'boolean':
    case 'has':
    case 'like':
    case 'is':
      return { kind: 'plain', type: 'Bool' };
    case 'record':
    case 'name':
    case 'error':
      return undefined;
  }
}

function variableType(name: string, request: RequestTypes): ValueType | undefined {
  if (name === 'principal') return { kind: 'entity', types: request.principals };
  if (name === 'resource') return { kind: 'entity', types: request.resources };
  if (name === 'context') return { kind: 'record', attributes: union(request.actions.map(({ context }) => context)) };
  return name === 'action' ? { kind: 'entity', types: [] } : undefined;
}

function resultType(fn: { readonly returns: string } | undefined): ValueType | undefined {
  return fn === undefined || fn.returns === 'tag' ? undefined : { kind: 'plain', type: fn.returns };
}

/** The attributes that a value can have; of several types those that one of them has. */
export function attributesOf(type: ValueType | undefined, { schema }: RequestTypes): Attributes | undefined {
  if (type?.kind === 'record') return type.attributes;
  if (type?.kind !== 'entity') return undefined;
  return union(type.types.flatMap((name) => schema.entityTypes.get(name)?.attributes ?? []));
}

function union(all: readonly Attributes[]): Attributes {
  return new Map(all.flatMap((attributes) => [...attributes]));
}

/** An attribute's type as a value's. */
export function valueType(attribute: SchemaAttribute, schema: CedarSchema): ValueType {
  if (attribute.attributes !== undefined) return { kind: 'record', attributes: attribute.attributes };
  if (schema.entityTypes.has(attribute.type)) return { kind: 'entity', types: [attribute.type] };
  return { kind: 'plain', type: attribute.type };
}
