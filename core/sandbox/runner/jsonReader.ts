// Reads JSON the way serde_json 1 does, because its error texts and places reach the payload of a run.
// Source: observed texts of the runner and the documentation of serde_json; places are line and byte column.

import { decodeUtf8, encodeUtf8 } from '#core/base/utf8.ts';

/** A refusal; `message` ends with ` at line L column C`, as serde_json writes it. */
export class JsonError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonError';
  }
}

/** A number as serde_json keeps it: integers that fit 64 bits stay exact. */
export type JsonNumber =
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number };

/** Raised where serde reports a type or value that does not fit; the place is filled in by the enclosing reader. */
class Unplaced extends Error {}

/** The container that is one too deep, counted from the outermost. */
const MAX_DEPTH = 128;

const U64_MAX = 18_446_744_073_709_551_615n;
const I64_MIN = -9_223_372_036_854_775_808n;

/** A cursor over a JSON text, with the steps that a typed deserializer takes. */
export class JsonReader {
  /** The text's UTF-8 bytes, one character each: places are counted in bytes. */
  readonly #text: string;
  #at = 0;
  #remainingDepth = MAX_DEPTH;

  constructor(text: string) {
    this.#text = binary(text);
  }

  /** The next character that is not white space, without taking it; '' at the end. */
  peek(): string {
    while (' \n\t\r'.includes(this.#char()) && this.#at < this.#text.length) this.#at++;
    return this.#char();
  }

  /** Takes the character that {@link peek} gave. */
  take(): void {
    this.#at++;
  }

  /** Goes into the object or array whose first character {@link peek} gave. Throws where serde_json goes no deeper. */
  descend(): void {
    this.#remainingDepth--;
    if (this.#remainingDepth === 0) throw this.peekError('recursion limit exceeded');
    this.take();
  }

  /** Comes out again. */
  ascend(): void {
    this.#remainingDepth++;
  }

  /** An error at the characters already taken. */
  error(reason: string): JsonError {
    return this.#errorAt(reason, this.#at);
  }

  /** An error at the next character. */
  peekError(reason: string): JsonError {
    return this.#errorAt(reason, Math.min(this.#text.length, this.#at + 1));
  }

  /** A type that does not fit what is there: the value is read as far as serde_json reads it. */
  invalidType(expected: string): JsonError {
    const first = this.#char();
    if (first === '[') return this.error(`invalid type: sequence, expected ${expected}`);
    if (first === '{') return this.error(`invalid type: map, expected ${expected}`);
    const found = this.#describe(first);
    return found === undefined
      ? this.peekError('expected value')
      : this.error(`invalid type: ${found}, expected ${expected}`);
  }

  /** A value of the right type but out of range. */
  invalidValue(found: string, expected: string): JsonError {
    return this.error(`invalid value: ${found}, expected ${expected}`);
  }

  /** A complaint without a place yet: an enclosing {@link map} or {@link sequence} places it where that ends. */
  unplaced(message: string): Error {
    return new Unplaced(message);
  }

  /** Reads an object; `entry` reads one value. `expected` names what was wanted in place of anything else. */
  map(expected: string, entry: (key: string) => void): void {
    this.#container(
      '{',
      expected,
      () => this.#entries(entry),
      () => this.#endMap(),
    );
  }

  /** Reads an array; `element` reads one value. */
  sequence(expected: string, element: () => void): void {
    this.#container(
      '[',
      expected,
      () => this.#elements(element),
      () => this.#endSequence(),
    );
  }

  string(expected: string): string {
    this.#needValue();
    if (this.#char() !== '"') throw this.invalidType(expected);
    this.take();
    return this.#stringRest();
  }

  boolean(): boolean {
    this.#needValue();
    const first = this.#char();
    if (first !== 't' && first !== 'f') throw this.invalidType('a boolean');
    this.take();
    this.#ident(first === 't' ? 'rue' : 'alse');
    return first === 't';
  }

  number(expected: string): JsonNumber {
    this.#needValue();
    const first = this.#char();
    if (first !== '-' && !isDigit(first)) throw this.invalidType(expected);
    return this.#number();
  }

  colon(): void {
    if (this.peek() === ':') this.take();
    else throw this.peekError(this.#char() === '' ? 'EOF while parsing an object' : 'expected `:`');
  }

  /** Nothing but white space may follow. */
  end(): void {
    if (this.peek() !== '') throw this.peekError('trailing characters');
  }

  #container(open: string, expected: string, read: () => void, close: () => void): void {
    this.#needValue();
    if (this.#char() !== open) throw this.invalidType(expected);
    this.descend();
    let failure: unknown;
    try {
      read();
    } catch (error) {
      failure = error;
    }
    this.ascend();
    try {
      close();
    } catch (error) {
      failure ??= error;
    }
    if (failure instanceof Unplaced) throw this.error(failure.message);
    if (failure !== undefined) throw failure;
  }

  #entries(entry: (key: string) => void): void {
    for (let first = true; ; first = false) {
      const next = this.peek();
      if (next === '') throw this.peekError('EOF while parsing an object');
      if (next === '}') return;
      if (!first) this.#comma(next, 'expected `,` or `}`', '}');
      if (this.#char() !== '"') throw this.peekError('key must be a string');
      this.take();
      const key = this.#stringRest();
      this.colon();
      entry(key);
    }
  }

  #elements(element: () => void): void {
    for (let first = true; ; first = false) {
      const next = this.peek();
      if (next === '') throw this.peekError('EOF while parsing a list');
      if (next === ']') return;
      if (!first) this.#comma(next, 'expected `,` or `]`', ']');
      element();
    }
  }

  #comma(next: string, wanted: string, close: string): void {
    if (next !== ',') throw this.peekError(wanted);
    this.take();
    const after = this.peek();
    if (after === close) throw this.peekError('trailing comma');
    if (after === '') throw this.peekError('EOF while parsing a value');
  }

  #endMap(): void {
    const next = this.peek();
    if (next === '}') this.take();
    else
      throw this.peekError(
        next === ',' ? 'trailing comma' : next === '' ? 'EOF while parsing an object' : 'trailing characters',
      );
  }

