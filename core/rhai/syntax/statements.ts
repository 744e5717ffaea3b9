// Statements: declarations, assignments, functions, jumps, modules and expressions that stand alone.

import type { Declaration, Expression, FunctionDefinition, Name, Statement, TryStatement } from './ast.ts';
import { isAssignable } from './checks.ts';
import { parseControl } from './control.ts';
import { type Cursor, MAX_LEVEL_IN_FUNCTION } from './cursor.ts';
import { parseExpression, startsExpression } from './expressions.ts';
import { stringValue } from './literals.ts';
import { parseParameters } from './parameters.ts';
import { isAssignmentOperator } from './tokens.ts';

/** Parses one statement without the semicolon behind it. */
export function parseStatement(c: Cursor, level: number): Statement {
  if (!c.enter()) return { kind: 'error', span: c.skipNest() };
  const statement = parseAny(c, level);
  c.leave();
  return statement;
}

function parseAny(c: Cursor, level: number): Statement {
  switch (c.kind) {
    case 'end':
      return { kind: 'empty', span: { start: c.start, end: c.start } };
    case ';':
      return { kind: 'empty', span: c.take() };
    case 'fn':
    case 'private':
      return parseFunction(c);
    case 'let':
    case 'const':
      return parseDeclaration(c, c.deeper(level), c.start);
    case 'return':
    case 'throw':
      return parseReturn(c, c.kind, level);
    case 'break':
    case 'continue':
      return parseBreak(c, c.kind, level);
    case 'try':
      return parseTry(c, c.deeper(level));
    case 'import':
      return parseImport(c, c.deeper(level));
    case 'export':
      return parseExport(c, c.deeper(level));
    default:
      return parseControl(c, level) ?? parseExpressionStatement(c, c.deeper(level));
  }
}

function parseExpressionStatement(c: Cursor, level: number): Statement {
  const target = parseExpression(c, level);
  const operator = c.kind;
  if (!isAssignmentOperator(operator)) return target;
  if (!isAssignable(target)) c.fail('this cannot be assigned to', target.span);
  const operatorSpan = c.take();
  const value = parseExpression(c, level);
  return { kind: 'assignment', operator, operatorSpan, target, value, span: c.from(target.span.start) };
}

function parseDeclaration(c: Cursor, level: number, start: number): Declaration {
  const kind = c.is('const') ? 'const' : 'let';
  const exported = start < c.start;
  c.take();
  const name = c.expectName();
  const value = c.accept('=') ? parseExpression(c, c.deeper(level)) : undefined;
  return { kind, name, value, exported, span: c.from(start) };
}

function parseReturn(c: Cursor, kind: 'return' | 'throw', level: number): Statement {
  const start = c.start;
  c.take();
  return { kind, value: parseOptionalValue(c, level), span: c.from(start) };
}

function parseOptionalValue(c: Cursor, level: number): Expression | undefined {
  if (!startsExpression(c.kind) || (c.is('|') && !c.context.pipes)) return undefined;
  return parseExpression(c, c.deeper(level));
}

function parseBreak(c: Cursor, kind: 'break' | 'continue', level: number): Statement {
  const start = c.start;
  if (!c.context.breakable) c.fail(`${kind} can only be used in a loop`);
  c.take();
  if (kind === 'continue') return { kind, span: c.from(start) };
  return { kind, value: parseOptionalValue(c, level), span: c.from(start) };
}

function parseTry(c: Cursor, outer: number): TryStatement {
  const start = c.start;
  const level = c.deeper(outer);
  c.take();
  const body = c.grammar.block(c, level);
  if (!c.expect('catch')) {
    const handler = { kind: 'block' as const, statements: [], span: { start: c.lastEnd, end: c.lastEnd } };
    return { kind: 'try', body, variable: undefined, handler, span: c.from(start) };
  }
  const variable = c.accept('(') ? c.expectName() : undefined;
  if (variable !== undefined) c.expect(')');
  const handler = c.grammar.block(c, level);
  return { kind: 'try', body, variable, handler, span: c.from(start) };
}

function parseImport(c: Cursor, outer: number): Statement {
  const start = c.start;
  const level = c.deeper(outer);
  c.take();
  const path = parseExpression(c, level);
  const alias = c.accept('as') ? c.expectName() : undefined;
  return { kind: 'import', path, alias, span: c.from(start) };
}

function parseExport(c: Cursor, level: number): Statement {
  const start = c.start;
  if (!c.context.global) c.fail('export can only be used at the top level');
  c.take();
  if (c.is('let') || c.is('const')) return parseDeclaration(c, c.deeper(level), start);
  const name = c.expectName();
  const alias = c.accept('as') ? c.expectName() : undefined;
  return { kind: 'export', name, alias, span: c.from(start) };
}

function parseFunction(c: Cursor): FunctionDefinition {
  const start = c.start;
  const isPrivate = c.accept('private');
  if (!c.context.global) c.fail('functions can only be defined at the top level');
  c.expect('fn');
  const thisType = parseThisType(c);
  const name = c.expectName();
  const parameters = c.accept('()') ? [] : parseParameters(c, '(', ')');
  const context = { global: false, inFunction: true, breakable: false, pipes: true, maxLevel: MAX_LEVEL_IN_FUNCTION };
  // The engine starts counting depth anew: one level for the function itself.
  const body = c.within(context, () => c.grammar.block(c, 1));
  c.functions.add(name.text);
  return { kind: 'function', name, thisType, parameters, private: isPrivate, body, span: c.from(start) };
}

function parseThisType(c: Cursor): Name | undefined {
  if (!c.is('string') && !(c.is('identifier') && c.peek(1) === '.')) return undefined;
  const text = c.is('string') ? stringValue(c.tokens.text, c.start) : c.text;
  const type: Name = { kind: 'name', text, span: c.take() };
  c.expect('.');
  return type;
}
