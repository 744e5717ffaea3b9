// The bytes in which values cross between the Rhai engine and its host: one tag each, little-endian.
// The Rust side is rhai-wasm/src/wire.rs; rhai-wasm/README.md has the table.

import type { HostIntegerType, RhaiValue } from '#core/base/value.ts';
import type { RhaiWasmObjects } from './rhaiWasmObjects.ts';

const TAG = {
  unit: 0,
  false: 1,
  true: 2,
  int: 3,
  float: 4,
  char: 5,
  string: 6,
  blob: 7,
  array: 8,
  map: 9,
  number: 10,
  function: 11,
  object: 12,
  other: 13,
} as const;

/** Wire numbers of the integer types that are not Rhai's own. */
const NUMBER_TYPES: readonly HostIntegerType[] = ['u8', 'u16', 'u32', 'u64', 'usize', 'i8', 'i16', 'i32', 'f32'];

/** Up to this many bytes a loop over ASCII is faster than a decoder. */
const SHORT_TEXT = 48;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Wire number of a number type. */
export function numberTypeIndex(type: HostIntegerType): number {
  return NUMBER_TYPES.indexOf(type);
}

/** Builds a message. The buffer is reused: take {@link WireWriter.bytes} before {@link WireWriter.clear}. */
export class WireWriter {
  #buffer = new Uint8Array(4096);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;

  /** What has been written; valid until the next write. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  clear(): this {
    this.#length = 0;
    return this;
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
    return this;
  }

  u32(value: number): this {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  f64(value: number): this {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  /** Bare bytes, without a length. */
  rawBytes(bytes: Uint8Array): this {
    return this.#raw(bytes);
  }

  blob(bytes: Uint8Array): this {
    return this.u32(bytes.length).rawBytes(bytes);
  }

  text(value: string): this {
    this.#reserve(4 + value.length * 3);
    const { written } = encoder.encodeInto(value, this.#buffer.subarray(this.#length + 4));
    this.#view.setUint32(this.#length, written, true);
    this.#length += 4 + written;
    return this;
  }

  /** The bare UTF-8 bytes, without a length. */
  rawText(value: string): this {
    this.#reserve(value.length * 3);
    this.#length += encoder.encodeInto(value, this.#buffer.subarray(this.#length)).written;
    return this;
  }

  value(value: RhaiValue, objects: RhaiWasmObjects): this {
    switch (value.kind) {
      case 'unit':
        return this.u8(TAG.unit);
      case 'bool':
        return this.u8(value.value ? TAG.true : TAG.false);
      case 'int':
        return this.u8(TAG.int).#bits(value.value);
      case 'float':
        return this.u8(TAG.float).f64(value.value);
      case 'char':
        return this.u8(TAG.char).u32(value.value.codePointAt(0) ?? 0);
      case 'string':
        return this.u8(TAG.string).text(value.value);
      case 'blob':
        return this.u8(TAG.blob).u32(value.value.length).#raw(value.value);
      case 'array':
        this.u8(TAG.array).u32(value.items.length);
        for (const item of value.items) this.value(item, objects);
        return this;
      case 'map':
        this.u8(TAG.map).u32(value.entries.size);
        for (const [key, item] of value.entries) this.text(key).value(item, objects);
        return this;
      case 'number':
        return this.#number(value.type, value.value);
      case 'function':
        return this.u8(TAG.function).u32(value.id);
      case 'object':
        return this.u8(TAG.object).u32(objects.typeIndex(value.type)).u32(objects.lend(value));
      case 'other':
        return this.u8(TAG.other).u32(objects.foreignId(value));
    }
  }

  #number(type: HostIntegerType, value: bigint | number): this {
    this.u8(TAG.number).u8(numberTypeIndex(type));
    if (type !== 'f32') return this.#bits(BigInt(value));
    const bits = new DataView(new ArrayBuffer(4));
    bits.setFloat32(0, Number(value));
    return this.#bits(BigInt(bits.getUint32(0)));
  }

  #bits(value: bigint): this {
    this.#reserve(8);
    this.#view.setBigInt64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  #raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer);
    this.#buffer = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Reads a message that lies in the engine's memory; everything is copied out. */
export class WireReader {
  readonly #buffer: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(memory: ArrayBuffer, at: number) {
    this.#buffer = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#at = at;
  }

  u8(): number {
    return this.#view.getUint8(this.#at++);
  }

  u32(): number {
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  f64(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  text(): string {
    return this.rawText(this.u32());
  }

  /** That many UTF-8 bytes. */
  rawText(length: number): string {
    const start = this.#at;
    this.#at += length;
    return decodeText(this.#buffer, start, this.#at);
  }

  /** A copy of that many bytes. */
  rawBytes(length: number): Uint8Array {
    return this.#raw(length);
  }

  blob(): Uint8Array {
    return this.#raw(this.u32());
  }

  optionalText(): string | undefined {
    return this.u8() === 0 ? undefined : this.text();
  }

  texts(): readonly string[] {
    return Array.from({ length: this.u32() }, () => this.text());
  }

  values(objects: RhaiWasmObjects): readonly RhaiValue[] {
    return Array.from({ length: this.u32() }, () => this.value(objects));
  }

  value(objects: RhaiWasmObjects): RhaiValue {
    const tag = this.u8();
    switch (tag) {
      case TAG.unit:
        return { kind: 'unit' };
      case TAG.false:
        return { kind: 'bool', value: false };
      case TAG.true:
        return { kind: 'bool', value: true };
      case TAG.int:
        return { kind: 'int', value: this.#bits() };
      case TAG.float:
        return { kind: 'float', value: this.f64() };
      case TAG.char:
        return { kind: 'char', value: String.fromCodePoint(this.u32()) };
      case TAG.string:
        return { kind: 'string', value: this.text() };
      case TAG.blob:
        return { kind: 'blob', value: this.#raw(this.u32()) };
      case TAG.array:
        return { kind: 'array', items: this.values(objects) };
      case TAG.map:
        return { kind: 'map', entries: this.#entries(objects) };
      case TAG.number:
        return this.#number();
      case TAG.function:
        return { kind: 'function', id: this.u32(), name: this.text() };
      case TAG.object:
        this.u32();
        return objects.get(this.u32());
      case TAG.other: {
        const id = this.u32();
        return objects.foreign(id, { kind: 'other', type: this.text(), display: this.text() });
      }
      default:
        throw new Error(`value tag ${tag} is unknown`);
    }
  }

  #entries(objects: RhaiWasmObjects): ReadonlyMap<string, RhaiValue> {
    const entries = new Map<string, RhaiValue>();
    for (let left = this.u32(); left > 0; left--) entries.set(this.text(), this.value(objects));
    return entries;
  }

  #number(): RhaiValue {
    const type = NUMBER_TYPES[this.u8()] ?? 'u64';
    const bits = this.#bits();
    if (type === 'f32') {
      const view = new DataView(new ArrayBuffer(4));
      view.setUint32(0, Number(bits));
      return { kind: 'number', type, value: view.getFloat32(0) };
    }
    return { kind: 'number', type, value: type.startsWith('u') ? BigInt.asUintN(64, bits) : bits };
  }

  #bits(): bigint {
    const value = this.#view.getBigInt64(this.#at, true);
    this.#at += 8;
    return value;
  }

  #raw(length: number): Uint8Array {
    const start = this.#at;
    this.#at += length;
    return this.#buffer.slice(start, this.#at);
  }
}

function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT_TEXT) {
    let text = '';
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (at === end) return text;
  }
  return decoder.decode(bytes.subarray(start, end));
}
