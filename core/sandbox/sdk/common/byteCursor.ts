// A cursor over a date text that takes it apart piece by piece and says which piece was wrong.
// Source: RFC 2822 for folding white space and comments; messages of the `time` crate 0.3.

/** What does not fit, in the words of the `time` crate. */
export class TextMismatch extends Error {
  static component(name: string): TextMismatch {
    return new TextMismatch(`the '${name}' component could not be parsed`);
  }
  static range(name: string): TextMismatch {
    return new TextMismatch(`${name} was not in range`);
  }
}

/** Nesting of comments at which the reader gives up. */
const COMMENT_DEPTH = 32;

export class ByteCursor {
  #at = 0;
  /** One character per byte, so that positions count bytes as in the `time` crate. */
  readonly #bytes: string;

  constructor(text: string) {
    this.#bytes = unescapeBytes(text);
  }

  rest(): string {
    return this.#bytes.slice(this.#at);
  }

  advance(count: number): void {
    this.#at += count;
  }

  /** Exactly `count` digits. */
  digits(count: number, component: string): number {
    const value = this.takeDigits(count);
    if (value === undefined) throw TextMismatch.component(component);
    return value;
  }

  takeDigits(count: number): number | undefined {
    const piece = this.#bytes.slice(this.#at, this.#at + count);
    if (piece.length !== count || !/^[0-9]+$/.test(piece)) return undefined;
    this.#at += count;
    return Number(piece);
  }

  oneOrTwoDigits(component: string): number {
    return this.takeDigits(2) ?? this.digits(1, component);
  }

  /** Digits after a decimal point as nanoseconds; what is finer is dropped. */
  fraction(component: string): number {
    const piece = /^[0-9]+/.exec(this.rest())?.[0];
    if (piece === undefined) throw TextMismatch.component(component);
    this.#at += piece.length;
    return Number(piece.slice(0, 9).padEnd(9, '0'));
  }

  anyByte(component: string): void {
    if (this.#at >= this.#bytes.length) throw TextMismatch.component(component);
    this.#at += 1;
  }

  literal(char: string): void {
    if (!this.take(char)) throw new TextMismatch('a character literal was not valid');
  }

  take(char: string): boolean {
    if (this.#bytes[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  takeIgnoringCase(char: string): boolean {
    if (this.#bytes[this.#at]?.toLowerCase() !== char) return false;
    this.#at += 1;
    return true;
  }

  /** Index of the word that stands here, whatever its case. */
  takeOneOf(words: readonly string[]): number | undefined {
    const rest = this.rest().toLowerCase();
    const index = words.findIndex((word) => rest.startsWith(word.toLowerCase()));
    if (index < 0) return undefined;
    this.#at += words[index]?.length ?? 0;
    return index;
  }

  sign(component: string): 1 | -1 {
    const sign = this.takeSign();
    if (sign === undefined) throw TextMismatch.component(component);
    return sign;
  }

  takeSign(): 1 | -1 | undefined {
    if (this.take('+')) return 1;
    return this.take('-') ? -1 : undefined;
  }

  end(): void {
    if (this.#at < this.#bytes.length) {
      throw new TextMismatch('unexpected trailing characters; the end of input was expected');
    }
  }

  /** Folding white space, at least one character of it. */
  foldingSpace(): void {
    if (!this.#takeFoldingSpace()) throw new TextMismatch('a character literal was not valid');
  }

  /** White space and comments, at least one of them. */
  comments(): void {
    const before = this.#at;
    this.skipComments();
    if (this.#at === before) throw new TextMismatch('a character literal was not valid');
  }

  skipComments(): void {
    while (this.#takeFoldingSpace() || this.#takeComment(1));
  }

  colonAmongComments(): void {
    if (!this.takeColonAmongComments()) throw new TextMismatch('a character literal was not valid');
  }

  takeColonAmongComments(): boolean {
    const before = this.#at;
    this.skipComments();
    if (this.take(':')) {
      this.skipComments();
      return true;
    }
    this.#at = before;
    return false;
  }

  #takeFoldingSpace(): boolean {
    const piece = /^(?:\r\n[ \t]+|[ \t]+(?:\r\n[ \t]+)*)/.exec(this.rest())?.[0];
    this.#at += piece?.length ?? 0;
    return piece !== undefined;
  }

  #takeComment(depth: number): boolean {
    const before = this.#at;
    if (depth >= COMMENT_DEPTH || !this.take('(')) return false;
    do {
      while (this.#takeFoldingSpace());
    } while (this.#takeCommentContent(depth + 1));
    if (this.take(')')) return true;
    this.#at = before;
    return false;
  }

  #takeCommentContent(depth: number): boolean {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 2822 allows these controls in comments.
    const piece = /^(?:[\x01-\x08\x0b\x0c\x0e-\x1f!-'*-[\]-~\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])/.exec(
      this.rest(),
    )?.[0];
    if (piece === undefined) return this.#takeComment(depth);
    this.#at += piece.length;
    return true;
  }
}

function unescapeBytes(text: string): string {
  return encodeURIComponent(text).replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
