// The parts that schema declarations share: names, types, records, annotations, and how far to skip after a mistake.

import type { AnnotationNode, NameNode, WordNode } from '../syntax/ast.ts';
import type { TokenCursor } from '../syntax/tokenCursor.ts';
import type { AttributeDeclaration, RecordTypeNode, TypeNode } from './ast.ts';

/** Deeper than this, a type is skipped as one error. */
const MAX_DEPTH = 200;

/** Reads one type; where none stands, an error node and a gap. Never throws, never loops. */
export function parseType(cursor: TokenCursor, depth = 0): TypeNode {
  const start = cursor.nextStart;
  if (depth > MAX_DEPTH) {
    skipSchema(cursor, 'less nesting', () => false);
    return { kind: 'error', span: cursor.spanFrom(start) };
  }
  if (cursor.is('{')) return parseRecord(cursor, depth);
  if (cursor.is('Set') && cursor.peekSecond?.text === '<') {
    const keyword = cursor.word()?.span ?? { start, end: start };
    cursor.advance();
    const element = parseType(cursor, depth + 1);
    cursor.expect('>');
    return { kind: 'set', span: cursor.spanFrom(start), keyword, element };
  }
  const name = parseSchemaName(cursor);
  if (name !== undefined) return { kind: 'name', span: name.span, name };
  cursor.missing('type');
  return { kind: 'error', span: { start: cursor.lastEnd, end: cursor.lastEnd } };
}

/** `{ a: T, b?: U }`; the opening brace is the next token. */
export function parseRecord(cursor: TokenCursor, depth = 0): RecordTypeNode {
  const start = cursor.nextStart;
  cursor.advance();
  const attributes: AttributeDeclaration[] = [];
  while (!cursor.is('}') && !atDeclarationEnd(cursor)) {
    const attribute = parseAttribute(cursor, depth);
    if (attribute !== undefined) attributes.push(attribute);
    if (cursor.accept(',') !== undefined || cursor.is('}')) continue;
    skipSchema(cursor, '}', () => cursor.is('}') || cursor.is(','));
    if (cursor.accept(',') === undefined) break;
  }
  cursor.expect('}');
  return { kind: 'record', span: cursor.spanFrom(start), attributes };
}

function parseAttribute(cursor: TokenCursor, depth: number): AttributeDeclaration | undefined {
  const start = cursor.nextStart;
  const annotations = parseAnnotations(cursor);
  const name = nameOrString(cursor);
  if (name === undefined) {
    cursor.missing('attribute');
    return undefined;
  }
  const optional = cursor.accept('?') !== undefined;
  const type: TypeNode =
    cursor.expect(':') === undefined
      ? { kind: 'error', span: { start: cursor.lastEnd, end: cursor.lastEnd } }
      : parseType(cursor, depth + 1);
  return { span: cursor.spanFrom(start), annotations, name, optional, type };
}

/** `a::b::C`; undefined where no word stands. */
export function parseSchemaName(cursor: TokenCursor): NameNode | undefined {
  const start = cursor.nextStart;
  const parts: WordNode[] = [];
  for (let part = cursor.word(); part !== undefined; part = cursor.word()) {
    parts.push(part);
    if (cursor.accept('::') === undefined) break;
    if (cursor.peek?.kind !== 'identifier') cursor.missing('name');
  }
  if (parts.length === 0) return undefined;
  return { span: cursor.spanFrom(start), text: parts.map(({ text }) => text).join('::'), parts };
}

export function nameOrString(cursor: TokenCursor): WordNode | undefined {
  const found = cursor.word() ?? cursor.string();
  if (found === undefined) return undefined;
  return 'text' in found ? found : { span: found.span, text: found.value };
}

/** Items between brackets, separated by commas without one at the end. `least` says whether there must be one. */
export function parseSchemaList<T>(
  cursor: TokenCursor,
  parseItem: () => T | undefined,
  least: 'none' | 'some',
): readonly T[] {
  const items: T[] = [];
  if (cursor.expect('[') === undefined) return items;
  if (least === 'none' && cursor.accept(']') !== undefined) return items;
  for (;;) {
    const item = parseItem();
    if (item === undefined) cursor.missing('item');
    else items.push(item);
    if (cursor.accept(',') !== undefined) continue;
    if (cursor.is(']')) break;
    skipSchema(cursor, ']', () => cursor.is(']') || cursor.is(',') || cursor.is('{') || cursor.is('}'));
    if (cursor.accept(',') === undefined) break;
  }
  cursor.expect(']');
  return items;
}

export function parseAnnotations(cursor: TokenCursor): readonly AnnotationNode[] {
  const annotations: AnnotationNode[] = [];
  while (cursor.is('@')) {
    const start = cursor.nextStart;
    cursor.advance();
    const name = cursor.word();
    if (name === undefined) cursor.missing('annotation name');
    let value: AnnotationNode['value'];
    if (cursor.accept('(') !== undefined) {
      value = cursor.string();
      if (value === undefined) cursor.missing('string');
      cursor.expect(')');
    }
    annotations.push({ span: cursor.spanFrom(start), name, value });
  }
  return annotations;
}

/** Skips tokens until `stop` holds or the declaration ends, and notes what was skipped. */
export function skipSchema(cursor: TokenCursor, expected: string, stop: () => boolean): void {
  const start = cursor.nextStart;
  while (!atDeclarationEnd(cursor) && !stop()) cursor.advance();
  if (cursor.nextStart > start && cursor.lastEnd > start) cursor.gaps.push({ span: cursor.spanFrom(start), expected });
}

const STARTS = new Set(['entity', 'action', 'type', 'namespace']);

/**
 * Whether the declaration ends here: at its semicolon, or where only the next one can start. Asked after a mistake and
 * before an attribute, and there none of these words has a word or string behind it.
 */
export function atDeclarationEnd(cursor: TokenCursor): boolean {
  const token = cursor.peek;
  if (token === undefined) return true;
  if (token.kind === 'punctuation') return token.text === ';';
  const next = cursor.peekSecond;
  return (
    token.kind === 'identifier' && STARTS.has(token.text) && (next?.kind === 'identifier' || next?.kind === 'string')
  );
}
