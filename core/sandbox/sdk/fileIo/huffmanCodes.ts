// Huffman codes of bounded length as the miniz family of encoders assigns them, so that compressed files come out the same.
// The bound is reached by Kraft's sum; codes are canonical (RFC 1951, 3.2.2), with the bits in the order they are sent.

export interface HuffmanCodes {
  /** Code length by symbol; 0 for symbols that do not occur. */
  readonly lengths: readonly number[];
  /** Code by symbol, first bit lowest. */
  readonly codes: readonly number[];
}

const MAX_BITS = 32;

/** Optimal codes for symbol frequencies, none longer than `limit` bits. */
export function huffmanCodes(frequencies: readonly number[], limit: number): HuffmanCodes {
  const symbols = frequencies.flatMap((count, symbol) => (count > 0 ? [{ count, symbol }] : []));
  symbols.sort((a, b) => a.count - b.count || a.symbol - b.symbol);
  const counts = boundedCounts(minimumRedundancy(symbols.map(({ count }) => count)), limit);
  const lengths = frequencies.map(() => 0);
  let next = symbols.length;
  for (let length = 1; length <= limit; length++) {
    for (let left = counts[length] ?? 0; left > 0; left--) lengths[symbols[--next]?.symbol ?? 0] = length;
  }
  return canonicalCodes(lengths);
}

/** Codes for given lengths. */
export function canonicalCodes(lengths: readonly number[]): HuffmanCodes {
  const nextCode = new Array<number>(MAX_BITS + 2).fill(0);
  for (const length of lengths) if (length > 0) nextCode[length + 1] = (nextCode[length + 1] ?? 0) + 1;
  for (let length = 1; length <= MAX_BITS; length++) {
    nextCode[length + 1] = ((nextCode[length + 1] ?? 0) + (nextCode[length] ?? 0)) * 2;
  }
  const codes = lengths.map((length) => {
    if (length === 0) return 0;
    const code = nextCode[length] ?? 0;
    nextCode[length] = code + 1;
    return reversed(code, length);
  });
  return { lengths, codes };
}

/** Code lengths for frequencies in ascending order, by the in-place method of Moffat and Katajainen. */
function minimumRedundancy(frequencies: readonly number[]): readonly number[] {
  const size = frequencies.length;
  if (size <= 1) return frequencies.map(() => 1);
  const work = [...frequencies];
  const at = (index: number) => work[index] ?? 0;
  work[0] = at(0) + at(1);
  let root = 0;
  let leaf = 2;
  for (let next = 1; next < size - 1; next++) {
    work[next] = 0;
    for (let half = 0; half < 2; half++) {
      const value = frequencies[leaf] ?? 0;
      if (leaf >= size || (root < next && at(root) < value)) {
        work[next] = at(next) + at(root);
        work[root++] = next;
      } else {
        work[next] = at(next) + value;
        leaf++;
      }
    }
  }
  work[size - 2] = 0;
  for (let next = size - 3; next >= 0; next--) work[next] = at(at(next)) + 1;
  return depthsOfLeaves(work, size);
}

/** From the depths of the inner nodes to those of the leaves. */
function depthsOfLeaves(inner: readonly number[], size: number): readonly number[] {
  const out = new Array<number>(size).fill(0);
  let available = 1;
  let depth = 0;
  let root = size - 2;
  let next = size - 1;
  while (available > 0) {
    let used = 0;
    while (root >= 0 && inner[root] === depth) {
      used++;
      root--;
    }
    while (available > used) {
      out[next--] = depth;
      available--;
    }
    available = 2 * used;
    depth++;
  }
  return out;
}

/** How many codes there are of each length once none is longer than `limit`. */
function boundedCounts(lengths: readonly number[], limit: number): readonly number[] {
  const counts = new Array<number>(MAX_BITS + 1).fill(0);
  for (const length of lengths) counts[Math.min(length, limit)] = (counts[Math.min(length, limit)] ?? 0) + 1;
  if (lengths.length <= 1) return counts;
  let total = counts.reduce(
    (sum, count, length) => (length === 0 || length > limit ? sum : sum + count * 2 ** (limit - length)),
    0,
  );
  for (; total !== 2 ** limit; total--) {
    counts[limit] = (counts[limit] ?? 0) - 1;
    let shorter = limit - 1;
    while (shorter > 0 && (counts[shorter] ?? 0) === 0) shorter--;
    counts[shorter] = (counts[shorter] ?? 0) - 1;
    counts[shorter + 1] = (counts[shorter + 1] ?? 0) + 2;
  }
  return counts;
}

function reversed(code: number, length: number): number {
  let out = 0;
  for (let bit = 0; bit < length; bit++) out |= ((code >> bit) & 1) << (length - 1 - bit);
  return out;
}
