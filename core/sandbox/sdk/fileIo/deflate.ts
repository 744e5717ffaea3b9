// DEFLATE compression (RFC 1951) with the choices of the encoder that the runner uses, so that the files it writes come
// out the same. Facts of that encoder: hash chains over three bytes, lazy matching from level 4 on, blocks by fill.
// Level 1 has a parser of its own there; here it shares that of level 2, so its files may differ in bytes, not in content.

import { matchesOf, type Symbols } from './deflateMatches.ts';
import { canonicalCodes, type HuffmanCodes, huffmanCodes } from './huffmanCodes.ts';

/** Compresses all bytes at a level from 1 to 9. */
export function deflate(bytes: Uint8Array, level: number): Uint8Array {
  const writer = new BitWriter();
  for (const block of matchesOf(bytes, level)) writeBlock(writer, bytes, block);
  writer.align();
  return writer.bytes();
}

/** Lengths and distances by their symbol: smallest value and extra bits. */
const LENGTHS = table(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5]);
const DISTANCES = table(
  1,
  [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
);
const MAX_LENGTH = 258;
const MAX_LENGTH_SYMBOL = 285;
const END_OF_BLOCK = 256;
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Blocks of fewer bytes use the fixed codes. */
const MIN_DYNAMIC = 48;

/** Blocks of more bytes are stored as they are when compression does not make them smaller. */
const MIN_STORED = 32;

const FIXED_LITERALS = canonicalCodes(
  Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = canonicalCodes(new Array<number>(32).fill(5));

interface Range {
  readonly base: number;
  readonly bits: number;
}

class BitWriter {
  readonly #bytes: number[] = [];
  #held = 0;
  #count = 0;

  /** Whole bytes written. */
  get size(): number {
    return this.#bytes.length;
  }

  put(value: number, count: number): void {
    for (let bit = 0; bit < count; bit++) {
      this.#held |= ((value >> bit) & 1) << this.#count++;
      if (this.#count === 8) this.#next();
    }
  }

  align(): void {
    if (this.#count > 0) this.#next();
  }

  putBytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  save(): () => void {
    const [size, held, count] = [this.#bytes.length, this.#held, this.#count];
    return () => {
      this.#bytes.length = size;
      this.#held = held;
      this.#count = count;
    };
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #next(): void {
    this.#bytes.push(this.#held);
    this.#held = 0;
    this.#count = 0;
  }
}

function writeBlock(writer: BitWriter, input: Uint8Array, block: Symbols): void {
  const { start, size } = block;
  writer.put(block.isLast ? 1 : 0, 1);
  const restore = writer.save();
  const before = writer.size;
  if (size < MIN_DYNAMIC) {
    writer.put(1, 2);
    writeSymbols(writer, block, FIXED_LITERALS, FIXED_DISTANCES);
  } else {
    writeDynamic(writer, block);
  }
  if (size <= MIN_STORED || writer.size - before + 1 < size || !block.canBeStored) return;
  restore();
  writer.put(0, 2);
  writer.align();
  writer.put(size & 0xffff, 16);
  writer.put(~size & 0xffff, 16);
  writer.putBytes(input.subarray(start, start + size));
}

function writeDynamic(writer: BitWriter, block: Symbols): void {
  const literalCounts = new Array<number>(288).fill(0);
  const distanceCounts = new Array<number>(32).fill(0);
  literalCounts[END_OF_BLOCK] = 1;
  for (const { length, distance } of block.symbols) {
    count(literalCounts, distance === 0 ? length : lengthSymbol(length));
    if (distance > 0) count(distanceCounts, indexOf(DISTANCES, distance));
  }
  const literals = huffmanCodes(literalCounts, 15);
  const distances = huffmanCodes(distanceCounts, 15);
  writer.put(2, 2);
  writeCodeLengths(writer, literals.lengths, distances.lengths);
  writeSymbols(writer, block, literals, distances);
}

function writeSymbols(writer: BitWriter, block: Symbols, literals: HuffmanCodes, distances: HuffmanCodes): void {
  for (const { length, distance } of block.symbols) {
    if (distance === 0) {
      writeCode(writer, literals, length);
      continue;
    }
    writeCode(writer, literals, lengthSymbol(length));
    if (length < MAX_LENGTH) writeExtra(writer, LENGTHS[indexOf(LENGTHS, length)], length);
    const symbol = indexOf(DISTANCES, distance);
    writeCode(writer, distances, symbol);
    writeExtra(writer, DISTANCES[symbol], distance);
  }
  writeCode(writer, literals, END_OF_BLOCK);
}

/** One code of the code-length alphabet, with its extra bits. */
interface LengthCode {
  readonly symbol: number;
  readonly extra: number;
  readonly bits: number;
}

function writeCodeLengths(writer: BitWriter, literals: readonly number[], distances: readonly number[]): void {
  const literalCount = usedCount(literals.slice(0, 286), 257);
  const distanceCount = usedCount(distances.slice(0, 30), 1);
  const packed = packLengths([...literals.slice(0, literalCount), ...distances.slice(0, distanceCount)]);
  const counts = new Array<number>(CODE_LENGTH_ORDER.length).fill(0);
  for (const { symbol } of packed) count(counts, symbol);
  const codes = huffmanCodes(counts, 7);
  const inOrder = CODE_LENGTH_ORDER.map((symbol) => codes.lengths[symbol] ?? 0);
  const sent = usedCount(inOrder, 4);
  writer.put(literalCount - 257, 5);
  writer.put(distanceCount - 1, 5);
  writer.put(sent - 4, 4);
  for (const length of inOrder.slice(0, sent)) writer.put(length, 3);
  for (const { symbol, extra, bits } of packed) {
    writeCode(writer, codes, symbol);
    writer.put(extra, bits);
  }
}

/** Runs of equal lengths become repeats: of zeros from 3, of others after the first from 3 to 6. */
function packLengths(lengths: readonly number[]): readonly LengthCode[] {
  const out: LengthCode[] = [];
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at] ?? 0;
    let run = 1;
    while (lengths[at + run] === length) run++;
    if (length !== 0) out.push({ symbol: length, extra: 0, bits: 0 });
    at += run;
    for (let left = length === 0 ? run : run - 1; left > 0; ) {
      const part = Math.min(left, length === 0 ? 138 : 6);
      if (part < 3) for (let i = 0; i < part; i++) out.push({ symbol: length, extra: 0, bits: 0 });
      else if (length !== 0) out.push({ symbol: 16, extra: part - 3, bits: 2 });
      else if (part <= 10) out.push({ symbol: 17, extra: part - 3, bits: 3 });
      else out.push({ symbol: 18, extra: part - 11, bits: 7 });
      left -= part;
    }
  }
  return out;
}

function usedCount(lengths: readonly number[], least: number): number {
  return Math.max(least, lengths.findLastIndex((length) => length > 0) + 1);
}

function writeCode(writer: BitWriter, { lengths, codes }: HuffmanCodes, symbol: number): void {
  writer.put(codes[symbol] ?? 0, lengths[symbol] ?? 0);
}

function writeExtra(writer: BitWriter, range: Range | undefined, value: number): void {
  if (range !== undefined) writer.put(value - range.base, range.bits);
}

function lengthSymbol(length: number): number {
  return length === MAX_LENGTH ? MAX_LENGTH_SYMBOL : END_OF_BLOCK + 1 + indexOf(LENGTHS, length);
}

function indexOf(ranges: readonly Range[], value: number): number {
  return ranges.findLastIndex(({ base }) => base <= value);
}

function count(counts: number[], symbol: number): void {
  counts[symbol] = (counts[symbol] ?? 0) + 1;
}

function table(first: number, bits: readonly number[]): readonly Range[] {
  let base = first;
  return bits.map((count) => {
    const range = { base, bits: count };
    base += 2 ** count;
    return range;
  });
}
