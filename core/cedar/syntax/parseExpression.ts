// Recovering parser for Cedar expressions, by precedence: if, ||, &&, relations, + and -, *, unary, member access.

import { cover } from '#core/base/span.ts';
import type { ExpressionNode, NameNode, RecordEntryNode, WordNode } from './ast.ts';
import type { TokenCursor } from './tokenCursor.ts';

/** Deeper than this, brackets are skipped as one error: the engine's own stack ends about there too. */
const MAX_DEPTH = 200;

/** Reads one expression; where none stands, an error node and a gap. Never throws, never loops. */
export function parseExpression(cursor: TokenCursor, depth = 0): ExpressionNode {
  if (depth > MAX_DEPTH) return tooDeep(cursor);
  const start = cursor.nextStart;
  if (cursor.accept('if') === undefined) return parseBinary(cursor, depth, 0);
  const condition = parseExpression(cursor, depth + 1);
  cursor.expect('then');
  const then = parseExpression(cursor, depth + 1);
  cursor.expect('else');
  const otherwise = parseExpression(cursor, depth + 1);
  return { kind: 'if', span: cursor.spanFrom(start), condition, then, otherwise };
}

/** Reads what may stand after `is`: a name, or whatever else is written there. */
export function parseOperand(cursor: TokenCursor, depth = 0): ExpressionNode {
  return parseBinary(cursor, depth, ADDITION);
}

/** Binary operators by precedence, loosest first. `=` is not Cedar's, but people write it. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<=', '>=', '<', '>', '=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];
const RELATION = 2;
const ADDITION = 3;

function parseBinary(cursor: TokenCursor, depth: number, level: number): ExpressionNode {
  const operators = LEVELS[level];
  if (operators === undefined) return parseUnary(cursor, depth);
  let left = parseBinary(cursor, depth, level + 1);
  for (;;) {
    if (level === RELATION) {
      const relation = parseWordRelation(cursor, depth, left);
      if (relation !== undefined) {
        left = relation;
        continue;
      }
    }
    const operator = operators.find((candidate) => cursor.is(candidate));
    if (operator === undefined) return left;
    const operatorSpan = { start: cursor.nextStart, end: cursor.nextStart + operator.length };
    cursor.advance();
    const right = parseBinary(cursor, depth, level + 1);
    left = { kind: 'binary', span: cover(left.span, right.span), operator, operatorSpan, left, right };
  }
}

/** `has`, `like` and `is`. */
function parseWordRelation(cursor: TokenCursor, depth: number, target: ExpressionNode): ExpressionNode | undefined {
  if (cursor.accept('has') !== undefined) {
    const attributes = parseAttributePath(cursor);
    return { kind: 'has', span: cursor.spanFrom(target.span.start), target, attributes };
  }
  if (cursor.accept('like') !== undefined) {
    const pattern = parseOperand(cursor, depth);
    return { kind: 'like', span: cover(target.span, pattern.span), target, pattern };
  }
  if (cursor.accept('is') === undefined) return undefined;
  const type = parseOperand(cursor, depth);
  const inside = cursor.accept('in') === undefined ? undefined : parseOperand(cursor, depth);
  return { kind: 'is', span: cover(target.span, (inside ?? type).span), target, type, in: inside };
}

function parseAttributePath(cursor: TokenCursor): readonly WordNode[] {
  const attributes: WordNode[] = [];
  do {
    const attribute = cursor.word() ?? stringAsWord(cursor);
    if (attribute === undefined) {
      cursor.missing('attribute');
      break;
    }
    attributes.push(attribute);
  } while (cursor.accept('.') !== undefined);
  return attributes;
}

function parseUnary(cursor: TokenCursor, depth: number): ExpressionNode {
  const signs: { readonly operator: '!' | '-'; readonly start: number }[] = [];
  while (cursor.is('!') || cursor.is('-'))
    signs.push({ operator: cursor.is('!') ? '!' : '-', start: cursor.advance()?.start ?? 0 });
  let node = parseMember(cursor, depth);
  for (const { operator, start } of signs.reverse())
    node = { kind: 'unary', span: { start, end: node.span.end }, operator, operand: node };
  return node;
}

function parseMember(cursor: TokenCursor, depth: number): ExpressionNode {
  let node = parsePrimary(cursor, depth);
  const start = node.span.start;
  for (;;) {
    if (cursor.accept('.') !== undefined) {
      const attribute = cursor.word();
      if (attribute === undefined) cursor.missing('attribute');
      if (attribute !== undefined && cursor.is('(')) {
        const args = parseList(cursor, '(', ')', () => parseExpression(cursor, depth + 1));
        node = { kind: 'methodCall', span: cursor.spanFrom(start), target: node, method: attribute, arguments: args };
      } else {
        node = { kind: 'attribute', span: cursor.spanFrom(start), target: node, attribute };
      }
    } else if (cursor.is('[')) {
      const [key] = parseList(cursor, '[', ']', () => parseExpression(cursor, depth + 1));
      const attribute = key?.kind === 'string' ? { span: key.span, text: key.value } : undefined;
      node = { kind: 'attribute', span: cursor.spanFrom(start), target: node, attribute };
    } else {
      return node;
    }
  }
}

const VARIABLES = new Set(['principal', 'action', 'resource', 'context']);
/** Words that go on an expression: where one stands in place of an operand, the operand is missing. */
const CONTINUES = new Set(['in', 'has', 'like', 'is', 'then', 'else']);

