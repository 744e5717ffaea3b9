// What each word of a policy or schema is, for colouring by meaning.

import type { Span } from '#core/base/span.ts';
import {
  type DeclarationNode,
  type NamespaceNode,
  type SchemaTree,
  type TypeNode,
  typesBelow,
  typesOf,
} from '#core/cedar/schemaSyntax/ast.ts';
import type { AnnotationNode, NameNode } from '#core/cedar/syntax/ast.ts';
import { semanticTokens as policyTokens } from '#core/cedar/syntax/semanticTokens.ts';
import type { SemanticToken } from '../answers.ts';
import type { CedarDocument } from './cedarDocument.ts';
import { isBuiltInType } from './words.ts';

/** All tokens of a text, in order and without overlap. JSON forms are coloured by the editor. */
export function semanticTokens(document: CedarDocument): readonly SemanticToken[] {
  switch (document.kind) {
    case 'policies':
      return policyTokens(document.tree);
    case 'schema':
      return schemaTokens(document.tree);
    case 'json':
      return [];
  }
}

function schemaTokens(tree: SchemaTree): readonly SemanticToken[] {
  const meant: SemanticToken[] = tree.comments.map(({ start, end }) => ({ span: { start, end }, type: 'comment' }));
  for (const item of tree.items) {
    if (item.kind === 'namespace') meant.push(...namespaceTokens(item));
    for (const node of item.kind === 'namespace' ? item.declarations : [item]) meant.push(...declarationTokens(node));
  }
  // Every word that names nothing is one of the schema language.
  const known = new Set(meant.map(({ span }) => span.start));
  for (const { kind, start, end } of tree.tokens)
    if (kind === 'identifier' && !known.has(start)) meant.push({ span: { start, end }, type: 'keyword' });
  return meant.sort((a, b) => a.span.start - b.span.start);
}

function* namespaceTokens(node: NamespaceNode): Iterable<SemanticToken> {
  yield* annotationTokens(node.annotations);
  for (const part of node.name?.parts ?? []) yield { span: part.span, type: 'namespace', modifiers: ['declaration'] };
}

function* declarationTokens(node: DeclarationNode): Iterable<SemanticToken> {
  yield* annotationTokens(node.annotations);
  switch (node.kind) {
    case 'entity':
      for (const { span } of node.names) yield { span, type: 'type', modifiers: ['declaration'] };
      for (const name of node.parents) yield* nameTokens(name);
      for (const { span } of node.choices ?? []) yield { span, type: 'string' };
      break;
    case 'action':
      for (const { span } of node.names) yield { span, type: 'enumMember', modifiers: ['declaration'] };
      for (const { type, id } of node.parents) {
        if (type !== undefined) yield* nameTokens(type);
        yield { span: id.span, type: 'enumMember' };
      }
      for (const part of node.appliesTo?.parts ?? []) {
        yield { span: part.keyword.span, type: 'variable' };
        for (const name of part.types) yield* nameTokens(name);
      }
      break;
    case 'type':
      if (node.name !== undefined) yield { span: node.name.span, type: 'type', modifiers: ['declaration'] };
  }
  for (const type of typesOf(node)) for (const inner of typesBelow(type)) yield* typeTokens(inner);
}

function* typeTokens(type: TypeNode): Iterable<SemanticToken> {
  if (type.kind === 'name') yield* nameTokens(type.name);
  if (type.kind === 'set') yield library(type.keyword);
  if (type.kind === 'record') {
    for (const { name, annotations } of type.attributes) {
      yield* annotationTokens(annotations);
      yield { span: name.span, type: 'property', modifiers: ['declaration'] };
    }
  }
}

function* annotationTokens(annotations: readonly AnnotationNode[]): Iterable<SemanticToken> {
  for (const { name, value } of annotations) {
    if (name !== undefined) yield { span: name.span, type: 'decorator' };
    if (value !== undefined) yield { span: value.span, type: 'string' };
  }
}

function* nameTokens(name: NameNode): Iterable<SemanticToken> {
  for (const [i, { span, text }] of name.parts.entries()) {
    if (i < name.parts.length - 1) yield { span, type: 'namespace' };
    else yield name.parts.length === 1 && isBuiltInType(text) ? library(span) : { span, type: 'type' };
  }
}

function library(span: Span): SemanticToken {
  return { span, type: 'type', modifiers: ['defaultLibrary'] };
}
