// Expressions: a Pratt parser over Rhai's precedences, with the chains of properties, indices and calls behind a primary.

import { parseArguments } from './arguments.ts';
import type { Closure, Expression, Name } from './ast.ts';
import { canBeBool, canBeIndexed, plain } from './checks.ts';
import { type Cursor, isWord } from './cursor.ts';
import { parseInterpolation, parseLiteral } from './literals.ts';
import { parseParameters } from './parameters.ts';
import { isBinaryOperator, precedenceOf, RESERVED_WORDS, type TokenKind } from './tokens.ts';

/** Parses an expression; where none stands, complains and returns an `error` node of empty span. */
export function parseExpression(c: Cursor, level: number): Expression {
  if (!c.enter()) return { kind: 'error', span: c.skipNest() };
  const inner = c.deeper(level);
  const result = parseBinary(c, inner, 1, parseUnary(c, inner));
  c.leave();
  return result;
}

/** Whether a token can start an expression, so that an optional value is there. */
export function startsExpression(kind: TokenKind): boolean {
  return EXPRESSION_STARTS.has(kind);
}

const EXPRESSION_STARTS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  '()',
  'int',
  'float',
  'char',
  'string',
  'template',
  'true',
  'false',
  '..',
  '..=',
  '{',
  '(',
  'if',
  'while',
  'loop',
  'do',
  'for',
  'switch',
  '|',
  '||',
  '[',
  '#{',
  'identifier',
  'reserved',
  'error',
  '-',
  '+',
  '!',
]);

function parseUnary(c: Cursor, level: number): Expression {
  const operator = c.kind;
  if (operator !== '-' && operator !== '+' && operator !== '!') return parsePrimary(c, level);
  if (!c.enter()) return { kind: 'error', span: c.skipNest() };
  const start = c.start;
  c.take();
  const operand = parseUnary(c, c.deeper(level));
  c.leave();
  return { kind: 'unary', operator, operand, span: c.from(start) };
}

function parseBinary(c: Cursor, startLevel: number, weakest: number, first: Expression): Expression {
  let level = startLevel;
  let left = first;
  for (;;) {
    const operator = c.kind;
    if (operator === '|' && !c.context.pipes) return left;
    const precedence = precedenceOf(operator);
    if (!isBinaryOperator(operator)) return left;
    // Only exponentiation binds to the right.
    if (precedence < weakest || (precedence === weakest && operator !== '**')) return left;
    const operatorSpan = c.take();
    let right = parseRightOperand(c, level, operator);
    const next = precedenceOf(c.kind);
    if (next > precedence || (next === precedence && operator === '**')) {
      if (!c.enter()) return { kind: 'error', span: c.skipNest() };
      right = parseBinary(c, c.deeper(level), precedence, right);
      c.leave();
    }
    level = c.deeper(level);
    left = c.bounded(level, left);
    if (operator === '&&' || operator === '||') {
      requireBool(c, left);
      requireBool(c, right);
    }
    left = { kind: 'binary', operator, operatorSpan, left, right, span: { start: left.span.start, end: c.lastEnd } };
  }
}

function parseRightOperand(c: Cursor, level: number, operator: TokenKind): Expression {
  const kind = c.kind;
  if (operator === '??' && (kind === 'return' || kind === 'throw' || kind === 'break' || kind === 'continue')) {
    const jump = c.grammar.statement(c, level);
    if (jump.kind === 'return' || jump.kind === 'throw' || jump.kind === 'break' || jump.kind === 'continue')
      return jump;
  }
  if ((operator === '..' || operator === '..=') && RANGE_ENDS.has(kind)) {
    return { kind: 'unit', span: { start: c.lastEnd, end: c.lastEnd } };
  }
  return parseUnary(c, level);
}

const RANGE_ENDS: ReadonlySet<TokenKind> = new Set<TokenKind>([']', ')', '}', ',', ';', '=>']);

