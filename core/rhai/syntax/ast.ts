// The syntax tree: readonly unions told apart by `kind`. Every node has a span; broken text becomes `error` nodes.

import type { Span } from '#core/base/span.ts';
import type { AssignmentOperator, BinaryOperator, UnaryOperator } from './tokens.ts';

/** A name where one is declared or used; empty text where the source lacks it. */
export interface Name {
  readonly kind: 'name';
  readonly text: string;
  readonly span: Span;
}

export interface UnitLiteral {
  readonly kind: 'unit';
  readonly span: Span;
}

export interface BoolLiteral {
  readonly kind: 'bool';
  readonly value: boolean;
  readonly span: Span;
}

/** An integer; a range without a start has one of empty span as its start. */
export interface IntLiteral {
  readonly kind: 'int';
  readonly value: bigint;
  readonly span: Span;
}

export interface FloatLiteral {
  readonly kind: 'float';
  readonly value: number;
  readonly span: Span;
}

export interface CharLiteral {
  readonly kind: 'char';
  readonly value: string;
  readonly span: Span;
}

export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
}

/** Literal text of an interpolated string. */
export interface TextPart {
  readonly kind: 'text';
  readonly value: string;
  readonly span: Span;
}

export interface Interpolation {
  readonly kind: 'interpolation';
  readonly parts: readonly (TextPart | Block)[];
  readonly span: Span;
}

export interface ArrayLiteral {
  readonly kind: 'array';
  readonly items: readonly Expression[];
  readonly span: Span;
}

export interface MapEntry {
  readonly kind: 'entry';
  readonly key: Name;
  readonly value: Expression;
  readonly span: Span;
}

export interface MapLiteral {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  readonly span: Span;
}

export interface Identifier {
  readonly kind: 'identifier';
  readonly name: string;
  readonly span: Span;
}

export interface This {
  readonly kind: 'this';
  readonly span: Span;
}

/** A constant or variable of a module: `cat::number`, `global::LIMIT`. */
export interface PathExpression {
  readonly kind: 'path';
  readonly modules: readonly Name[];
  readonly name: Name;
  readonly span: Span;
}

/** `name(args)`, `module::name(args)`; `capture` for `name!(args)`, which runs in the caller's scope. */
export interface CallExpression {
  readonly kind: 'call';
  readonly modules: readonly Name[];
  readonly name: Name;
  readonly args: readonly Expression[];
  readonly capture: boolean;
  readonly span: Span;
}

/** `receiver.name(args)`; `optional` for `?.`. */
export interface MethodCall {
  readonly kind: 'methodCall';
  readonly receiver: Expression;
  readonly name: Name;
  readonly args: readonly Expression[];
  readonly optional: boolean;
  readonly span: Span;
}

/** `object.name`; `optional` for `?.`. */
export interface MemberExpression {
  readonly kind: 'member';
  readonly object: Expression;
  readonly name: Name;
  readonly optional: boolean;
  readonly span: Span;
}

/** `object[index]`; `optional` for `?[`. */
export interface IndexExpression {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
  readonly optional: boolean;
  readonly span: Span;
}

export interface UnaryExpression {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
  readonly span: Span;
}