  #endSequence(): void {
    const next = this.peek();
    if (next === ']') {
      this.take();
    } else if (next === ',') {
      this.take();
      throw this.peekError(this.peek() === ']' ? 'trailing comma' : 'trailing characters');
    } else {
      throw this.peekError(next === '' ? 'EOF while parsing a list' : 'trailing characters');
    }
  }

  #needValue(): void {
    if (this.peek() === '') throw this.peekError('EOF while parsing a value');
  }

  #describe(first: string): string | undefined {
    if (first === '"') {
      this.take();
      return `string ${debugString(this.#stringRest())}`;
    }
    if (first === '-' || isDigit(first)) return describeNumber(this.#number());
    const rest = LITERALS.get(first);
    if (rest === undefined) return undefined;
    this.take();
    this.#ident(rest.ident);
    return rest.description;
  }

  #ident(rest: string): void {
    for (const char of rest) {
      const next = this.#char();
      if (next === '') throw this.error('EOF while parsing a value');
      this.take();
      if (next !== char) throw this.error('expected ident');
    }
  }

  #number(): JsonNumber {
    const start = this.#at;
    if (this.#char() === '-') this.take();
    const first = this.#char();
    if (first === '') throw this.error('EOF while parsing a value');
    this.take();
    if (!isDigit(first)) throw this.error('invalid number');
    if (first === '0' && isDigit(this.#char())) throw this.peekError('invalid number');
    this.#digits();
    const float = this.#fraction();
    const text = this.#text.slice(start, this.#at);
    if (!float) {
      const value = BigInt(text);
      if (text !== '-0' && value <= U64_MAX && value >= I64_MIN) return { kind: 'integer', value };
    }
    const value = Number(text);
    if (!Number.isFinite(value)) throw this.error('number out of range');
    return { kind: 'float', value };
  }

  #fraction(): boolean {
    let float = false;
    if (this.#char() === '.') {
      float = true;
      this.take();
      if (!isDigit(this.#char()))
        throw this.peekError(this.#char() === '' ? 'EOF while parsing a value' : 'invalid number');
      this.#digits();
    }
    if (this.#char() !== 'e' && this.#char() !== 'E') return float;
    this.take();
    if (this.#char() === '+' || this.#char() === '-') this.take();
    const first = this.#char();
    if (first === '') throw this.error('EOF while parsing a value');
    this.take();
    if (!isDigit(first)) throw this.error('invalid number');
    this.#digits();
    return true;
  }

  #digits(): void {
    while (isDigit(this.#char())) this.take();
  }

  #stringRest(): string {
    let out = '';
    for (;;) {
      const char = this.#next('EOF while parsing a string');
      if (char === '"') return unbinary(out);
      if (char === '\\') out += binary(this.#escape());
      else if (char < ' ') throw this.error('control character (\\u0000-\\u001F) found while parsing a string');
      else out += char;
    }
  }

  #escape(): string {
    const char = this.#next('EOF while parsing a string');
    if (char === 'u') return this.#unicodeEscape();
    const plain = ESCAPES.get(char);
    if (plain === undefined) throw this.error('invalid escape');
    return plain;
  }

  #unicodeEscape(): string {
    const high = this.#hex();
    if (high >= 0xdc00 && high <= 0xdfff) throw this.error('lone leading surrogate in hex escape');
    if (high < 0xd800 || high > 0xdbff) return String.fromCharCode(high);
    for (const wanted of '\\u') {
      if (this.#next('EOF while parsing a string') !== wanted) throw this.error('unexpected end of hex escape');
    }
    const low = this.#hex();
    if (low < 0xdc00 || low > 0xdfff) throw this.error('lone leading surrogate in hex escape');
    return String.fromCharCode(high, low);
  }

  #hex(): number {
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (digits.length < 4) {
      this.#at = this.#text.length;
      throw this.error('EOF while parsing a string');
    }
    this.#at += 4;
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.error('invalid escape');
    return Number.parseInt(digits, 16);
  }

  #next(atEnd: string): string {
    const char = this.#char();
    if (char === '') throw this.error(atEnd);
    this.#at++;
    return char;
  }

  #char(): string {
    return this.#text.charAt(this.#at);
  }

  #errorAt(reason: string, at: number): JsonError {
    const before = this.#text.slice(0, at);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    return new JsonError(`${reason} at line ${line} column ${at - lineStart}`);
  }
}

/** How serde names a number it did not want. */
export function describeNumber(number: JsonNumber): string {
  return number.kind === 'integer' ? `integer \`${number.value}\`` : `floating point \`${floatText(number.value)}\``;
}

const LITERALS = new Map([
  ['n', { ident: 'ull', description: 'null' }],
  ['t', { ident: 'rue', description: 'boolean `true`' }],
  ['f', { ident: 'alse', description: 'boolean `false`' }],
]);

const ESCAPES = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const DEBUG_ESCAPES = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\0', '\\0'],
]);

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char.length === 1;
}

function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-5)) return value.toExponential();
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** Rust's debug text of a string: what has no glyph of its own is written as an escape. */
function debugString(text: string): string {
  const inner = text.replace(/["\\\n\r\t\0]|[\p{C}\p{Z}]/gu, (char) =>
    char === ' ' ? char : (DEBUG_ESCAPES.get(char) ?? `\\u{${char.codePointAt(0)?.toString(16)}}`),
  );
  return `"${inner}"`;
}

function binary(text: string): string {
  let out = '';
  for (const byte of encodeUtf8(text)) out += String.fromCharCode(byte);
  return out;
}

function unbinary(bytes: string): string {
  return decodeUtf8(Uint8Array.from(bytes, (char) => char.charCodeAt(0))) ?? '';
}
