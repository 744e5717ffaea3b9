// Conditions, loops and blocks, which are statements and expressions alike.

import type { Block, DoLoop, EndlessLoop, Expression, ForLoop, IfExpression, Statement, WhileLoop } from './ast.ts';
import { canBeIterated, isSelfTerminated } from './checks.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, requireBool } from './expressions.ts';
import { parseSwitch } from './switch.ts';

/** Parses `if`, `switch`, a loop or a block; undefined on any other token. */
export function parseControl(c: Cursor, level: number): Expression | undefined {
  switch (c.kind) {
    case '{':
      return c.grammar.block(c, c.deeper(level));
    case 'if':
      return parseIf(c, c.deeper(level));
    case 'switch':
      return parseSwitch(c, c.deeper(level));
    case 'while':
      return parseWhile(c, c.deeper(level));
    case 'loop':
      return parseLoop(c, c.deeper(level));
    case 'do':
      return parseDo(c, c.deeper(level));
    case 'for':
      return parseFor(c, c.deeper(level));
    default:
      return undefined;
  }
}

function parseIf(c: Cursor, outer: number): IfExpression {
  const start = c.start;
  const level = c.deeper(outer);
  c.take();
  const condition = parseCondition(c, level);
  const then = c.grammar.block(c, level);
  const otherwise = c.accept('else') ? parseElse(c, level) : undefined;
  return { kind: 'if', condition, then, otherwise, span: c.from(start) };
}

function parseElse(c: Cursor, level: number): Block | IfExpression {
  if (!c.is('if')) return c.grammar.block(c, level);
  if (!c.enter()) return { kind: 'block', statements: [], span: c.skipNest() };
  const next = parseIf(c, level);
  c.leave();
  return next;
}

function parseCondition(c: Cursor, level: number): Expression {
  if (c.is('{')) {
    c.fail('expected a condition');
    return { kind: 'error', span: { start: c.start, end: c.start } };
  }
  const condition = parseExpression(c, level);
  requireBool(c, condition);
  if (c.is('=')) {
    c.fail('= does not compare');
    c.take();
    parseExpression(c, level);
  }
  return condition;
}

function parseWhile(c: Cursor, outer: number): WhileLoop {
  const start = c.start;
  const level = c.deeper(outer);
  c.take();
  const condition = parseCondition(c, level);
  const body = parseLoopBody(c, level);
  return { kind: 'while', condition, body, span: c.from(start) };
}

function parseLoop(c: Cursor, outer: number): EndlessLoop {
  const start = c.start;
  const level = c.deeper(outer);
  c.take();
  const body = parseLoopBody(c, level);
  return { kind: 'loop', body, span: c.from(start) };
}

function parseDo(c: Cursor, outer: number): DoLoop {
  const start = c.start;
  const level = c.deeper(outer);
  c.take();
  const body = parseLoopBody(c, level);
  const until = c.is('until');
  if (!until && !c.is('while')) {
    c.fail('expected while or until');
    const condition: Expression = { kind: 'error', span: { start: c.lastEnd, end: c.lastEnd } };
    return { kind: 'do', body, until, condition, span: c.from(start) };
  }
  c.take();
  const condition = parseCondition(c, level);
  return { kind: 'do', body, until, condition, span: c.from(start) };
}

function parseFor(c: Cursor, outer: number): ForLoop {
  const start = c.start;
  const level = c.deeper(outer);
  c.take();
  const pair = c.accept('(');
  const variable = c.expectName();
  const counter = pair ? parseCounter(c, variable.text) : undefined;
  c.expect('in');
  if (c.is('{')) c.fail('expected something to loop over');
  const iterable: Expression = c.is('{')
    ? { kind: 'error', span: { start: c.start, end: c.start } }
    : parseExpression(c, level);
  if (!canBeIterated(iterable)) c.fail('this cannot be looped over', iterable.span);
  const body = parseLoopBody(c, level);
  return { kind: 'for', variable, counter, iterable, body, span: c.from(start) };
}

function parseCounter(c: Cursor, variable: string): ForLoop['counter'] {
  c.expect(',');
  const counter = c.expectName();
  if (counter.text !== '' && counter.text === variable) c.fail(`duplicate variable ${variable}`, counter.span);
  c.expect(')');
  return counter;
}

function parseLoopBody(c: Cursor, level: number): Block {
  return c.within({ breakable: true }, () => c.grammar.block(c, level));
}

/** Parses `{ ... }`. A function at the start of a line ends a block that was left open. */
export function parseBlock(c: Cursor, outer: number): Block {
  const start = c.start;
  if (!c.expect('{')) return { kind: 'block', statements: [], span: { start: c.lastEnd, end: c.lastEnd } };
  if (!c.enter()) return { kind: 'block', statements: [], span: c.skipNest() };
  const level = c.deeper(outer);
  const statements = c.within({ global: false }, () => parseStatements(c, level));
  c.expect('}');
  c.leave();
  return { kind: 'block', statements, span: c.from(start) };
}

/** Parses statements up to a closing brace or, at the top level, up to the end of the text. */
export function parseStatements(c: Cursor, level: number): readonly Statement[] {
  const statements: Statement[] = [];
  const top = c.context.global;
  while (!c.is('end') && (top || !c.is('}')) && !(!top && startsOuterFunction(c))) {
    const before = c.at;
    const errors = c.errors.length;
    const statement = c.grammar.statement(c, level);
    if (c.at === before) {
      if (c.errors.length === errors) c.fail('unexpected text');
      statements.push({ kind: 'error', span: c.take() });
      continue;
    }
    if (statement.kind === 'empty') continue;
    statements.push(statement);
    if (c.accept(';') || c.is('}') || c.is('end') || isSelfTerminated(statement)) continue;
    c.fail('expected ;', { start: c.lastEnd, end: c.end });
  }
  return statements;
}

function startsOuterFunction(c: Cursor): boolean {
  if (!c.is('fn') && !c.is('private')) return false;
  return c.start === 0 || c.tokens.text[c.start - 1] === '\n';
}