/** A binary operation; ranges are operations too, and `a..` has a unit literal of empty span on the right. */
export interface BinaryExpression {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface Parenthesized {
  readonly kind: 'paren';
  readonly inner: Expression;
  readonly span: Span;
}

export interface Closure {
  readonly kind: 'closure';
  readonly parameters: readonly Name[];
  readonly body: Statement;
  readonly span: Span;
}

export interface Block {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
  readonly span: Span;
}

export interface IfExpression {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: Block;
  readonly otherwise: Block | IfExpression | undefined;
  readonly span: Span;
}

/** One arm; `patterns` is empty for the default arm `_`. */
export interface SwitchArm {
  readonly kind: 'arm';
  readonly patterns: readonly Expression[];
  readonly guard: Expression | undefined;
  readonly body: Statement;
  readonly span: Span;
}

export interface SwitchExpression {
  readonly kind: 'switch';
  readonly subject: Expression;
  readonly arms: readonly SwitchArm[];
  readonly span: Span;
}

export interface WhileLoop {
  readonly kind: 'while';
  readonly condition: Expression;
  readonly body: Block;
  readonly span: Span;
}

export interface EndlessLoop {
  readonly kind: 'loop';
  readonly body: Block;
  readonly span: Span;
}

/** `do { } while condition`; `until` ends it when the condition is true. */
export interface DoLoop {
  readonly kind: 'do';
  readonly body: Block;
  readonly until: boolean;
  readonly condition: Expression;
  readonly span: Span;
}

export interface ForLoop {
  readonly kind: 'for';
  readonly variable: Name;
  readonly counter: Name | undefined;
  readonly iterable: Expression;
  readonly body: Block;
  readonly span: Span;
}

/** `let name = value`, or `const`; the value is undefined where none is written. */
export interface Declaration {
  readonly kind: 'let' | 'const';
  readonly name: Name;
  readonly value: Expression | undefined;
  readonly exported: boolean;
  readonly span: Span;
}

export interface Assignment {
  readonly kind: 'assignment';
  readonly operator: AssignmentOperator;
  readonly operatorSpan: Span;
  readonly target: Expression;
  readonly value: Expression;
  readonly span: Span;
}

export interface FunctionDefinition {
  readonly kind: 'function';
  readonly name: Name;
  /** For `fn Type.name()`, the type that `this` must have. */
  readonly thisType: Name | undefined;
  readonly parameters: readonly Name[];
  readonly private: boolean;
  readonly body: Block;
  readonly span: Span;
}

export interface ReturnStatement {
  readonly kind: 'return' | 'throw';
  readonly value: Expression | undefined;
  readonly span: Span;
}

export interface BreakStatement {
  readonly kind: 'break';
  readonly value: Expression | undefined;
  readonly span: Span;
}

export interface ContinueStatement {
  readonly kind: 'continue';
  readonly span: Span;
}

export interface TryStatement {
  readonly kind: 'try';
  readonly body: Block;
  readonly variable: Name | undefined;
  readonly handler: Block;
  readonly span: Span;
}

export interface ImportStatement {
  readonly kind: 'import';
  readonly path: Expression;
  readonly alias: Name | undefined;
  readonly span: Span;
}

export interface ExportStatement {
  readonly kind: 'export';
  readonly name: Name;
  readonly alias: Name | undefined;
  readonly span: Span;
}

/** `;` where a statement could stand, or nothing at the end of the text. */
export interface EmptyStatement {
  readonly kind: 'empty';
  readonly span: Span;
}

/** Text that fits nowhere. */
export interface ErrorNode {
  readonly kind: 'error';
  readonly span: Span;
}

export interface Script {
  readonly kind: 'script';
  readonly statements: readonly Statement[];
  readonly span: Span;
}

export type Literal = UnitLiteral | BoolLiteral | IntLiteral | FloatLiteral | CharLiteral | StringLiteral;

/** Statements that leave where they stand; `a ?? return` makes them expressions. */
export type Jump = ReturnStatement | BreakStatement | ContinueStatement;

export type Loop = WhileLoop | EndlessLoop | DoLoop | ForLoop;

export type Expression =
  | Literal
  | Interpolation
  | ArrayLiteral
  | MapLiteral
  | Identifier
  | This
  | PathExpression
  | CallExpression
  | MethodCall
  | MemberExpression
  | IndexExpression
  | UnaryExpression
  | BinaryExpression
  | Parenthesized
  | Closure
  | Block
  | IfExpression
  | SwitchExpression
  | Loop
  | Jump
  | ErrorNode;

/** An expression is a statement; the last one gives a block its value, with or without a semicolon. */
export type Statement =
  | Expression
  | Declaration
  | Assignment
  | FunctionDefinition
  | TryStatement
  | ImportStatement
  | ExportStatement
  | EmptyStatement;

export type Node = Statement | Script | Name | TextPart | MapEntry | SwitchArm;
