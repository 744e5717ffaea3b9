// UTF-8 to and from text without a host's codecs: strict where Rust is strict, lossy where Rust is lossy.

/** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const ascii = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return encodeFrom(text, ascii, i);
    ascii[i] = unit;
  }
  return ascii;
}

/** Encodes a text whose first `start` characters are ASCII and encoded already. */
function encodeFrom(text: string, ascii: Uint8Array, start: number): Uint8Array {
  const out = new Uint8Array(start + (text.length - start) * 3);
  out.set(ascii.subarray(0, start));
  let size = start;
  for (let i = start; i < text.length; i++) {
    const point = text.codePointAt(i) ?? 0;
    if (point > 0xffff) i++;
    size = writePoint(out, size, point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point);
  }
  return out.slice(0, size);
}

/** The text of some UTF-8 bytes, or undefined where they are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return decode(bytes, false);
}

/** The text of some bytes; what is not valid UTF-8 becomes U+FFFD. */
export function decodeUtf8Lossy(bytes: Uint8Array): string {
  return decode(bytes, true) ?? '';
}

const REPLACEMENT = 0xfffd;
const CHUNK = 8192;

function writePoint(out: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    out[at] = point;
    return at + 1;
  }
  if (point < 0x800) {
    out[at] = 0xc0 | (point >> 6);
    out[at + 1] = 0x80 | (point & 0x3f);
    return at + 2;
  }
  if (point < 0x10000) {
    out[at] = 0xe0 | (point >> 12);
    out[at + 1] = 0x80 | ((point >> 6) & 0x3f);
    out[at + 2] = 0x80 | (point & 0x3f);
    return at + 3;
  }
  out[at] = 0xf0 | (point >> 18);
  out[at + 1] = 0x80 | ((point >> 12) & 0x3f);
  out[at + 2] = 0x80 | ((point >> 6) & 0x3f);
  out[at + 3] = 0x80 | (point & 0x3f);
  return at + 4;
}

function decode(bytes: Uint8Array, lossy: boolean): string | undefined {
  const ascii = asciiLength(bytes);
  let text = '';
  for (let at = 0; at < ascii; at += CHUNK) {
    // Spreading a typed array is several times slower.
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, Math.min(at + CHUNK, ascii)));
  }
  let points: number[] = [];
  for (let at = ascii; at < bytes.length; ) {
    const sequence = sequenceAt(bytes, at);
    if (sequence.point === undefined && !lossy) return undefined;
    points.push(sequence.point ?? REPLACEMENT);
    at += sequence.length;
    if (points.length >= CHUNK) {
      text += String.fromCodePoint(...points);
      points = [];
    }
  }
  return text + String.fromCodePoint(...points);
}

/** How many bytes at the start are ASCII. */
function asciiLength(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) >= 0x80) return at;
  return bytes.length;
}

/** The character at an offset, or how many bytes of a broken one to skip, as Rust's lossy conversion counts them. */
function sequenceAt(bytes: Uint8Array, at: number): { readonly point?: number; readonly length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { point: first, length: 1 };
  const length =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0) return { length: 1 };
  let point = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] ?? 0;
    const low = i === 1 ? secondByteMinimum(first) : 0x80;
    const high = i === 1 ? secondByteMaximum(first) : 0xbf;
    if (byte < low || byte > high) return { length: i };
    point = (point << 6) | (byte & 0x3f);
  }
  return { point, length };
}

function secondByteMinimum(first: number): number {
  return first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
}

function secondByteMaximum(first: number): number {
  return first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
}

/** Length of a text in UTF-8 bytes; a lone surrogate counts as the three bytes of its replacement. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    const isPair = (text.codePointAt(i) ?? 0) > 0xffff;
    if (isPair) i++;
    // Two units of a pair make four bytes, others two or three.
    length += isPair || unit >= 0x800 ? 2 : 1;
  }
  return length;
}