function parsePrimary(cursor: TokenCursor, depth: number): ExpressionNode {
  const token = cursor.peek;
  const start = cursor.nextStart;
  if (token === undefined || cursor.atPolicyEnd) return missingOperand(cursor);
  if (token.kind === 'string')
    return { kind: 'string', ...(cursor.string() ?? { span: { start, end: start }, value: '' }) };
  if (token.kind === 'number') {
    cursor.advance();
    return { kind: 'number', span: cursor.spanFrom(start), text: token.text };
  }
  if (token.kind === 'slot') {
    cursor.advance();
    return { kind: 'slot', span: cursor.spanFrom(start), text: token.text };
  }
  if (token.kind === 'identifier') return parseWord(cursor, depth, token.text);
  const item = () => parseExpression(cursor, depth + 1);
  if (token.text === '(' && token.kind === 'punctuation') {
    const inner = parseList(cursor, '(', ')', item)[0] ?? missingOperand(cursor);
    return { kind: 'parenthesized', span: cursor.spanFrom(start), inner };
  }
  if (token.text === '[')
    return { kind: 'set', items: parseList(cursor, '[', ']', item), span: cursor.spanFrom(start) };
  if (token.text === '{')
    return {
      kind: 'record',
      entries: parseList(cursor, '{', '}', () => parseRecordEntry(cursor, depth)),
      span: cursor.spanFrom(start),
    };
  return unreadable(cursor);
}

function parseWord(cursor: TokenCursor, depth: number, text: string): ExpressionNode {
  const start = cursor.nextStart;
  const qualified = cursor.peekSecond?.text === '::';
  if (!qualified && (text === 'true' || text === 'false')) {
    cursor.advance();
    return { kind: 'boolean', span: cursor.spanFrom(start), value: text === 'true' };
  }
  if (!qualified && VARIABLES.has(text)) {
    cursor.advance();
    return { kind: 'variable', span: cursor.spanFrom(start), name: text };
  }
  if (!qualified && CONTINUES.has(text)) return missingOperand(cursor);
  return parseNamed(cursor, depth);
}

/** A name, an entity (`Type::"id"`) or a function call. */
function parseNamed(cursor: TokenCursor, depth: number): ExpressionNode {
  const start = cursor.nextStart;
  const parts: WordNode[] = [];
  for (let part = cursor.word(); part !== undefined; part = cursor.word()) {
    parts.push(part);
    const end = cursor.lastEnd;
    if (cursor.accept('::') === undefined) break;
    const id = cursor.string();
    if (id !== undefined) return { kind: 'entity', span: cursor.spanFrom(start), type: nameOf(parts, start, end), id };
    if (cursor.peek?.kind !== 'identifier') cursor.missing('name or id');
  }
  const name = nameOf(parts, start, cursor.lastEnd);
  if (!cursor.is('(')) return { kind: 'name', span: name.span, name };
  const args = parseList(cursor, '(', ')', () => parseExpression(cursor, depth + 1));
  return { kind: 'functionCall', span: cursor.spanFrom(start), function: name, arguments: args };
}

function nameOf(parts: readonly WordNode[], start: number, end: number): NameNode {
  return { span: { start, end }, text: parts.map((part) => part.text).join('::'), parts };
}

function parseRecordEntry(cursor: TokenCursor, depth: number): RecordEntryNode {
  const start = cursor.nextStart;
  const key = cursor.word() ?? stringAsWord(cursor);
  if (key === undefined) cursor.missing('attribute');
  cursor.expect(':');
  const value = parseExpression(cursor, depth + 1);
  return { span: cursor.spanFrom(start), key, value };
}

/** Items between brackets, separated by commas; one at the end is allowed. The opening bracket is the next token. */
export function parseList<T>(cursor: TokenCursor, open: string, close: string, parseItem: () => T): readonly T[] {
  const items: T[] = [];
  cursor.expect(open);
  while (!cursor.is(close) && !cursor.atPolicyEnd) {
    const before = cursor.nextStart;
    items.push(parseItem());
    if (cursor.accept(',') !== undefined) continue;
    if (cursor.is(close)) break;
    cursor.skipUntil(close, () => cursor.is(close) || cursor.is(',') || (close !== '}' && cursor.is('}')));
    if (cursor.accept(',') !== undefined) continue;
    if (!cursor.is(close) || cursor.nextStart === before) break;
  }
  cursor.expect(close);
  return items;
}

function stringAsWord(cursor: TokenCursor): WordNode | undefined {
  const found = cursor.string();
  return found === undefined ? undefined : { span: found.span, text: found.value };
}

function missingOperand(cursor: TokenCursor): ExpressionNode {
  cursor.missing('expression');
  return { kind: 'error', span: { start: cursor.lastEnd, end: cursor.lastEnd } };
}

/** A closing bracket or comma belongs to somebody outside; anything else is skipped. */
function unreadable(cursor: TokenCursor): ExpressionNode {
  if (/^[)\]},:]$/.test(cursor.peek?.text ?? '')) return missingOperand(cursor);
  const start = cursor.nextStart;
  cursor.advance();
  cursor.gaps.push({ span: cursor.spanFrom(start), expected: 'expression' });
  return { kind: 'error', span: cursor.spanFrom(start) };
}

function tooDeep(cursor: TokenCursor): ExpressionNode {
  const start = cursor.nextStart;
  let open = 0;
  cursor.skipUntil('less nesting', () => {
    const text = cursor.peek?.text ?? '';
    if (/^[([{]$/.test(text)) open++;
    return /^[)\]}]$/.test(text) && open-- === 0;
  });
  return { kind: 'error', span: cursor.spanFrom(start) };
}
