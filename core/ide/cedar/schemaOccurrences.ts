// What a schema text declares and names.

import type { Span } from '#core/base/span.ts';
import {
  type ActionDeclaration,
  type AttributeDeclaration,
  declarationsOf,
  type PlacedDeclaration,
  qualify,
  type SchemaTree,
  type TypeNode,
  typesBelow,
  typesOf,
} from '#core/cedar/schemaSyntax/ast.ts';
import type { NameNode, WordNode } from '#core/cedar/syntax/ast.ts';
import { displayUid } from '#core/cedar/types.ts';
import { commonTypesOf, resolveType } from './schemaNames.ts';
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

export function* schemaOccurrences(tree: SchemaTree): Iterable<Occurrence> {
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
  for (const placed of declarationsOf(tree)) yield* declarationOccurrences(tree, placed);
  for (const [attribute, keys] of attributeKeys(tree)) {
    const { name, span } = attribute;
    yield { symbols: [...keys], span: name.span, around: span, role: 'declaration', form: 'wordOrQuoted' };
  }
}

function* declarationOccurrences(
  tree: SchemaTree,
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
      for (const name of declaration.parents) yield* typeName(tree, namespace, name);
      break;
    case 'action':
      for (const name of declaration.names) yield declared(actionSymbol(namespace, name), name, 'wordOrQuoted');
      yield* actionNames(tree, namespace, declaration);
      break;
    case 'type':
      if (declaration.name !== undefined)
        yield declared(commonTypeSymbol(qualify(namespace, declaration.name.text)), declaration.name, 'word');
  }
  for (const type of typesOf(declaration))
    for (const inner of typesBelow(type)) if (inner.kind === 'name') yield* typeName(tree, namespace, inner.name);
}

function* actionNames(
  tree: SchemaTree,
  namespace: string,
  { parents, appliesTo }: ActionDeclaration,
): Iterable<Occurrence> {
  for (const { type, id, span } of parents) {
    if (type !== undefined) yield* nameOccurrences(type.parts, span);
    const uid = { type: type?.text ?? qualify(namespace, 'Action'), id: id.text };
    const form = type === undefined ? 'wordOrQuoted' : 'quoted';
    yield { symbols: [entitySymbol(uid)], span: id.span, around: span, role: 'reference', form };
  }
  for (const { types } of appliesTo?.parts ?? []) for (const name of types) yield* typeName(tree, namespace, name);
}

/** A type's name where it is used; nothing for those that need no declaration. */
function* typeName(tree: SchemaTree, namespace: string, name: NameNode): Iterable<Occurrence> {
  const full = resolveType(tree, namespace, name.text);
  if (isBuiltInType(full)) return;
  const last = name.parts.at(-1);
  for (const occurrence of nameOccurrences(name.parts, name.span)) {
    if (occurrence.span !== last?.span) yield occurrence;
  }
  if (last === undefined) return;
  const symbol = commonTypesOf(tree).has(full) ? commonTypeSymbol(full) : typeSymbol(full);
  yield { symbols: [symbol], span: last.span, around: name.span, role: 'reference', form: 'word' };
}

function actionSymbol(namespace: string, { text }: WordNode): string {
  return entitySymbol({ type: qualify(namespace, 'Action'), id: text });
}

/** Deeper than this, records are not followed: common types may go in circles while they are typed. */
const MAX_DEPTH = 12;

/** What each attribute of a text is an attribute of, also where its record is a common type. */
function attributeKeys(tree: SchemaTree): ReadonlyMap<AttributeDeclaration, ReadonlySet<string>> {
  const found = new Map<AttributeDeclaration, Set<string>>();
  const common = commonTypesOf(tree);
  for (const { namespace, declaration } of declarationsOf(tree)) {
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
      const full = resolveType(tree, namespace, type.name.text);
      const definition = common.get(full)?.type;
      if (definition !== undefined) visit(definition, owner, full.split('::').slice(0, -1).join('::'), depth + 1);
    }
    if (type?.kind !== 'record') return;
    for (const attribute of type.attributes) {
      const keys = found.get(attribute) ?? new Set();
      found.set(attribute, keys.add(attributeSymbol(owner, attribute.name.text)));
      visit(attribute.type, `${owner}.${attribute.name.text}`, namespace, depth + 1);
    }
  }
}
