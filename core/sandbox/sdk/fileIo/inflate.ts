// DEFLATE decompression (RFC 1951), giving what was readable before damage, as a stream reader would have seen it.

import { RunEnd } from '../types.ts';

/** Why a stream could not be read to its end. */
export type InflateError = 'corrupt deflate stream' | 'incomplete deflate stream';

export interface Inflated {
  readonly bytes: Uint8Array;
  /** Bytes of input used, where the stream ended well. */
  readonly consumed: number;
  readonly error: InflateError | undefined;
}

/** Decompresses from `start`. Throws {@link RunEnd} where more than `limit` bytes come out: scripts cannot catch it. */
export function inflate(input: Uint8Array, start: number, limit: number): Inflated {
  const inflater = new Inflater(input, start, limit);
  let error: InflateError | undefined;
  try {
    inflater.run();
  } catch (cause) {
    if (!(cause instanceof StreamFault)) throw cause;
    error = cause.reason;
  }
  return { bytes: inflater.output(), consumed: inflater.consumed - start, error };
}

class StreamFault extends Error {
  constructor(readonly reason: InflateError) {
    super(reason);
  }
}

/** Code lengths to symbols: counts by length, and symbols in order of their codes. */
interface Huffman {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

const MIB = 1024 * 1024;
const MAX_BITS = 15;
const END_OF_BLOCK = 256;
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const FIXED_LITERALS = huffman([...fill(144, 8), ...fill(112, 9), ...fill(24, 7), ...fill(8, 8)]);
const FIXED_DISTANCES = huffman(fill(30, 5));

class Inflater {
  consumed: number;
  readonly #input: Uint8Array;
  readonly #limit: number;
  #out = new Uint8Array(4096);
  #size = 0;
  #held = 0;
  #heldBits = 0;

  constructor(input: Uint8Array, start: number, limit: number) {
    this.#input = input;
    this.consumed = start;
    this.#limit = limit;
  }

  output(): Uint8Array {
    return this.#out.slice(0, this.#size);
  }

  run(): void {
    let isLast = false;
    while (!isLast) {
      isLast = this.#bits(1) === 1;
      const type = this.#bits(2);
      if (type === 0) this.#stored();
      else if (type === 1) this.#compressed(FIXED_LITERALS, FIXED_DISTANCES);
      else if (type === 2) this.#compressed(...this.#dynamicTables());
      else throw new StreamFault('corrupt deflate stream');
    }
  }

  #bits(count: number): number {
    while (this.#heldBits < count) {
      const byte = this.#input[this.consumed];
      if (byte === undefined) throw new StreamFault('incomplete deflate stream');
      this.consumed++;
      this.#held |= byte << this.#heldBits;
      this.#heldBits += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#heldBits -= count;
    return value;
  }

  #stored(): void {
    this.#held = 0;
    this.#heldBits = 0;
    const length = this.#bits(16);
    if ((this.#bits(16) ^ 0xffff) !== length) throw new StreamFault('corrupt deflate stream');
    for (let i = 0; i < length; i++) this.#put(this.#bits(8));
  }

  #compressed(literals: Huffman, distances: Huffman): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol === END_OF_BLOCK) return;
      if (symbol < END_OF_BLOCK) this.#put(symbol);
      else this.#copy(symbol - END_OF_BLOCK - 1, distances);
    }
  }

  #copy(lengthCode: number, distances: Huffman): void {
    const length = (LENGTH_BASE[lengthCode] ?? fault()) + this.#bits(LENGTH_BITS[lengthCode] ?? 0);
    const distanceCode = this.#symbol(distances);
    const distance = (DISTANCE_BASE[distanceCode] ?? fault()) + this.#bits(DISTANCE_BITS[distanceCode] ?? 0);
    if (distance > this.#size) fault();
    for (let i = 0; i < length; i++) this.#put(this.#out[this.#size - distance] ?? 0);
  }

  #symbol({ counts, symbols }: Huffman): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_BITS; length++) {
      code |= this.#bits(1);
      const count = counts[length] ?? 0;
      if (code - first < count) return symbols[index + code - first] ?? fault();
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return fault();
  }

  #dynamicTables(): readonly [Huffman, Huffman] {
    const literalCount = this.#bits(5) + 257;
    const distanceCount = this.#bits(5) + 1;
    const codeCount = this.#bits(4) + 4;
    const codeLengths = fill(CODE_LENGTH_ORDER.length, 0);
    for (const position of CODE_LENGTH_ORDER.slice(0, codeCount)) codeLengths[position] = this.#bits(3);
    const lengths = this.#codeLengths(huffman(codeLengths), literalCount + distanceCount);
    return [huffman(lengths.slice(0, literalCount)), huffman(lengths.slice(literalCount))];
  }

  #codeLengths(codes: Huffman, total: number): readonly number[] {
    const lengths: number[] = [];
    while (lengths.length < total) {
      const symbol = this.#symbol(codes);
      if (symbol < 16) lengths.push(symbol);
      else if (symbol === 16) lengths.push(...fill(3 + this.#bits(2), lengths.at(-1) ?? fault()));
      else lengths.push(...fill(symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7), 0));
    }
    if (lengths.length > total) fault();
    return lengths;
  }

  #put(byte: number): void {
    if (this.#size >= this.#limit) {
      throw new RunEnd('memory', `Stopped: the sandbox decompresses at most ${this.#limit / MIB} MiB of one file.`);
    }
    if (this.#size === this.#out.length) {
      const grown = new Uint8Array(this.#out.length * 2);
      grown.set(this.#out);
      this.#out = grown;
    }
    this.#out[this.#size++] = byte;
  }
}

function fault(): never {
  throw new StreamFault('corrupt deflate stream');
}

function fill(count: number, value: number): number[] {
  return new Array<number>(count).fill(value);
}

function huffman(lengths: readonly number[]): Huffman {
  const counts = fill(MAX_BITS + 1, 0);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  const symbols: number[] = [];
  for (let length = 1; length <= MAX_BITS; length++) {
    lengths.forEach((candidate, symbol) => {
      if (candidate === length) symbols.push(symbol);
    });
  }
  return { counts, symbols };
}
