// The vocabulary of Rhai 1.27 as the runner configures it: token kinds, keywords, reserved words and precedences.

import type { Span } from '#core/base/span.ts';

/** Words that are tokens of their own. */
const KEYWORDS = [
  'true',
  'false',
  'let',
  'const',
  'if',
  'else',
  'switch',
  'do',
  'while',
  'until',
  'loop',
  'for',
  'in',
  'continue',
  'break',
  'return',
  'throw',
  'try',
  'catch',
  'fn',
  'private',
  'import',
  'export',
  'as',
] as const;

/** Symbols with a meaning. `()` is one token when nothing stands between the parentheses. */
export const SYMBOLS = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '()',
  '#{',
  ';',
  ':',
  '::',
  ',',
  '.',
  '..',
  '..=',
  '=>',
  '_',
  '?.',
  '?[',
  '??',
  '=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '<<',
  '>>',
  '&',
  '|',
  '^',
  '&&',
  '||',
  '!',
  '!in',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '**=',
  '<<=',
  '>>=',
  '&=',
  '|=',
  '^=',
] as const;

const ASSIGNMENT_OPERATORS = ['=', '+=', '-=', '*=', '/=', '%=', '**=', '<<=', '>>=', '&=', '|=', '^='] as const;

/**
 * Kinds that stand for many texts. A back-tick string with interpolation is a `template` (up to and including the `$`
 * of `${`), the tokens of the block, further `template`s and blocks, and a `templateEnd` (up to the closing back-tick).
 * `reserved` words and symbols have no meaning in an expression; `error` is what no token can start with or hold.
 */
const VARIABLE_KINDS = [
  'identifier',
  'reserved',
  'int',
  'float',
  'char',
  'string',
  'template',
  'templateEnd',
  'error',
  'end',
] as const;

export type Keyword = (typeof KEYWORDS)[number];
export type SymbolKind = (typeof SYMBOLS)[number];
export type TokenKind = Keyword | SymbolKind | (typeof VARIABLE_KINDS)[number];

export type AssignmentOperator = (typeof ASSIGNMENT_OPERATORS)[number];
export type BinaryOperator =
  | '||'
  | '^'
  | '|'
  | '&&'
  | '&'
  | '=='
  | '!='
  | 'in'
  | '!in'
  | '<'
  | '<='
  | '>'
  | '>='
  | '??'
  | '..'
  | '..='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '**'
  | '<<'
  | '>>';
export type UnaryOperator = '-' | '+' | '!';

/** The keyword that a word is, or undefined. */
export const KEYWORD_KINDS: ReadonlyMap<string, Keyword | '_'> = new Map<string, Keyword | '_'>([
  ...KEYWORDS.map((word): [string, Keyword] => [word, word]),
  ['_', '_'],
]);

/** How a reserved word may still be used: not at all, called as a function, or also called as a method. */
export type ReservedUse = 'none' | 'function' | 'method' | 'disabled';

/** Words that cannot be names. `eval` and `print` are switched off by the runner. Source: rhai 1.27.0, types/token.rs. */
export const RESERVED_WORDS: ReadonlyMap<string, ReservedUse> = new Map<string, ReservedUse>([
  ...[
    'use',
    'case',
    'async',
    'public',
    'package',
    'super',
    'var',
    'protected',
    'spawn',
    'shared',
    'is',
    'sync',
    'static',
    'default',
    'this',
    'thread',
    'yield',
    'new',
    'match',
    'await',
    'null',
    'with',
    'void',
    'nil',
    'module',
    'go',
    'goto',
  ].map((word): [string, ReservedUse] => [word, 'none']),
  ...['is_def_var', 'is_def_fn', 'debug', 'Fn'].map((word): [string, ReservedUse] => [word, 'function']),
  ...['curry', 'is_shared', 'call', 'type_of'].map((word): [string, ReservedUse] => [word, 'method']),
  ['eval', 'disabled'],
  ['print', 'disabled'],
]);

/** Binding strength of the binary operators; higher binds tighter. */
const PRECEDENCE: ReadonlyMap<TokenKind, number> = new Map<TokenKind, number>([
  ['||', 30],
  ['^', 30],
  ['|', 30],
  ['&&', 60],
  ['&', 60],
  ['==', 90],
  ['!=', 90],
  ['in', 110],
  ['!in', 110],
  ['<', 130],
  ['<=', 130],
  ['>', 130],
  ['>=', 130],
  ['??', 135],
  ['..', 140],
  ['..=', 140],
  ['+', 150],
  ['-', 150],
  ['*', 180],
  ['/', 180],
  ['%', 180],
  ['**', 190],
  ['<<', 210],
  ['>>', 210],
]);

/** Precedence of a token as a binary operator; 0 when it is none. */
export function precedenceOf(kind: TokenKind): number {
  return PRECEDENCE.get(kind) ?? 0;
}

/** Whether a token is a binary operator. */
export function isBinaryOperator(kind: TokenKind): kind is BinaryOperator {
  return PRECEDENCE.has(kind);
}

const ASSIGNMENTS: ReadonlySet<TokenKind> = new Set<TokenKind>(ASSIGNMENT_OPERATORS);

/** Whether a token assigns. */
export function isAssignmentOperator(kind: TokenKind): kind is AssignmentOperator {
  return ASSIGNMENTS.has(kind);
}

/** Tokens after which a minus directly before a digit belongs to the number. */
export const BEFORE_NEGATIVE_NUMBER: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ';',
  ':',
  ',',
  '??',
  '..',
  '..=',
  '{',
  '(',
  '[',
  '+',
  '+=',
  '-',
  '-=',
  '*',
  '*=',
  '/',
  '/=',
  '%',
  '%=',
  '**',
  '**=',
  '<<',
  '<<=',
  '>>',
  '>>=',
  '=',
  '==',
  '!=',
  '<',
  '>',
  '!',
  '<=',
  '>=',
  '|',
  '&',
  'if',
  'while',
  'until',
  'in',
  '!in',
  '&&',
  '&=',
  '||',
  '|=',
  '^',
  '^=',
  'return',
  'throw',
  '?[',
  'error',
]);

/** A comment; documentation comments start with `///` or `/**`. */
export interface Comment {
  readonly kind: 'line' | 'block';
  readonly documentation: boolean;
  readonly span: Span;
}

/** Something wrong with a token or with the structure. The engine's own error is what people are shown. */
export interface SyntaxProblem {
  readonly message: string;
  readonly span: Span;
}

/** All tokens of a text in order, as parallel lists, ending with an `end` token; comments stand apart. */
export interface Tokens {
  readonly text: string;
  readonly kinds: readonly TokenKind[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly comments: readonly Comment[];
  readonly errors: readonly SyntaxProblem[];
}

/** Index of the first token that ends after `offset`; the `end` token's index when there is none. */
export function tokenIndexAt(tokens: Tokens, offset: number): number {
  let low = 0;
  let high = tokens.kinds.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens.ends[middle] ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
