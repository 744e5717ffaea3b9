// What a policy text names: types, namespaces, actions, entities, attributes and its own policies.

import type { Node } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import { isActionType } from '#core/cedar/pitfalls/pitfall.ts';
import type { CedarSchema, SchemaAttribute } from '#core/cedar/schema.ts';
import {
  type ExpressionNode,
  expressionsOf,
  type PoliciesNode,
  type PolicyNode,
  slotsOf,
} from '#core/cedar/syntax/ast.ts';
import { policiesOfJson } from '#core/cedar/syntax/jsonPolicies.ts';
import { displayUid } from '#core/cedar/types.ts';
import { policyNames } from './policyNames.ts';
import { type RequestTypes, requestTypes } from './requestTypes.ts';
import { attributeSymbol, entitySymbol, inJson, nameOccurrences, type Occurrence, policySymbol } from './symbols.ts';

export function* policyOccurrences(tree: PoliciesNode, schema: CedarSchema | undefined): Iterable<Occurrence> {
  for (const { policy, annotation, name } of policyNames(tree)) {
    if (annotation !== undefined) yield declared(name, annotation.span, policy, 'quoted');
    // A template is linked by its name; one without has the engine's, which cannot be changed.
    else if (policy.effect !== undefined && slotsOf(policy).length > 0)
      yield declared(name, policy.effect.span, policy, 'fixed');
    yield* namesInPolicy(policy, schema);
  }
}

/** The same of policies in JSON, whose names are the keys of their set. */
export function* jsonPolicyOccurrences(root: Node, schema: CedarSchema | undefined): Iterable<Occurrence> {
  for (const { policy, id } of policiesOfJson(root)) {
    const name = id ?? policy.annotations.find((annotation) => annotation.name?.text === 'id')?.value;
    if (name !== undefined) yield declared(name.value, name.span, policy, 'json');
    for (const occurrence of namesInPolicy(policy, schema)) yield inJson(occurrence);
  }
}

function declared(name: string, span: Span, policy: PolicyNode, form: Occurrence['form']): Occurrence {
  return { symbols: [policySymbol(name)], span, around: policy.span, role: 'declaration', form };
}

function* namesInPolicy(policy: PolicyNode, schema: CedarSchema | undefined): Iterable<Occurrence> {
  const request = schema && requestTypes(policy, schema);
  for (const node of expressionsOf(policy)) {
    if (node.kind === 'entity') {
      yield* nameOccurrences(node.type.parts, node.span);
      const uid = { type: node.type.text, id: node.id.value };
      yield {
        symbols: [entitySymbol(uid)],
        span: node.id.span,
        around: node.span,
        role: 'reference',
        form: 'quoted',
        ...(isActionType(uid.type) ? {} : { uid }),
      };
    }
    if (node.kind === 'name') yield* nameOccurrences(node.name.parts, node.span);
    if (request !== undefined) yield* attributesIn(node, request);
  }
}

/** A record or entity whose attributes can be read; `key` as in {@link attributeSymbol}. */
interface Owner {
  readonly key: string;
  readonly attributes: ReadonlyMap<string, SchemaAttribute>;
}

function* attributesIn(node: ExpressionNode, request: RequestTypes): Iterable<Occurrence> {
  if (node.kind === 'attribute' && node.attribute !== undefined)
    yield* named(ownersOf(node.target, request), node.attribute);
  if (node.kind !== 'has') return;
  let owners = ownersOf(node.target, request);
  for (const attribute of node.attributes) {
    yield* named(owners, attribute);
    owners = below(owners, attribute.text, request);
  }
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
    return attribute.attributes === undefined
      ? entityOwner(attribute.type, request)
      : [{ key: `${key}.${name}`, attributes: attribute.attributes }];
  });
}

function entityOwner(type: string, { schema }: RequestTypes): readonly Owner[] {
  const found = schema.entityTypes.get(type);
  return found === undefined ? [] : [{ key: type, attributes: found.attributes }];
}
