// The structure of a schema text, half-typed or complete. Says where things stand; whether they are right the engine says.

import type { Span } from '#core/base/span.ts';
import type { AnnotationNode, NameNode, StringNode, SyntaxGap, WordNode } from '../syntax/ast.ts';
import type { CedarToken } from '../syntax/lexer.ts';

/** A whole schema text. */
export interface SchemaTree {
  readonly text: string;
  readonly items: readonly (NamespaceNode | DeclarationNode)[];
  /** Places where the parser had to skip something or missed something. Empty for every text the engine accepts. */
  readonly errors: readonly SyntaxGap[];
  /** Without trivia. */
  readonly tokens: readonly CedarToken[];
  readonly comments: readonly CedarToken[];
}

/** `namespace a::b { ... }` */
export interface NamespaceNode {
  readonly kind: 'namespace';
  readonly span: Span;
  readonly annotations: readonly AnnotationNode[];
  readonly name: NameNode | undefined;
  /** From the opening to the closing brace. */
  readonly bodySpan: Span | undefined;
  readonly declarations: readonly DeclarationNode[];
}

export type DeclarationNode = EntityDeclaration | ActionDeclaration | CommonTypeDeclaration;

/** `entity A, B in [C] { ... } tags T;` or `entity A enum ["x"];` */
export interface EntityDeclaration {
  readonly kind: 'entity';
  readonly span: Span;
  readonly annotations: readonly AnnotationNode[];
  readonly names: readonly WordNode[];
  readonly parents: readonly NameNode[];
  /** A record; in JSON also the name of one. */
  readonly attributes: TypeNode | undefined;
  readonly tags: TypeNode | undefined;
  /** The ids of an enumerated type. */
  readonly choices: readonly StringNode[] | undefined;
}

/** `action a, "b" in [c] appliesTo { ... };` */
export interface ActionDeclaration {
  readonly kind: 'action';
  readonly span: Span;
  readonly annotations: readonly AnnotationNode[];
  /** Names as written or, where they stand in quotes, what they stand for. */
  readonly names: readonly WordNode[];
  readonly parents: readonly ActionReference[];
  readonly appliesTo: AppliesToNode | undefined;
}

/** `read`, `"read"` or `ns::Action::"read"`. */
export interface ActionReference {
  readonly span: Span;
  readonly type: NameNode | undefined;
  readonly id: WordNode;
}

/** `appliesTo { principal: [A], resource: B, context: { ... } }` */
export interface AppliesToNode {
  readonly span: Span;
  readonly parts: readonly AppliesToPart[];
}

export interface AppliesToPart {
  readonly span: Span;
  /** `principal`, `resource` or `context`. */
  readonly keyword: WordNode;
  /** Of `principal` and `resource`. */
  readonly types: readonly NameNode[];
  /** Of `context`. */
  readonly context: TypeNode | undefined;
}

/** `type A = T;` */
export interface CommonTypeDeclaration {
  readonly kind: 'type';
  readonly span: Span;
  readonly annotations: readonly AnnotationNode[];
  readonly name: WordNode | undefined;
  readonly type: TypeNode | undefined;
}

export type TypeNode =
  | { readonly kind: 'name'; readonly span: Span; readonly name: NameNode }
  | { readonly kind: 'set'; readonly span: Span; readonly keyword: Span; readonly element: TypeNode }
  | RecordTypeNode
  /** Nothing usable stands here. */
  | { readonly kind: 'error'; readonly span: Span };

/** `{ a: T, b?: U }` */
export interface RecordTypeNode {
  readonly kind: 'record';
  readonly span: Span;
  readonly attributes: readonly AttributeDeclaration[];
}

export interface AttributeDeclaration {
  readonly span: Span;
  readonly annotations: readonly AnnotationNode[];
  /** As written or, where it stands in quotes, what it stands for. */
  readonly name: WordNode;
  readonly optional: boolean;
  readonly type: TypeNode;
}

/** A declaration with the namespace it stands in, `''` outside all. */
export interface PlacedDeclaration {
  readonly namespace: string;
  readonly declaration: DeclarationNode;
}

/** All declarations of a text in order. */
export function declarationsOf(tree: SchemaTree): readonly PlacedDeclaration[] {
  return tree.items.flatMap((item) =>
    item.kind === 'namespace'
      ? item.declarations.map((declaration) => ({ namespace: item.name?.text ?? '', declaration }))
      : [{ namespace: '', declaration: item }],
  );
}

/** A type and all types below it, outer before inner. */
export function* typesBelow(root: TypeNode): Iterable<TypeNode> {
  yield root;
  if (root.kind === 'set') yield* typesBelow(root.element);
  if (root.kind === 'record') for (const attribute of root.attributes) yield* typesBelow(attribute.type);
}

/** The outermost types of a declaration. */
export function typesOf(declaration: DeclarationNode): readonly TypeNode[] {
  switch (declaration.kind) {
    case 'entity':
      return [declaration.attributes, declaration.tags].filter((type) => type !== undefined);
    case 'action':
      return (declaration.appliesTo?.parts ?? []).flatMap((part) => part.context ?? []);
    case 'type':
      return declaration.type === undefined ? [] : [declaration.type];
  }
}

/** Every name of a type that a declaration uses. */
export function typeNamesOf(declaration: DeclarationNode): readonly NameNode[] {
  const parents = declaration.kind === 'entity' ? declaration.parents : [];
  const applies =
    declaration.kind === 'action' ? (declaration.appliesTo?.parts ?? []).flatMap(({ types }) => types) : [];
  const types = typesOf(declaration).flatMap((type) =>
    [...typesBelow(type)].flatMap((inner) => (inner.kind === 'name' ? inner.name : [])),
  );
  return [...parents, ...applies, ...types];
}

/** `a::b` before `c`, and nothing before it outside all namespaces. */
export function qualify(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}::${name}`;
}
