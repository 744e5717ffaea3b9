// Literals with their values, and back-tick strings with interpolation.

import type { Block, Expression, Interpolation, Literal, TextPart } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { numberValue } from './numbers.ts';
import { scanQuoted, scanRaw, scanTemplate, templateTextStart } from './strings.ts';

/** Takes a literal token and returns its node, or undefined on any other token. */
export function parseLiteral(c: Cursor): Literal | undefined {
  switch (c.kind) {
    case '()':
      return { kind: 'unit', span: c.take() };
    case 'true':
    case 'false':
      return { kind: 'bool', value: c.is('true'), span: c.take() };
    case 'int':
    case 'float':
      return { ...numberValue(c.text), span: c.take() };
    case 'char':
      return { kind: 'char', value: scanQuoted(c.tokens.text, c.start, "'").value, span: c.take() };
    case 'string':
      return { kind: 'string', value: stringValue(c.tokens.text, c.start), span: c.take() };
    default:
      return undefined;
  }
}

/** The value of a string token that starts at `start`. */
export function stringValue(text: string, start: number): string {
  switch (text[start]) {
    case '#':
      return scanRaw(text, start).value;
    case '`':
      return scanTemplate(text, templateTextStart(text, start)).value;
    default:
      return scanQuoted(text, start, '"').value;
  }
}

/** Parses a back-tick string with interpolation from its first `template` token. */
export function parseInterpolation(c: Cursor, level: number): Expression {
  const start = c.start;
  const parts: (TextPart | Block)[] = [];
  let from = templateTextStart(c.tokens.text, start);
  while (c.is('template')) {
    addText(c, parts, from);
    parts.push(c.grammar.block(c, level));
    from = c.start;
  }
  if (c.is('templateEnd')) addText(c, parts, from);
  else c.fail('string is not closed');
  const node: Interpolation = { kind: 'interpolation', parts, span: c.from(start) };
  return node;
}

function addText(c: Cursor, parts: (TextPart | Block)[], from: number): void {
  const { value } = scanTemplate(c.tokens.text, from);
  const span = c.take();
  if (value !== '') parts.push({ kind: 'text', value, span: { start: from, end: span.end - 1 } });
}
