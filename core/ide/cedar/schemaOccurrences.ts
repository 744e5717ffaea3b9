// What a schema text declares and names.

import type { Span } from '#core/base/span.ts';
import {
  type ActionDeclaration,
  type AttributeDeclaration,
  declarationsOf,
  type EntityDeclaration,
  type PlacedDeclaration,
  qualify,
  type SchemaTree,
  type TypeNode,
  typesBelow,
  typesOf,
} from '#core/cedar/schemaSyntax/ast.ts';
import type { NameNode, WordNode } from '#core/cedar/syntax/ast.ts';
import { displayUid } from '#core/cedar/types.ts';
import { SchemaNames } from './schemaNames.ts';
import {
  attributeSymbol,
  commonTypeSymbol,
  entitySymbol,
  nameOccurrences,
  namespaceSymbol,
  type Occurrence,
  typeSymbol,
} from './symbols.ts';
import { isBuiltInType } from './words.ts';

/** `fragments` are all texts that hold together, this one among them. */
export function* schemaOccurrences(tree: SchemaTree, fragments: readonly SchemaTree[]): Iterable<Occurrence> {
  const names = new SchemaNames(fragments);
  for (const item of tree.items) {
    const parts = item.kind === 'namespace' ? (item.name?.parts ?? []) : [];
    for (const [i, { span }] of parts.entries()) {
      const name = parts
        .slice(0, i + 1)
        .map(({ text }) => text)
        .join('::');
      yield { symbols: [namespaceSymbol(name)], span, around: item.span, role: 'declaration', form: 'word' };
    }
  }
  for (const placed of declarationsOf(tree)) yield* declarationOccurrences(names, placed);
  const own = new Set(attributesIn(tree));
  for (const [attribute, keys] of attributeKeys(names)) {
    if (!own.has(attribute)) continue;
    const { name, span } = attribute;
    yield { symbols: [...keys], span: name.span, around: span, role: 'declaration', form: 'wordOrQuoted' };
  }
}

/** All attributes that a text declares. */
function* attributesIn(tree: SchemaTree): Iterable<AttributeDeclaration> {
  for (const { declaration } of declarationsOf(tree))
    for (const type of typesOf(declaration))
      for (const inner of typesBelow(type)) if (inner.kind === 'record') yield* inner.attributes;
}

function* declarationOccurrences(
  names: SchemaNames,
  { namespace, declaration }: PlacedDeclaration,
): Iterable<Occurrence> {
  const around = declaration.span;
  const declared = (symbol: string, { span }: { readonly span: Span }, form: Occurrence['form']): Occurrence => ({
    symbols: [symbol],
    span,
    around,
    role: 'declaration',
    form,
  });
  switch (declaration.kind) {
    case 'entity':
      for (const name of declaration.names) yield declared(typeSymbol(qualify(namespace, name.text)), name, 'word');
      for (const name of declaration.parents) yield* typeName(names, namespace, name);
      yield* choices(namespace, declaration);
      break;
    case 'action':
      for (const name of declaration.names) yield declared(actionSymbol(namespace, name), name, 'wordOrQuoted');
      yield* actionNames(names, namespace, declaration);
      break;
    case 'type':
      if (declaration.name !== undefined)
        yield declared(commonTypeSymbol(qualify(namespace, declaration.name.text)), declaration.name, 'word');
  }
  for (const type of typesOf(declaration))
    for (const inner of typesBelow(type)) if (inner.kind === 'name') yield* typeName(names, namespace, inner.name);
}

/** The ids that an enumerated type has. */
function* choices(namespace: string, { names, choices: listed }: EntityDeclaration): Iterable<Occurrence> {
  for (const { value, span } of listed ?? []) {
    const symbols = names.map(({ text }) => entitySymbol({ type: qualify(namespace, text), id: value }));
    yield { symbols, span, around: span, role: 'declaration', form: 'quoted' };
  }
}

function* actionNames(
  names: SchemaNames,
  namespace: string,
  { parents, appliesTo }: ActionDeclaration,
): Iterable<Occurrence> {
  for (const { type, id, span } of parents) {
    if (type !== undefined) yield* nameOccurrences(type.parts, span);
    const uid = { type: type?.text ?? qualify(namespace, 'Action'), id: id.text };
    const form = type === undefined ? 'wordOrQuoted' : 'quoted';
    yield { symbols: [entitySymbol(uid)], span: id.span, around: span, role: 'reference', form };
  }
  for (const { types } of appliesTo?.parts ?? []) for (const name of types) yield* typeName(names, namespace, name);
}

/** A type's name where it is used; nothing for those that need no declaration. */
function* typeName(names: SchemaNames, namespace: string, name: NameNode): Iterable<Occurrence> {
  const full = names.resolve(namespace, name.text);
  if (isBuiltInType(full)) return;
  const last = name.parts.at(-1);
  for (const occurrence of nameOccurrences(name.parts, name.span)) {
    if (occurrence.span !== last?.span) yield occurrence;
  }
  if (last === undefined) return;
  const symbol = names.commonTypes.has(full) ? commonTypeSymbol(full) : typeSymbol(full);
  yield { symbols: [symbol], span: last.span, around: name.span, role: 'reference', form: 'word' };
}

function actionSymbol(namespace: string, { text }: WordNode): string {
  return entitySymbol({ type: qualify(namespace, 'Action'), id: text });
}

/** Deeper than this, records are not followed: common types may go in circles while they are typed. */
const MAX_DEPTH = 12;

/** What each attribute is an attribute of, also where its record is a common type. */
function attributeKeys(names: SchemaNames): ReadonlyMap<AttributeDeclaration, ReadonlySet<string>> {
  const found = new Map<AttributeDeclaration, Set<string>>();
  for (const { namespace, declaration } of names.declarations) {
    if (declaration.kind === 'entity')
      for (const name of declaration.names) visit(declaration.attributes, qualify(namespace, name.text), namespace, 0);
    if (declaration.kind === 'action')
      for (const name of declaration.names) {
        const context = declaration.appliesTo?.parts.find(({ keyword }) => keyword.text === 'context')?.context;
        visit(context, displayUid({ type: qualify(namespace, 'Action'), id: name.text }), namespace, 0);
      }
    if (declaration.kind === 'type' && declaration.name !== undefined)
      visit(declaration.type, `type ${qualify(namespace, declaration.name.text)}`, namespace, 0);
  }
  return found;

  function visit(type: TypeNode | undefined, owner: string, namespace: string, depth: number): void {
    if (depth > MAX_DEPTH) return;
    if (type?.kind === 'name') {
      const full = names.resolve(namespace, type.name.text);
      const definition = names.commonTypes.get(full)?.type;
      if (definition !== undefined) visit(definition, owner, full.split('::').slice(0, -1).join('::'), depth + 1);
    }
    if (type?.kind === 'set') visit(type.element, owner, namespace, depth + 1);
    if (type?.kind !== 'record') return;
    for (const attribute of type.attributes) {
      const keys = found.get(attribute) ?? new Set();
      found.set(attribute, keys.add(attributeSymbol(owner, attribute.name.text)));
      visit(attribute.type, `${owner}.${attribute.name.text}`, namespace, depth + 1);
    }
  }
}
