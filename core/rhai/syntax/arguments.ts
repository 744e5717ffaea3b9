// The arguments of a call, with recovery where a comma or the closing parenthesis is missing.

import type { Expression } from './ast.ts';
import type { Cursor } from './cursor.ts';
import type { TokenKind } from './tokens.ts';

/** Parses `(a, b)` or `()`; complains and returns no arguments where neither stands. */
export function parseArguments(
  c: Cursor,
  level: number,
  parse: (c: Cursor, level: number) => Expression,
): readonly Expression[] {
  if (c.accept('()') || !c.expect('(')) return [];
  if (c.accept(')')) return [];
  const inner = c.deeper(level);
  const args: Expression[] = [];
  while (!c.is(')') && !c.is('end')) {
    const before = c.at;
    args.push(parse(c, inner));
    if (c.accept(',')) continue;
    if (c.is(')')) break;
    c.fail('expected , or )');
    // On the same line a comma is missing; on another one, more likely the parenthesis.
    if (c.at === before || startsLine(c)) return args;
    if (STOPS.has(c.kind)) return args;
  }
  c.expect(')');
  return args;
}

const STOPS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ';',
  '}',
  ']',
  '{',
  '=',
  '=>',
  ':',
  'let',
  'const',
  'fn',
  'return',
  'throw',
  'else',
  'catch',
]);

function startsLine(c: Cursor): boolean {
  return c.tokens.text.slice(c.lastEnd, c.start).includes('\n');
}
