// Every place of a document that names something: what navigation and rename work on.

import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import type { EntityUid } from '#core/cedar/types.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { CedarDocument, JsonDocument } from './cedarDocument.ts';
import { entityNodes, spanOf, uidIn, uidsBelow } from './jsonEntities.ts';
import { policyOccurrences } from './policyOccurrences.ts';
import { schemaOccurrences } from './schemaOccurrences.ts';
import { attributeSymbol, entitySymbol, nameOccurrences, type Occurrence } from './symbols.ts';

/** All places of a document that name something. Attributes are found where the schema is known. */
export function occurrencesIn(document: CedarDocument, schema: CedarSchema | undefined): readonly Occurrence[] {
  switch (document.kind) {
    case 'policies':
      return [...policyOccurrences(document.tree, schema)];
    case 'schema':
      return [...schemaOccurrences(document.tree)];
    case 'json':
      return [...jsonOccurrences(document)];
  }
}

function* jsonOccurrences({ form, root }: JsonDocument): Iterable<Occurrence> {
  if (root === undefined) return;
  if (form === 'config') {
    for (const binding of findNodeAtLocation(root, ['bindings'])?.children ?? []) {
      const node = findNodeAtLocation(binding, ['principal']);
      if (node?.type === 'string') yield place({ type: 'User', id: String(node.value) }, spanOf(node), 'reference');
    }
    return;
  }
  const declared = new Set<number>();
  for (const entity of form === 'entities' ? entityNodes(root) : []) {
    const found = uidIn(entity);
    if (found === undefined) continue;
    declared.add(found.idSpan.start);
    yield* attributeOccurrences(findNodeAtLocation(entity, ['attrs']), found.uid.type);
    yield { ...place(found.uid, found.idSpan, 'declaration'), around: spanOf(entity) };
  }
  for (const { uid, idSpan, typeSpan } of uidsBelow(root)) {
    yield* nameOccurrences(partsInJson(uid.type, typeSpan), typeSpan);
    if (!declared.has(idSpan.start)) yield place(uid, idSpan, 'reference');
  }
}

function* attributeOccurrences(node: Node | undefined, owner: string): Iterable<Occurrence> {
  if (node?.type !== 'object') return;
  for (const [key, value] of (node.children ?? []).map(({ children }) => children ?? [])) {
    const name = String(key?.value);
    if (key === undefined || name.startsWith('__')) continue;
    const symbols = [attributeSymbol(owner, name)];
    yield { symbols, span: spanOf(key), around: spanOf(key), role: 'reference', form: 'json' };
    yield* attributeOccurrences(value, `${owner}.${name}`);
  }
}

function place(uid: EntityUid, span: Span, role: Occurrence['role']): Occurrence {
  return { symbols: [entitySymbol(uid)], span, around: span, role, form: 'json', uid };
}

/** Where the parts of a name lie within a JSON string. Names have no characters that JSON escapes. */
function partsInJson(name: string, { start }: Span): readonly { readonly text: string; readonly span: Span }[] {
  let at = start + 1;
  return name.split('::').map((text) => {
    const span = { start: at, end: at + text.length };
    at = span.end + 2;
    return { text, span };
  });
}

/** String literals of a script that name a resource: a path, an address, a host or a unit. */
export function scriptOccurrences(text: string): readonly Occurrence[] {
  const found: Occurrence[] = [];
  walk(parse(text).root, (node) => {
    if (node.kind === 'string') {
      const id = node.value;
      const symbols = typesNamedBy(id).map((type) => entitySymbol({ type, id }));
      if (symbols.length > 0)
        found.push({ symbols, span: node.span, around: node.span, role: 'reference', form: 'rhai' });
    }
    return true;
  });
  return found;
}

function typesNamedBy(id: string): readonly string[] {
  if (id.startsWith('/')) return ['file_system::File', 'file_system::Dir'];
  if (id.includes('://')) return ['network::url'];
  return /^[\w.:@-]+$/.test(id) ? ['sysinfo::Hostname', 'systemd::Service', 'network::url'] : [];
}
