// The stretches that make up a document, for features that only ask what encloses what.

import type { Node } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import { type AttributeDeclaration, type DeclarationNode, typesBelow, typesOf } from '#core/cedar/schemaSyntax/ast.ts';
import { expressionsOf, type PolicyNode } from '#core/cedar/syntax/ast.ts';
import { type CedarToken, isTrivia, lexCedar } from '#core/cedar/syntax/lexer.ts';
import type { CedarDocument } from './cedarDocument.ts';

/** Spans of all nodes, in no order. */
export function nodeSpans(document: CedarDocument): readonly Span[] {
  switch (document.kind) {
    case 'policies':
      return document.tree.policies.flatMap((policy) => [...policySpans(policy)]);
    case 'schema':
      return document.tree.items.flatMap((item) =>
        item.kind === 'namespace'
          ? [item.span, ...annotationSpans(item), ...item.declarations.flatMap((node) => [...declarationSpans(node)])]
          : [...declarationSpans(item)],
      );
    case 'json':
      return document.root === undefined ? [] : [...jsonSpans(document.root)];
  }
}

function* policySpans(policy: PolicyNode): Iterable<Span> {
  yield policy.span;
  yield* annotationSpans(policy);
  if (policy.scopeSpan !== undefined) yield policy.scopeSpan;
  for (const part of policy.scope) yield part.span;
  for (const condition of policy.conditions) yield condition.span;
  for (const node of expressionsOf(policy)) yield node.span;
}

function annotationSpans(node: { readonly annotations: readonly { readonly span: Span }[] }): readonly Span[] {
  return node.annotations.map(({ span }) => span);
}

function* declarationSpans(node: DeclarationNode): Iterable<Span> {
  yield node.span;
  yield* annotationSpans(node);
  if (node.kind === 'entity') for (const { span } of [...node.names, ...node.parents]) yield span;
  if (node.kind === 'action') {
    for (const { span } of [...node.names, ...node.parents]) yield span;
    if (node.appliesTo !== undefined) yield node.appliesTo.span;
    for (const part of node.appliesTo?.parts ?? []) {
      yield part.span;
      for (const name of part.types) yield name.span;
    }
  }
  for (const type of typesOf(node)) {
    for (const inner of typesBelow(type)) {
      yield inner.span;
      if (inner.kind === 'record') yield* inner.attributes.map(({ span }: AttributeDeclaration) => span);
    }
  }
}

function* jsonSpans(node: Node): Iterable<Span> {
  yield { start: node.offset, end: node.offset + node.length };
  for (const child of node.children ?? []) yield* jsonSpans(child);
}

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Every pair of brackets, from the opening to the closing one, in the order in which they close. */
export function brackets(document: CedarDocument): readonly Span[] {
  const open: CedarToken[] = [];
  const pairs: Span[] = [];
  for (const token of tokensOf(document)) {
    if (token.kind !== 'punctuation') continue;
    if (token.text in CLOSES) open.push(token);
    const at = open.findLastIndex(({ text }) => CLOSES[text] === token.text);
    const start = open[at]?.start;
    if (start === undefined) continue;
    pairs.push({ start, end: token.end });
    open.length = at;
  }
  return pairs;
}

/** Tokens without trivia. JSON's brackets and strings are Cedar's too. */
export function tokensOf(document: CedarDocument): readonly CedarToken[] {
  return document.kind === 'json' ? lexCedar(document.text).filter((token) => !isTrivia(token)) : document.tree.tokens;
}

export function commentsOf(document: CedarDocument): readonly CedarToken[] {
  return document.kind === 'json' ? [] : document.tree.comments;
}
