// Positions agree between UTF-16, UTF-8 and Rhai's counting, on texts with accents, emoji, CRLF and lone surrogates' neighbours.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineIndex } from '#core/base/lineIndex.ts';

const text = fc
  .array(fc.constantFrom('a', 'é', '€', '😀', '\n', '\r\n', '\t', 'xyz'.repeat(90)), { maxLength: 40 })
  .map((parts) => parts.join(''));

test('UTF-8 offsets map to the UTF-16 offset that the encoder gives', () => {
  fc.assert(
    fc.property(text, (source) => {
      const index = new LineIndex(source);
      let at = 0;
      for (const char of source) {
        expect(index.fromUtf8(Buffer.byteLength(source.slice(0, at)))).toBe(at);
        at += char.length;
      }
      expect(index.fromUtf8(Buffer.byteLength(source))).toBe(source.length);
    }),
  );
});

test('line and column lead back to the offset', () => {
  fc.assert(
    fc.property(text, (source) => {
      const index = new LineIndex(source);
      for (let offset = 0; offset <= source.length; offset++)
        expect(index.toOffset(index.toLineColumn(offset))).toBe(offset);
    }),
  );
});

test('Rhai positions count characters and lead back to the offset', () => {
  fc.assert(
    fc.property(text, (source) => {
      const index = new LineIndex(source);
      let at = 0;
      for (const char of source) {
        const { line, column } = index.toRhai(at);
        expect(index.fromRhai(line, column)).toBe(at);
        at += char.length;
      }
    }),
  );
});

test.each([
  ['é😀x = 1', 1, 3, 3],
  ['a\r\nb', 2, 1, 3],
  ['one\ntwo', 2, 0, 4],
  ['short', 9, 1, 5],
])('%j: Rhai %i:%i is offset %i', (source, line, column, offset) => {
  expect(new LineIndex(source).fromRhai(line, column)).toBe(offset);
});

test('a saturated Rhai position is not guessed', () => {
  expect(new LineIndex('x').fromRhai(65_535, 1)).toBeUndefined();
});
