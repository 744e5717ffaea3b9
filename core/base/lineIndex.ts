// Converts between the three ways a place in a text is named: UTF-16 offsets (ours and the editor's),
// UTF-8 byte offsets (Cedar's) and line with character column (Rhai's).

/** Zero-based line and UTF-16 column, as editors use them. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Rhai counts lines and columns in 16 bits and stops there; a position at this value is not exact. */
export const RHAI_POSITION_LIMIT = 65_535;

/**
 * Line starts of one immutable text.
 *
 * Lines end at `\n`, `\r\n` or a lone `\r`, as in the Language Server Protocol; Rhai counts only `\n`, and
 * {@link LineIndex.fromRhai} keeps to that.
 */
export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];
  readonly #newlineStarts: readonly number[];
  #byteCheckpoints: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    const newlineStarts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10) {
        starts.push(i + 1);
        newlineStarts.push(i + 1);
      } else if (code === 13 && text.charCodeAt(i + 1) !== 10) {
        starts.push(i + 1);
      }
    }
    this.#starts = starts;
    this.#newlineStarts = newlineStarts;
  }

  /** Number of lines; at least 1. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** Length of the text in UTF-16 units. */
  get length(): number {
    return this.#text.length;
  }

  /** Line and column of an offset; offsets outside the text are clamped. */
  toLineColumn(offset: number): LineColumn {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    const line = lastAtMost(this.#starts, at);
    return { line, column: at - (this.#starts[line] ?? 0) };
  }

  /** Offset of a line and column; both are clamped to the text. */
  toOffset(position: LineColumn): number {
    if (position.line < 0) return 0;
    const start = this.#starts[position.line];
    if (start === undefined) return this.#text.length;
    const next = this.#starts[position.line + 1] ?? this.#text.length;
    return Math.max(start, Math.min(start + position.column, next));
  }

  /** Offset at which a zero-based line starts. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }

  /** UTF-16 offset of a UTF-8 byte offset, as Cedar reports it; clamped to the text. */
  fromUtf8(bytes: number): number {
    this.#byteCheckpoints ??= byteCheckpoints(this.#text);
    const block = lastAtMost(this.#byteCheckpoints, bytes);
    let at = block * CHECKPOINT_UNITS;
    let seen = this.#byteCheckpoints[block] ?? 0;
    // A checkpoint may fall between the halves of a surrogate pair; the pair's bytes were counted before it.
    if (isLowSurrogate(this.#text.charCodeAt(at)) && isHighSurrogate(this.#text.charCodeAt(at - 1))) at++;
    while (at < this.#text.length && seen < bytes) {
      const point = this.#text.codePointAt(at) ?? 0;
      seen += utf8Length(point);
      at += point > 0xffff ? 2 : 1;
    }
    return at;
  }

  /**
   * UTF-16 offset of a Rhai position: line and column count from 1 and columns count characters, not units.
   * A column of 0 means the line as a whole. Undefined where Rhai's 16-bit counters have saturated.
   */
  fromRhai(line: number, column: number): number | undefined {
    if (line < 1 || line >= RHAI_POSITION_LIMIT || column >= RHAI_POSITION_LIMIT) return undefined;
    const start = this.#newlineStarts[line - 1];
    if (start === undefined) return this.#text.length;
    const end = this.#newlineStarts[line] ?? this.#text.length + 1;
    let at = start;
    for (let i = 1; i < column && at < end - 1; i++) at += (this.#text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    return at;
  }

  /** Rhai's line and column (from 1, in characters) of an offset, saturating as Rhai's counters do. */
  toRhai(offset: number): LineColumn {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    const line = lastAtMost(this.#newlineStarts, at);
    let column = 1;
    for (let i = this.#newlineStarts[line] ?? 0; i < at; column++)
      i += (this.#text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
    return { line: Math.min(line + 1, RHAI_POSITION_LIMIT), column: Math.min(column, RHAI_POSITION_LIMIT) };
  }
}

/** Distance between remembered byte offsets: small enough to scan, large enough not to matter in memory. */
const CHECKPOINT_UNITS = 512;

function byteCheckpoints(text: string): readonly number[] {
  const out = [0];
  let bytes = 0;
  let at = 0;
  while (at < text.length) {
    const point = text.codePointAt(at) ?? 0;
    const units = point > 0xffff ? 2 : 1;
    bytes += utf8Length(point);
    const before = Math.floor(at / CHECKPOINT_UNITS);
    at += units;
    if (Math.floor(at / CHECKPOINT_UNITS) > before) out.push(bytes);
  }
  return out;
}

function utf8Length(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point > 0xffff ? 4 : 3;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Index of the last element that is at most `value`, in an ascending list that starts at or below it. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
