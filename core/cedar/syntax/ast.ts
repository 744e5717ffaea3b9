// The structure of a policy text, half-typed or complete. Says where things stand; whether they are right the engine says.

import type { Span } from '#core/base/span.ts';
import type { CedarToken } from './lexer.ts';

/** A whole text. */
export interface PoliciesNode {
  readonly text: string;
  readonly policies: readonly PolicyNode[];
  /** Places where the parser had to skip something or missed something. Empty for every text the engine accepts. */
  readonly errors: readonly SyntaxGap[];
  /** Without trivia. */
  readonly tokens: readonly CedarToken[];
  readonly comments: readonly CedarToken[];
}

/** Where the text departs from the grammar: what is skipped, or an empty span where something is missing. */
export interface SyntaxGap {
  readonly span: Span;
  readonly expected: string;
}

/** An identifier or keyword as written. */
export interface WordNode {
  readonly span: Span;
  readonly text: string;
}

/** A string literal; `value` has its escapes resolved. */
export interface StringNode {
  readonly span: Span;
  readonly value: string;
}

/** A name with its namespaces, `a::b::C`. `text` leaves spaces and comments out. */
export interface NameNode {
  readonly span: Span;
  readonly text: string;
  readonly parts: readonly WordNode[];
}

/** One policy. */
export interface PolicyNode {
  /** From the first annotation or the effect to the semicolon, or to where the text breaks off. */
  readonly span: Span;
  readonly annotations: readonly AnnotationNode[];
  /** `permit`, `forbid`, or whatever word stands there. */
  readonly effect: WordNode | undefined;
  /** From the opening to the closing parenthesis. */
  readonly scopeSpan: Span | undefined;
  readonly scope: readonly ScopePartNode[];
  readonly conditions: readonly ConditionNode[];
}

/** `@name("value")`, or `@name` alone. */
export interface AnnotationNode {
  readonly span: Span;
  readonly name: WordNode | undefined;
  readonly value: StringNode | undefined;
}

/** `resource is T in E`, `action == A`, `principal`. */
export interface ScopePartNode {
  readonly span: Span;
  readonly variable: WordNode;
  /** After `is`. */
  readonly type: ExpressionNode | undefined;
  readonly operator: '==' | 'in' | 'other' | undefined;
  /** After `==` or `in`. */
  readonly target: ExpressionNode | undefined;
}

/** `when { ... }` or `unless { ... }`. */
export interface ConditionNode {
  readonly span: Span;
  readonly keyword: WordNode;
  readonly body: ExpressionNode | undefined;
}

export type ExpressionNode =
  | { readonly kind: 'boolean'; readonly span: Span; readonly value: boolean }
  | { readonly kind: 'number'; readonly span: Span; readonly text: string }
  | { readonly kind: 'string'; readonly span: Span; readonly value: string }
  | { readonly kind: 'slot'; readonly span: Span; readonly text: string }
  /** `principal`, `action`, `resource` or `context`. */
  | { readonly kind: 'variable'; readonly span: Span; readonly name: string }
  /** A type, or a word that the grammar gives no meaning. */
  | { readonly kind: 'name'; readonly span: Span; readonly name: NameNode }
  | { readonly kind: 'entity'; readonly span: Span; readonly type: NameNode; readonly id: StringNode }
  | { readonly kind: 'unary'; readonly span: Span; readonly operator: '!' | '-'; readonly operand: ExpressionNode }
  | {
      readonly kind: 'binary';
      readonly span: Span;
      readonly operator: string;
      readonly operatorSpan: Span;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
  | {
      readonly kind: 'has';
      readonly span: Span;
      readonly target: ExpressionNode;
      readonly attributes: readonly WordNode[];
    }
  | { readonly kind: 'like'; readonly span: Span; readonly target: ExpressionNode; readonly pattern: ExpressionNode }
  | {
      readonly kind: 'is';
      readonly span: Span;
      readonly target: ExpressionNode;
      readonly type: ExpressionNode;
      readonly in: ExpressionNode | undefined;
    }
  | {
      readonly kind: 'if';
      readonly span: Span;
      readonly condition: ExpressionNode;
      readonly then: ExpressionNode;
      readonly otherwise: ExpressionNode;
    }
  /** `target.name` and `target["name"]`. */
  | {
      readonly kind: 'attribute';
      readonly span: Span;
      readonly target: ExpressionNode;
      readonly attribute: WordNode | undefined;
    }
  | {
      readonly kind: 'methodCall';
      readonly span: Span;
      readonly target: ExpressionNode;
      readonly method: WordNode;
      readonly arguments: readonly ExpressionNode[];
    }
  | {
      readonly kind: 'functionCall';
      readonly span: Span;
      readonly function: NameNode;
      readonly arguments: readonly ExpressionNode[];
    }
  | { readonly kind: 'set'; readonly span: Span; readonly items: readonly ExpressionNode[] }
  | { readonly kind: 'record'; readonly span: Span; readonly entries: readonly RecordEntryNode[] }
  | { readonly kind: 'parenthesized'; readonly span: Span; readonly inner: ExpressionNode }
  /** Nothing usable stands here. */
  | { readonly kind: 'error'; readonly span: Span };

/** `name: value` or `"name": value`. */
export interface RecordEntryNode {
  readonly span: Span;
  readonly key: WordNode | undefined;
  readonly value: ExpressionNode;
}

/** The scope part of a variable, where the policy has one. */
export function scopePart(
  policy: PolicyNode,
  variable: 'principal' | 'action' | 'resource',
): ScopePartNode | undefined {
  return policy.scope.find((part) => part.variable.text === variable);
}

/** The expressions directly below one. */
export function childExpressions(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case 'boolean':
    case 'number':
    case 'string':
    case 'slot':
    case 'variable':
    case 'name':
    case 'entity':
    case 'error':
      return [];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'has':
    case 'attribute':
      return [node.target];
    case 'like':
      return [node.target, node.pattern];
    case 'is':
      return node.in === undefined ? [node.target, node.type] : [node.target, node.type, node.in];
    case 'if':
      return [node.condition, node.then, node.otherwise];
    case 'methodCall':
      return [node.target, ...node.arguments];
    case 'functionCall':
      return node.arguments;
    case 'set':
      return node.items;
    case 'record':
      return node.entries.map((entry) => entry.value);
    case 'parenthesized':
      return [node.inner];
  }
}

/** All expressions of a policy, outer before inner: first the scope's, then the conditions'. */
export function* expressionsOf(policy: PolicyNode): Iterable<ExpressionNode> {
  for (const part of policy.scope) {
    if (part.type !== undefined) yield* descendants(part.type);
    if (part.target !== undefined) yield* descendants(part.target);
  }
  for (const condition of policy.conditions) if (condition.body !== undefined) yield* descendants(condition.body);
}

/** An expression and all below it, outer before inner, left before right. */
export function* descendants(root: ExpressionNode): Iterable<ExpressionNode> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    open.push(...[...childExpressions(node)].reverse());
  }
}

/** The slots of a template; none for a static policy. */
export function slotsOf(policy: PolicyNode): readonly string[] {
  return [...new Set([...expressionsOf(policy)].flatMap((node) => (node.kind === 'slot' ? node.text : [])))];
}
