// The gzip file format (RFC 1952): reading a member to its text or its first damage.

import { type InflateError, inflate } from './inflate.ts';

/** What can be wrong with a file that is read as gzip, in the words of the flate2 crate. */
export type GzipError =
  | InflateError
  | 'unexpected end of file'
  | 'invalid gzip header'
  | 'corrupt gzip stream does not have a matching checksum';

export interface Gunzipped {
  /** What was read before the error, if there is one. */
  readonly bytes: Uint8Array;
  readonly error: GzipError | undefined;
}

const MAGIC = [0x1f, 0x8b, 8];
const HEADER_SIZE = 10;
const FLAGS = { headerChecksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };

/** Decompresses the first member of a file. `limit` bounds what comes out. */
export function gunzip(input: Uint8Array, limit: number): Gunzipped {
  const start = headerEnd(input);
  if (typeof start === 'string') return { bytes: new Uint8Array(), error: start };
  const { bytes, consumed, error } = inflate(input, start, limit);
  if (error !== undefined) return { bytes, error };
  const trailer = input.subarray(start + consumed);
  if (trailer.length < 8) return { bytes, error: 'unexpected end of file' };
  const matches = readNumber(trailer, 0) === crc32(bytes) && readNumber(trailer, 4) === bytes.length % 2 ** 32;
  return { bytes, error: matches ? undefined : 'corrupt gzip stream does not have a matching checksum' };
}

/** CRC-32 as gzip uses it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}

const CRC_TABLE = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value;
});

/** Offset of the compressed data, or what is wrong with the header. */
function headerEnd(input: Uint8Array): number | GzipError {
  if (input.length < HEADER_SIZE)
    return MAGIC.every((byte, i) => (input[i] ?? byte) === byte) ? 'unexpected end of file' : 'invalid gzip header';
  const flags = input[3] ?? 0;
  if (!MAGIC.every((byte, i) => input[i] === byte) || (flags & FLAGS.reserved) !== 0) return 'invalid gzip header';
  let at = HEADER_SIZE;
  if ((flags & FLAGS.extra) !== 0) at += 2 + (input[at] ?? 0) + ((input[at + 1] ?? 0) << 8);
  for (const flag of [FLAGS.name, FLAGS.comment]) {
    if ((flags & flag) === 0) continue;
    const end = input.indexOf(0, at);
    if (end < 0) return 'unexpected end of file';
    at = end + 1;
  }
  if ((flags & FLAGS.headerChecksum) !== 0) at += 2;
  return at > input.length ? 'unexpected end of file' : at;
}

function readNumber(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  );
}