/** Complains when an expression cannot be a condition. */
export function requireBool(c: Cursor, expression: Expression): void {
  if (!canBeBool(expression, c.functions)) c.fail('expected a bool', expression.span);
}

function parsePrimary(c: Cursor, level: number): Expression {
  return parsePostfix(c, level, parseRoot(c, level));
}

function parseRoot(c: Cursor, level: number): Expression {
  switch (c.kind) {
    case '..':
    case '..=':
      return { kind: 'int', value: 0n, span: { start: c.start, end: c.start } };
    case '(':
      return parseParenthesized(c, level);
    case '|':
    case '||':
      return c.is('|') && !c.context.pipes ? unexpected(c) : parseClosure(c, level);
    case 'template':
      return parseInterpolation(c, c.deeper(level));
    case '[':
      return parseArray(c, c.deeper(level));
    case '#{':
      return parseMap(c, c.deeper(level));
    case 'identifier':
      return { kind: 'identifier', name: c.text, span: c.take() };
    case 'reserved':
      return parseReserved(c);
    default:
      return parseLiteral(c) ?? c.grammar.control(c, level) ?? unexpected(c);
  }
}

function unexpected(c: Cursor): Expression {
  c.fail('expected an expression');
  if (c.is('error') || c.is('templateEnd')) return { kind: 'error', span: c.take() };
  return { kind: 'error', span: { start: c.start, end: c.start } };
}

function parseReserved(c: Cursor): Expression {
  const word = c.text;
  const use = RESERVED_WORDS.get(word);
  const next = c.peek(1);
  const called = next === '(' || next === '()' || next === '!';
  if (called && (use === 'function' || use === 'method')) return { kind: 'identifier', name: word, span: c.take() };
  if (word === 'this') {
    if (!c.context.inFunction) c.fail('this can only be used in functions');
    return { kind: 'this', span: c.take() };
  }
  c.fail(`'${word}' is reserved`);
  return { kind: 'error', span: c.take() };
}

function parseParenthesized(c: Cursor, level: number): Expression {
  const start = c.start;
  c.take();
  const inner = parseExpression(c, c.deeper(level));
  c.expect(')');
  return { kind: 'paren', inner, span: c.from(start) };
}

function parseClosure(c: Cursor, level: number): Closure {
  const start = c.start;
  const parameters = c.accept('||') ? [] : parseParameters(c, '|', '|');
  const context = { global: false, inFunction: true, breakable: false, pipes: true };
  const body = c.within(context, () => c.grammar.statement(c, c.deeper(level)));
  return { kind: 'closure', parameters, body, span: c.from(start) };
}

function parseArray(c: Cursor, level: number): Expression {
  const start = c.start;
  c.take();
  const items: Expression[] = [];
  while (!c.is(']') && !c.is('end')) {
    const before = c.at;
    items.push(parseExpression(c, c.deeper(level)));
    if (c.accept(',')) continue;
    if (c.is(']')) break;
    c.fail('expected , or ]');
    if (c.at === before || !startsExpression(c.kind)) break;
  }
  c.expect(']');
  return { kind: 'array', items, span: c.from(start) };
}

function parseMap(c: Cursor, level: number): Expression {
  const start = c.start;
  c.take();
  const entries: (Expression & { kind: 'map' })['entries'][number][] = [];
  const keys = new Set<string>();
  while (!c.is('}') && !c.is('end')) {
    const key = parseKey(c);
    if (key === undefined) break;
    if (keys.has(key.text)) c.fail(`duplicate key ${key.text}`, key.span);
    keys.add(key.text);
    const value: Expression = c.expect(':')
      ? parseExpression(c, c.deeper(level))
      : { kind: 'error', span: c.from(c.lastEnd) };
    entries.push({ kind: 'entry', key, value, span: c.from(key.span.start) });
    if (c.accept(',')) continue;
    if (c.is('}')) break;
    c.fail('expected , or }');
    if (!c.is('identifier') && !c.is('string')) break;
  }
  c.expect('}');
  return { kind: 'map', entries, span: c.from(start) };
}

