// Formatted schemas are stable, keep comments and mean the same to the engine.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { formatSchema } from '#core/cedar/schemaSyntax/formatSchema.ts';
import { isTrivia, lexCedar } from '#core/cedar/syntax/lexer.ts';
import { cedarBindings } from './cedarBindings.ts';
import { schemaText } from './schemaArbitrary.ts';

const STYLE = { width: 80, indent: '  ' };
const RUNS = Number(process.env['REHEARSAL_RUNS'] ?? 300);
vi.setConfig({ testTimeout: 60_000 + RUNS * 200 });

function tokensOf(text: string): readonly string[] {
  const tokens = lexCedar(text).filter((token) => !isTrivia(token));
  return tokens.map(({ text }) => text).filter((token, i) => !(token === ',' && tokens[i + 1]?.text === '}'));
}

function commentsOf(text: string): readonly string[] {
  return lexCedar(text)
    .filter(({ kind }) => kind === 'comment')
    .map((token) => token.text.trimEnd());
}

describe('formatSchema', () => {
  it('is stable, keeps tokens and comments, and means the same to the engine', () => {
    fc.assert(
      fc.property(schemaText, fc.constantFrom(20, 80, 120), (source, width) => {
        const formatted = formatSchema(source, { width, indent: '  ' });
        if (formatted === undefined) return;
        expect(formatSchema(formatted, { width, indent: '  ' })).toBe(formatted);
        expect(tokensOf(formatted)).toEqual(tokensOf(source));
        expect(commentsOf(formatted)).toEqual(commentsOf(source));
        const before = cedarBindings().schemaToJson(source);
        const after = cedarBindings().schemaToJson(formatted);
        expect(after.type).toBe(before.type);
        if (before.type === 'success' && after.type === 'success') expect(after.json).toEqual(before.json);
      }),
      { numRuns: RUNS },
    );
  });

  it('leaves the schema of Rex as it is', () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../../policies/rex.cedarschema'), 'utf8');
    expect(formatSchema(text, { width: 120, indent: '  ' })).toBe(text);
  });

  it.each([
    [
      'entity   A in[B ,C]{a:Long,b ?:Set< String >,}tags Long;',
      'entity A in [B, C] { a: Long, b?: Set<String> } tags Long;\n',
    ],
    ['@doc ( "x" )entity A;entity B;\n\n\n\nentity C;', '@doc("x")\nentity A;\nentity B;\n\nentity C;\n'],
    ['namespace N{}', 'namespace N {}\n'],
    ['namespace N{entity A; // why\n// é😀\n}', 'namespace N {\n  entity A; // why\n  // é😀\n}\n'],
    [
      'action a appliesTo{principal:A,resource:[B],context:{}};',
      'action a appliesTo {\n  principal: A,\n  resource: [B],\n  context: {},\n};\n',
    ],
    ['entity A { // first\r\na: Long };', 'entity A { // first\r\n  a: Long,\r\n};\r\n'],
    [
      'entity A { aaaaaaaaaaaaaaaaaaaaaaaaa: Long, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: { c: Long, d: String } };',
      'entity A {\n  aaaaaaaaaaaaaaaaaaaaaaaaa: Long,\n  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: { c: Long, d: String },\n};\n',
    ],
  ])('%s', (source, expected) => {
    expect(formatSchema(source, STYLE)).toBe(expected);
  });

  it('leaves broken texts alone', () => {
    expect(formatSchema('entity A { a: };', STYLE)).toBeUndefined();
  });
});
