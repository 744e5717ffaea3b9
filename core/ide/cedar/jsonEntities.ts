// Entities in JSON: where they stand in an entities file, and how their type and id are written.

import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import type { EntityUid } from '#core/cedar/types.ts';

/** A type and id with the places of both strings, quotes included. */
export interface JsonUid {
  readonly uid: EntityUid;
  readonly typeSpan: Span;
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
  return { uid: { type: String(type.value), id: String(id.value) }, typeSpan: spanOf(type), idSpan: spanOf(id) };
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
