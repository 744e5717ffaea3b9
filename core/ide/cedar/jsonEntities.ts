// Entities in JSON: where they stand in an entities file, and how their type and id are written.

import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import { scopePart } from '#core/cedar/syntax/ast.ts';
import { parsePolicies } from '#core/cedar/syntax/parsePolicies.ts';
import type { EntityUid } from '#core/cedar/types.ts';

/** A type and id with the places of both strings, quotes included. */
export interface JsonUid {
  readonly uid: EntityUid;
  readonly typeNode: Node;
  readonly idSpan: Span;
}

/** The entities of an entities file. */
export function entityNodes(root: Node | undefined): readonly Node[] {
  return root?.type === 'array' ? (root.children ?? []).filter(({ type }) => type === 'object') : [];
}

/** The `uid` of an entity, in one of its forms. */
export function uidIn(entity: Node): JsonUid | undefined {
  const uid = findNodeAtLocation(entity, ['uid']);
  return uid === undefined ? undefined : uidOf(uid);
}

/** `{ "type": ..., "id": ... }`, with or without `__entity` around it. */
export function uidOf(node: Node): JsonUid | undefined {
  const inner = findNodeAtLocation(node, ['__entity']) ?? node;
  const type = findNodeAtLocation(inner, ['type']);
  const id = findNodeAtLocation(inner, ['id']);
  if (type?.type !== 'string' || id?.type !== 'string') return undefined;
  return { uid: { type: String(type.value), id: String(id.value) }, typeNode: type, idSpan: spanOf(id) };
}

/** `Type::"id"` in a string, as Cedar's command line writes entities. */
export function uidInString(node: Node): EntityUid | undefined {
  if (node.type !== 'string') return undefined;
  const value = String(node.value);
  const before = 'permit(principal == ';
  const tree = parsePolicies(`${before}${value}, action, resource);`);
  const target = tree.policies[0] && scopePart(tree.policies[0], 'principal')?.target;
  if (tree.errors.length > 0 || target?.kind !== 'entity') return undefined;
  const { type, id, span } = target;
  // Spaces within would move what follows; nobody writes them.
  const isTight = value.startsWith(`${type.text}::"`) && span.end === before.length + value.length;
  return isTight ? { type: type.text, id: id.value } : undefined;
}

/** Every type and id below a node. */
export function* uidsBelow(node: Node): Iterable<JsonUid> {
  const own = node.type === 'object' && findNodeAtLocation(node, ['__entity']) === undefined ? uidOf(node) : undefined;
  if (own !== undefined) yield own;
  for (const child of node.children ?? []) yield* uidsBelow(child);
}

export function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}