function parseKey(c: Cursor): Name | undefined {
  if (c.is('string')) {
    const literal = parseLiteral(c);
    return literal?.kind === 'string' ? { kind: 'name', text: literal.value, span: literal.span } : undefined;
  }
  if (c.is('identifier') || (c.is('reserved') && isWord(c.text))) return c.expectName();
  c.fail('expected a key');
  return undefined;
}

function parsePostfix(c: Cursor, startLevel: number, root: Expression): Expression {
  let level = startLevel;
  let left = root;
  for (;;) {
    switch (c.kind) {
      case '.':
      case '?.':
        level = c.deeper(level);
        left = parseMember(c, level, c.bounded(level, left));
        break;
      case '[':
      case '?[':
        left = parseIndices(c, c.deeper(level), left);
        break;
      case '(':
      case '()':
      case '!':
      case '::': {
        const callee = plain(left);
        if (callee.kind !== 'identifier' && callee.kind !== 'path') return left;
        left = c.is('::') ? parsePath(c, callee) : parseCall(c, level, callee, left.span.start);
        break;
      }
      default:
        return left;
    }
  }
}

type Callee = Expression & { readonly kind: 'identifier' | 'path' };

function parsePath(c: Cursor, left: Callee): Expression {
  c.take();
  const last: Name = left.kind === 'path' ? left.name : { kind: 'name', text: left.name, span: left.span };
  const before = left.kind === 'path' ? left.modules : [];
  return { kind: 'path', modules: [...before, last], name: c.expectName(), span: c.from(left.span.start) };
}

function parseCall(c: Cursor, level: number, callee: Callee, start: number): Expression {
  const name: Name = callee.kind === 'path' ? callee.name : { kind: 'name', text: callee.name, span: callee.span };
  const modules = callee.kind === 'path' ? callee.modules : [];
  const capture = c.is('!');
  if (capture) {
    if (modules.length > 0) c.fail('! cannot be used to call module functions');
    c.take();
  }
  const args = parseArguments(c, level, parseExpression);
  return { kind: 'call', modules, name, args, capture, span: c.from(start) };
}

function parseMember(c: Cursor, level: number, object: Expression): Expression {
  const optional = c.is('?.');
  c.take();
  const start = object.span.start;
  const name = parseMemberName(c);
  if (c.is('::')) {
    c.fail('a property has no module');
    c.take();
    c.expectName();
  }
  const capture = c.accept('!');
  if (!capture && !c.is('(') && !c.is('()')) return { kind: 'member', object, name, optional, span: c.from(start) };
  const args = parseArguments(c, level, parseExpression);
  // The engine notices only where the chain ends with the call.
  if (capture && !CHAINING.has(c.kind)) c.fail('a method cannot run in the scope of its caller', name.span);
  return { kind: 'methodCall', receiver: object, name, args, optional, span: c.from(start) };
}

const CHAINING: ReadonlySet<TokenKind> = new Set<TokenKind>(['.', '?.', '[', '?[']);

function parseMemberName(c: Cursor): Name {
  if (!c.is('reserved') || RESERVED_WORDS.get(c.text) !== 'method') return c.expectName();
  const text = c.text;
  const span = c.take();
  if (!c.is('(') && !c.is('()')) c.fail(`'${text}' is reserved`, span);
  return { kind: 'name', text, span };
}

function parseIndices(c: Cursor, startLevel: number, root: Expression): Expression {
  let level = startLevel;
  let left = root;
  for (;;) {
    const optional = c.is('?[');
    c.take();
    const index = parseExpression(c, c.deeper(level));
    if (!canBeIndexed(left, index)) c.fail('this cannot be an index', index.span);
    c.expect(']');
    left = { kind: 'index', object: c.bounded(level, left), index, optional, span: c.from(left.span.start) };
    if (!c.is('[') && !c.is('?[')) return left;
    level = c.deeper(level);
  }
}
