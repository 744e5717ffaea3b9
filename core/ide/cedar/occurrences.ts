// Every place of a document that names something: what navigation and rename work on.

import type { Node } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import type { SchemaTree } from '#core/cedar/schemaSyntax/ast.ts';
import { nameNode, propertiesOf, valueAt } from '#core/cedar/syntax/jsonNodes.ts';
import { displayUid, type EntityUid } from '#core/cedar/types.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import { type CedarDocument, type JsonDocument, schemaTreeOf } from './cedarDocument.ts';
import { writtenUid } from './hostOccurrences.ts';
import { entityNodes, spanOf, uidIn, uidInString, uidOf, uidsBelow } from './jsonEntities.ts';
import { linksOf } from './jsonLinks.ts';
import { jsonPolicyOccurrences, policyOccurrences } from './policyOccurrences.ts';
import { schemaOccurrences } from './schemaOccurrences.ts';
import { attributeSymbol, entitySymbol, inJson, nameOccurrences, type Occurrence, policySymbol } from './symbols.ts';

/** What the names of a document are resolved by. */
export interface NamingContext {
  /** The schema in force; attributes are found where it is known. */
  readonly schema: CedarSchema | undefined;
  /** The texts of that schema. */
  readonly fragments: readonly SchemaTree[];
}

/** All places of a document that name something. */
export function occurrencesIn(document: CedarDocument, context: NamingContext): readonly Occurrence[] {
  switch (document.kind) {
    case 'policies':
      return [...policyOccurrences(document.tree, context.schema)];
    case 'schema':
      return [...schemaOccurrences(document.tree, around(document.tree, context))];
    case 'json':
      return [...jsonOccurrences(document, context)];
  }
}

/** A schema that is not in force stands for itself. */
function around(tree: SchemaTree, { fragments }: NamingContext): readonly SchemaTree[] {
  return fragments.includes(tree) ? fragments : [tree];
}

function* jsonOccurrences(document: JsonDocument, context: NamingContext): Iterable<Occurrence> {
  const { form, root } = document;
  const tree = schemaTreeOf(document);
  if (root === undefined) return;
  switch (form) {
    case 'config':
      for (const binding of valueAt(root, 'bindings')?.children ?? []) {
        const node = valueAt(binding, 'principal');
        if (node?.type === 'string') yield place({ type: 'User', id: String(node.value) }, spanOf(node), 'reference');
      }
      break;
    case 'schema':
      if (tree !== undefined) for (const found of schemaOccurrences(tree, around(tree, context))) yield inJson(found);
      break;
    case 'policies':
      yield* jsonPolicyOccurrences(root, context.schema);
      break;
    case 'entities':
      yield* entityOccurrences(root);
      break;
    case 'request':
      yield* requestOccurrences(root);
      break;
    case 'links':
      yield* linkOccurrences(root);
  }
}

function* entityOccurrences(root: Node): Iterable<Occurrence> {
  const declared = new Set<number>();
  for (const entity of entityNodes(root)) {
    const found = uidIn(entity);
    if (found === undefined) continue;
    declared.add(found.idSpan.start);
    yield* attributeOccurrences(valueAt(entity, 'attrs'), found.uid.type);
    yield { ...place(found.uid, found.idSpan, 'declaration'), around: spanOf(entity) };
  }
  yield* uidOccurrences(root, declared);
}

function* requestOccurrences(root: Node): Iterable<Occurrence> {
  yield* uidOccurrences(root);
  for (const key of ['principal', 'action', 'resource']) yield* writtenUid(valueAt(root, key));
  const node = valueAt(root, 'action');
  const action = node === undefined ? undefined : (uidOf(node)?.uid ?? uidInString(node));
  if (action !== undefined) yield* attributeOccurrences(valueAt(root, 'context'), displayUid(action));
}

function* linkOccurrences(root: Node): Iterable<Occurrence> {
  yield* uidOccurrences(root);
  for (const { node, template, id, args } of linksOf(root)) {
    const named = (name: Node, role: Occurrence['role']): Occurrence => {
      const around = role === 'declaration' ? spanOf(node) : spanOf(name);
      return { symbols: [policySymbol(String(name.value))], span: spanOf(name), around, role, form: 'json' };
    };
    if (template?.type === 'string') yield named(template, 'reference');
    if (id?.type === 'string') yield named(id, 'declaration');
    for (const { value } of propertiesOf(args)) yield* writtenUid(value);
  }
}

/** Entities as objects with type and id; those of `declared` come elsewhere. */
function* uidOccurrences(root: Node, declared: ReadonlySet<number> = new Set()): Iterable<Occurrence> {
  for (const { uid, idSpan, typeNode } of uidsBelow(root)) {
    yield* nameOccurrences(nameNode(typeNode).parts, spanOf(typeNode));
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
    // The records of a set have the attributes of its elements.
    if (value?.type === 'array')
      for (const element of value.children ?? []) yield* attributeOccurrences(element, `${owner}.${name}`);
  }
}

function place(uid: EntityUid, span: Span, role: Occurrence['role']): Occurrence {
  return { symbols: [entitySymbol(uid)], span, around: span, role, form: 'json', uid };
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
