// Reading gzip, against what zlib writes.

import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#core/base/utf8.ts';
import { gunzip } from '#core/sandbox/sdk/fileIo/gzipFormat.ts';
import { inflate } from '#core/sandbox/sdk/fileIo/inflate.ts';

const LIMIT = 1 << 22;

/** Bytes with repetitions, so that there is something to compress. */
const bytes = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 40 })), { maxLength: 30 })
  .map((parts) =>
    Uint8Array.from(parts.flatMap(([part, times]) => Array.from({ length: times }, () => [...part]).flat())),
  );
const level = fc.integer({ min: 1, max: 9 });

describe('gzip', () => {
  it('reads what zlib writes', () => {
    fc.assert(
      fc.property(bytes, level, (input, at) => {
        expect(gunzip(new Uint8Array(gzipSync(input, { level: at })), LIMIT)).toEqual({
          bytes: input,
          error: undefined,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps long inputs whole, over the window and over several blocks', () => {
    let state = 1;
    const input = Uint8Array.from({ length: 200_000 }, (_, i) => {
      state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
      return i % 3 === 0 ? state >> 16 : i >> 8;
    });
    const packed = new Uint8Array(gzipSync(input, { level: 6 }));
    expect(gunzip(packed, LIMIT).bytes).toEqual(input);
  });

  it.each([
    ['', 'unexpected end of file'],
    ['plain text', 'invalid gzip header'],
  ])('says what is wrong with %j', (text, error) => {
    expect(gunzip(encodeUtf8(text), LIMIT).error).toBe(error);
  });

  it('gives what came before the damage', () => {
    const stream = new Uint8Array(deflateRawSync(encodeUtf8('one\ntwo\n')));
    const { bytes: read, error } = inflate(stream.subarray(0, stream.length - 2), 0, LIMIT);
    expect(error).toBe('incomplete deflate stream');
    expect(read.length).toBeGreaterThan(0);
    expect(inflate(new Uint8Array([7]), 0, LIMIT).error).toBe('corrupt deflate stream');
  });
});
