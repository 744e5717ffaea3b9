// What the formatter asks of a schema's tree: which brace is whose, and where annotations end.

import type { CedarToken } from '../syntax/lexer.ts';
import { type DeclarationNode, type SchemaTree, type TypeNode, typesBelow, typesOf } from './ast.ts';

/** `attributes` are the empty braces behind an action. */
export type BracketKind = 'namespace' | 'record' | 'appliesTo';

/** Braces by the offset at which they open. */
export function bracketKinds(tree: SchemaTree): ReadonlyMap<number, BracketKind> {
  const kinds = new Map<number, BracketKind>();
  for (const item of tree.items) {
    if (item.kind === 'namespace' && item.bodySpan !== undefined) kinds.set(item.bodySpan.start, 'namespace');
    for (const declaration of item.kind === 'namespace' ? item.declarations : [item])
      addBrackets(tree, declaration, kinds);
  }
  return kinds;
}

function addBrackets(tree: SchemaTree, declaration: DeclarationNode, kinds: Map<number, BracketKind>): void {
  if (declaration.kind === 'action' && declaration.appliesTo !== undefined) {
    const { start } = declaration.appliesTo.span;
    const brace = tree.tokens.find((token) => token.start >= start && token.text === '{');
    if (brace !== undefined) kinds.set(brace.start, 'appliesTo');
  }
  for (const type of typesOf(declaration))
    for (const inner of typesBelow(type)) if (inner.kind === 'record') kinds.set(inner.span.start, 'record');
}

/** Where annotations begin and end. */
export interface AnnotationSite {
  endsAt(token: CedarToken): boolean;
  /** The first token behind the annotations that begin at an index. */
  after(tokens: readonly CedarToken[], first: number): number;
}

export function annotationSites(tree: SchemaTree): AnnotationSite {
  const ends = new Map<number, number>();
  const add = (node: {
    readonly annotations: readonly { readonly span: { readonly start: number; readonly end: number } }[];
  }) => {
    for (const { span } of node.annotations) ends.set(span.start, span.end);
  };
  const addType = (type: TypeNode) => {
    for (const inner of typesBelow(type)) if (inner.kind === 'record') inner.attributes.forEach(add);
  };
  for (const item of tree.items) {
    add(item);
    for (const declaration of item.kind === 'namespace' ? item.declarations : [item]) {
      add(declaration);
      typesOf(declaration).forEach(addType);
    }
  }
  const all = new Set(ends.values());
  return {
    endsAt: ({ end }) => all.has(end),
    after(tokens, first) {
      let at = first;
      for (;;) {
        const end = ends.get(tokens[at]?.start ?? -1);
        if (end === undefined) return at;
        while (at < tokens.length && (tokens[at]?.end ?? end) <= end) at++;
      }
    },
  };
}
