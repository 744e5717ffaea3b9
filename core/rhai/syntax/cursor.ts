// The parser's place in the tokens: looking, taking, expecting, complaining, and the limits on depth.

import type { Span } from '#core/base/span.ts';
import type { Block, Expression, Name, Statement } from './ast.ts';
import type { SyntaxProblem, TokenKind, Tokens } from './tokens.ts';

/** How deep expressions may nest: the engine's limits at the top level and in functions. */
export const MAX_LEVEL = 64;
export const MAX_LEVEL_IN_FUNCTION = 32;

/** How deep our own recursion goes in refused text before the rest of a nest is skipped. */
const MAX_NESTING = 200;

/** Productions that others need without importing them, so that the grammar's files form no cycle. */
export interface Grammar {
  statement(cursor: Cursor, level: number): Statement;
  block(cursor: Cursor, level: number): Block;
  /** `if`, `switch`, a loop or a block where an expression may stand; undefined on any other token. */
  control(cursor: Cursor, level: number): Expression | undefined;
}

/** What surrounds the place being parsed and decides what may stand there. */
export interface Context {
  readonly global: boolean;
  readonly inFunction: boolean;
  readonly breakable: boolean;
  /** False in the patterns of a switch arm, where `|` separates alternatives. */
  readonly pipes: boolean;
  readonly maxLevel: number;
}

export class Cursor {
  readonly tokens: Tokens;
  readonly grammar: Grammar;
  readonly errors: SyntaxProblem[];
  context: Context = { global: true, inFunction: false, breakable: false, pipes: true, maxLevel: MAX_LEVEL };
  /** Names of the functions parsed so far. */
  readonly functions = new Set<string>();
  at = 0;
  #nesting = 0;

  constructor(tokens: Tokens, grammar: Grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
    this.errors = [...tokens.errors];
  }

  get kind(): TokenKind {
    return this.tokens.kinds[this.at] ?? 'end';
  }

  is(kind: TokenKind): boolean {
    return this.kind === kind;
  }

  peek(distance: number): TokenKind {
    return this.tokens.kinds[this.at + distance] ?? 'end';
  }

  get start(): number {
    return this.tokens.starts[this.at] ?? this.tokens.text.length;
  }

  get end(): number {
    return this.tokens.ends[this.at] ?? this.tokens.text.length;
  }

  get text(): string {
    return this.tokens.text.slice(this.start, this.end);
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  /** End of the token before this one; where a node ends that has just been completed. */
  get lastEnd(): number {
    return this.tokens.ends[this.at - 1] ?? 0;
  }

  from(start: number): Span {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  /** Takes the token and returns its span. */
  take(): Span {
    const span = this.span;
    if (this.kind !== 'end') this.at++;
    return span;
  }

  /** Takes the token if it is of this kind. */
  accept(kind: TokenKind): boolean {
    if (this.kind !== kind) return false;
    this.at++;
    return true;
  }

  /** Takes the token if it is of this kind; otherwise notes that it is missing and leaves the token. */
  expect(kind: TokenKind): boolean {
    if (this.accept(kind)) return true;
    this.fail(`expected ${kind}`);
    return false;
  }

  /** A name, or one of empty text where none stands. A reserved word is taken, so that what follows still fits. */
  expectName(): Name {
    if (this.kind === 'identifier') {
      const text = this.text;
      return { kind: 'name', text, span: this.take() };
    }
    this.fail('expected a name');
    if (this.kind === 'reserved' && isWord(this.text)) return { kind: 'name', text: this.text, span: this.take() };
    return { kind: 'name', text: '', span: { start: this.start, end: this.start } };
  }

  fail(message: string, span: Span = this.span): void {
    this.errors.push({ message, span });
  }

  /** One level down, as the engine counts; complains where it would refuse. */
  deeper(level: number): number {
    if (level === this.context.maxLevel) this.fail('expression is too complex');
    return level + 1;
  }

  /**
   * What a chain keeps of its left side at a level: past the limit only its place, so that no chain makes a tree that
   * is too deep to walk.
   */
  bounded(level: number, left: Expression): Expression {
    return level > this.context.maxLevel + MAX_NESTING ? { kind: 'error', span: left.span } : left;
  }

  /** Runs a production in a changed context. */
  within<T>(change: Partial<Context>, production: () => T): T {
    const saved = this.context;
    this.context = { ...saved, ...change };
    const result = production();
    this.context = saved;
    return result;
  }

  /** Enters a recursive production; false when the nest is too deep and must be skipped instead. */
  enter(): boolean {
    if (this.#nesting >= MAX_NESTING) return false;
    this.#nesting++;
    return true;
  }

  /** Leaves a production that {@link Cursor.enter} let in. */
  leave(): void {
    this.#nesting--;
  }

  /** Skips balanced text up to a closing bracket, semicolon or the end, none of which it takes. */
  skipNest(): Span {
    const start = this.start;
    this.fail('expression is too complex');
    let open = 0;
    for (; this.kind !== 'end'; this.at++) {
      if (OPENING.has(this.kind)) open++;
      if (CLOSING.has(this.kind) && --open < 0) break;
      if (this.kind === ';' && open === 0) break;
    }
    return this.from(start);
  }
}

const OPENING: ReadonlySet<TokenKind> = new Set<TokenKind>(['{', '#{', '(', '[', '?[']);
const CLOSING: ReadonlySet<TokenKind> = new Set<TokenKind>(['}', ')', ']']);

/** Whether a reserved token is a word rather than a symbol. */
export function isWord(text: string): boolean {
  return /^[A-Za-z_]/.test(text);
}
