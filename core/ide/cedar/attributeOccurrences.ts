// The attributes that an expression of a policy names: behind a dot, after `has`, and as keys of the records that it compares.

import type { SchemaAttribute } from '#core/cedar/schema.ts';
import type { ExpressionNode } from '#core/cedar/syntax/ast.ts';
import { displayUid } from '#core/cedar/types.ts';
import type { RequestTypes } from './requestTypes.ts';
import { attributeSymbol, type Occurrence } from './symbols.ts';

/** Those that the node itself names; its parts are asked by themselves. */
export function* attributeOccurrences(node: ExpressionNode, request: RequestTypes): Iterable<Occurrence> {
  switch (node.kind) {
    case 'attribute':
      if (node.attribute !== undefined) yield* named(ownersOf(node.target, request), node.attribute);
      break;
    case 'has': {
      let owners = ownersOf(node.target, request);
      for (const attribute of node.attributes) {
        yield* named(owners, attribute);
        owners = below(owners, attribute.text, request);
      }
      break;
    }
    case 'binary':
      if (node.operator !== '==' && node.operator !== '!=') break;
      yield* keysIn(node.left, ownersOf(node.right, request), request);
      yield* keysIn(node.right, ownersOf(node.left, request), request);
      break;
    case 'methodCall':
      yield* keysInSets(node, request);
      break;
    default:
  }
}

/** `resource.parts.contains({weight: 1})`, and the like with a set on the other side. */
function* keysInSets(
  { target, method, arguments: [argument] }: Extract<ExpressionNode, { kind: 'methodCall' }>,
  request: RequestTypes,
): Iterable<Occurrence> {
  if (argument === undefined || !SET_METHODS.has(method.text)) return;
  const ofTarget = ownersOf(target, request);
  yield* keysIn(argument, method.text === 'contains' ? elementsOf(ofTarget) : ofTarget, request);
  if (method.text !== 'contains') yield* keysIn(target, ownersOf(argument, request), request);
  else if (target.kind === 'set')
    for (const item of target.items) yield* keysIn(item, ownersOf(argument, request), request);
}

const SET_METHODS: ReadonlySet<string> = new Set(['contains', 'containsAll', 'containsAny']);

/** Keys of a record literal, or of those in a set literal, that is compared with a value of the owners. */
function* keysIn(node: ExpressionNode, owners: readonly Owner[], request: RequestTypes): Iterable<Occurrence> {
  if (owners.length === 0) return;
  if (node.kind === 'parenthesized') yield* keysIn(node.inner, owners, request);
  if (node.kind === 'set') for (const item of node.items) yield* keysIn(item, elementsOf(owners), request);
  if (node.kind !== 'record') return;
  for (const { key, value } of node.entries) {
    if (key === undefined) continue;
    yield* named(owners, key);
    yield* keysIn(value, below(owners, key.text, request), request);
  }
}

type Attributes = ReadonlyMap<string, SchemaAttribute>;

/** A record or entity whose attributes can be read, or a set of records; `key` as in {@link attributeSymbol}. */
interface Owner {
  readonly key: string;
  readonly attributes: Attributes;
  readonly elements?: Attributes;
}

/** The records in a set have the key of the set. */
function elementsOf(owners: readonly Owner[]): readonly Owner[] {
  return owners.flatMap(({ key, elements }) =>
    elements === undefined ? [] : [{ key, attributes: elements, elements }],
  );
}

function* named(
  owners: readonly Owner[],
  { text, span }: { readonly text: string; readonly span: Occurrence['span'] },
): Iterable<Occurrence> {
  const symbols = owners.filter(({ attributes }) => attributes.has(text)).map(({ key }) => attributeSymbol(key, text));
  if (symbols.length > 0) yield { symbols, span, around: span, role: 'reference', form: 'wordOrQuoted' };
}

function ownersOf(node: ExpressionNode, request: RequestTypes): readonly Owner[] {
  switch (node.kind) {
    case 'variable':
      if (node.name === 'principal') return request.principals.flatMap((type) => entityOwner(type, request));
      if (node.name === 'resource') return request.resources.flatMap((type) => entityOwner(type, request));
      if (node.name !== 'context') return [];
      return request.actions.map(({ uid, context }) => ({ key: displayUid(uid), attributes: context }));
    case 'entity':
      return entityOwner(node.type.text, request);
    case 'parenthesized':
      return ownersOf(node.inner, request);
    case 'attribute':
      return node.attribute === undefined ? [] : below(ownersOf(node.target, request), node.attribute.text, request);
    default:
      return [];
  }
}

function below(owners: readonly Owner[], name: string, request: RequestTypes): readonly Owner[] {
  return owners.flatMap(({ key, attributes }) => {
    const attribute = attributes.get(name);
    if (attribute === undefined) return [];
    const { attributes: nested, elements } = attribute;
    if (nested === undefined && elements === undefined) return entityOwner(attribute.type, request);
    const inner = elements === undefined ? {} : { elements };
    return [{ key: `${key}.${name}`, attributes: nested ?? new Map(), ...inner }];
  });
}

function entityOwner(type: string, { schema }: RequestTypes): readonly Owner[] {
  const found = schema.entityTypes.get(type);
  return found === undefined ? [] : [{ key: type, attributes: found.attributes }];
}
