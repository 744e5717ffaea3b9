// UTF-8 and base64 against Node's.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '#core/base/base64.ts';
import { decodeUtf8, decodeUtf8Lossy, encodeUtf8 } from '#core/base/utf8.ts';

it('encodes any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...encodeUtf8(text)]).toEqual([...Buffer.from(text, 'utf8')]);
    }),
  );
});

it('decodes any bytes, strictly and lossily', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(decodeUtf8Lossy(bytes)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      let expected: string | undefined;
      try {
        expected = strict.decode(bytes);
      } catch {
        expected = undefined;
      }
      expect(decodeUtf8(bytes)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

it('writes and reads base64', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
    }),
  );
  expect(decodeBase64('a')).toBeUndefined();
  expect(decodeBase64('a*==')).toBeUndefined();
});
