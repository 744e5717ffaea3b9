// The first half of compression: which bytes repeat earlier ones, and where a block ends.

/** A literal byte (`distance` 0, the byte as `length`) or a repetition. */
export interface Symbol {
  readonly length: number;
  readonly distance: number;
}

/** The symbols of one block. */
export interface Symbols {
  readonly symbols: readonly Symbol[];
  /** Offset and number of the bytes the block stands for. */
  readonly start: number;
  readonly size: number;
  readonly isLast: boolean;
  /** Whether the encoder still has the bytes to store them instead. */
  readonly canBeStored: boolean;
}

const MIN_MATCH = 3;
const MAX_MATCH = 258;
const WINDOW = 32_768;
const HASH_MASK = 0x7fff;

/** A match this long is taken without a look at the next byte. */
const GOOD_MATCH = 128;

/** A match of three bytes is not worth a distance from here on. */
const FAR = 8192;

/** How many steps of three candidates a search takes at most, by level. */
const PROBES = [0, 1, 6, 32, 16, 32, 128, 256, 512, 768];

/** Up to this level the first match is taken. */
const GREEDY_LEVEL = 3;

/** Sizes of the encoder's own buffer, which ends a block. */
const CODE_BUFFER = 65_536 - 8;
const FAT_SIZE = 31 * 1024;

/** The blocks of an input; at least one. */
export function matchesOf(input: Uint8Array, level: number): readonly Symbols[] {
  return new Matcher(input, level).run();
}

class Matcher {
  readonly #input: Uint8Array;
  readonly #greedy: boolean;
  readonly #probes: readonly [number, number];
  readonly #heads = new Uint16Array(HASH_MASK + 1);
  readonly #next = new Uint16Array(WINDOW);
  readonly #blocks: Symbols[] = [];
  #symbols: Symbol[] = [];
  #start = 0;
  #size = 0;
  #codes = 1;
  #flags = 8;
  #position = 0;
  #inserted = 0;
  #window = 0;
  #saved: { readonly literal: number; readonly length: number; readonly distance: number } | undefined;

  constructor(input: Uint8Array, level: number) {
    this.#input = input;
    this.#greedy = level <= GREEDY_LEVEL;
    const probes = PROBES[level] ?? 128;
    this.#probes = [1 + Math.floor((probes + 2) / 3), 1 + Math.floor((Math.floor(probes / 4) + 2) / 3)];
  }

  run(): readonly Symbols[] {
    while (this.#position < this.#input.length) {
      const ahead = Math.min(MAX_MATCH, this.#input.length - this.#position);
      this.#insertUpTo(this.#position + ahead - MIN_MATCH);
      this.#window = Math.min(WINDOW - ahead, this.#window);
      const moved = this.#step(ahead);
      this.#position += moved;
      this.#window = Math.min(this.#window + moved, WINDOW);
      if (this.#isFull()) this.#endBlock(false);
    }
    this.#endBlock(true);
    return this.#blocks;
  }

  /** Decides on the byte at the position; returns how far to go on. */
  #step(ahead: number): number {
    const literal = this.#input[this.#position] ?? 0;
    const saved = this.#saved;
    let { length, distance } = this.#longestMatch(ahead, saved?.length ?? MIN_MATCH - 1);
    const atStart = (this.#position & (WINDOW - 1)) === distance;
    if ((length === MIN_MATCH && distance >= FAR) || atStart) [length, distance] = [0, 0];
    if (saved !== undefined) {
      if (length <= saved.length) {
        this.#record(saved.length, saved.distance);
        this.#saved = undefined;
        return saved.length - 1;
      }
      this.#literal(saved.literal);
    } else if (distance === 0) {
      this.#literal(literal);
      return 1;
    }
    if (length >= GOOD_MATCH || (saved === undefined && this.#greedy)) {
      this.#record(length, distance);
      this.#saved = undefined;
      return length;
    }
    this.#saved = { literal, length, distance };
    return 1;
  }

  /** The longest match that is longer than `least`, the nearest of equals, or distance 0. */
  #longestMatch(ahead: number, least: number): { readonly length: number; readonly distance: number } {
    let best = { length: least, distance: 0 };
    if (ahead <= least) return best;
    let left = this.#probes[least < 32 ? 0 : 1];
    let candidate = this.#position;
    for (;;) {
      let found = false;
      while (!found) {
        if (--left === 0) return best;
        for (let i = 0; i < 3 && !found; i++) {
          const stored = this.#next[candidate & (WINDOW - 1)] ?? 0;
          const distance = (this.#position - stored) & 0xffff;
          if (stored === 0 || distance > this.#window || distance === 0) return best;
          candidate = this.#position - distance;
          found = this.#equalAt(candidate, best.length - 1) && this.#equalAt(candidate, best.length);
        }
      }
      const length = this.#commonLength(candidate, ahead);
      if (length > best.length) {
        best = { length, distance: this.#position - candidate };
        if (length >= ahead) return best;
      }
    }
  }

  #equalAt(candidate: number, offset: number): boolean {
    return this.#input[candidate + offset] === this.#input[this.#position + offset];
  }

  #commonLength(candidate: number, most: number): number {
    let length = 0;
    while (length < most && this.#equalAt(candidate, length)) length++;
    return length;
  }

  #insertUpTo(last: number): void {
    for (; this.#inserted <= last; this.#inserted++) {
      const at = this.#inserted;
      const [a = 0, b = 0, c = 0] = this.#input.subarray(at, at + MIN_MATCH);
      const hash = ((a << 10) ^ (b << 5) ^ c) & HASH_MASK;
      this.#next[at & (WINDOW - 1)] = this.#heads[hash] ?? 0;
      this.#heads[hash] = at & 0xffff;
    }
  }

  #literal(byte: number): void {
    this.#symbols.push({ length: byte, distance: 0 });
    this.#size++;
    this.#count(1);
  }

  #record(length: number, distance: number): void {
    this.#symbols.push({ length, distance });
    this.#size += length;
    this.#count(3);
  }

  /** The encoder's buffer holds a flag byte for every eight symbols. */
  #count(codes: number): void {
    this.#codes += codes;
    this.#flags--;
    if (this.#flags > 0) return;
    this.#flags = 8;
    this.#codes++;
  }

  #isFull(): boolean {
    const isFat = this.#size > FAT_SIZE && (this.#codes * 115) >> 7 >= this.#size;
    return isFat || this.#codes > CODE_BUFFER;
  }

  #endBlock(isLast: boolean): void {
    const canBeStored = this.#position - this.#start <= this.#window;
    this.#blocks.push({ symbols: this.#symbols, start: this.#start, size: this.#size, isLast, canBeStored });
    this.#symbols = [];
    this.#start += this.#size;
    this.#size = 0;
    this.#codes = 1;
    this.#flags = 8;
  }
}
