// Reads the tokens of a policy text one by one and notes what was missing or had to be skipped.

import type { Span } from '#core/base/span.ts';
import type { StringNode, SyntaxGap, WordNode } from './ast.ts';
import { type CedarToken, isTrivia, lexCedar } from './lexer.ts';

/** A position in the tokens of one text. Trivia are left out. */
export class TokenCursor {
  readonly text: string;
  readonly tokens: readonly CedarToken[];
  readonly comments: readonly CedarToken[];
  readonly gaps: SyntaxGap[] = [];
  #at = 0;

  constructor(text: string) {
    const all = lexCedar(text);
    this.text = text;
    this.tokens = all.filter((token) => !isTrivia(token));
    this.comments = all.filter((token) => token.kind === 'comment');
  }

  get peek(): CedarToken | undefined {
    return this.tokens[this.#at];
  }

  get peekSecond(): CedarToken | undefined {
    return this.tokens[this.#at + 1];
  }

  /** Start of the next token, or the end of the text. */
  get nextStart(): number {
    return this.peek?.start ?? this.text.length;
  }

  /** End of the token before, or the start of the text. */
  get lastEnd(): number {
    return this.tokens[this.#at - 1]?.end ?? 0;
  }

  /** From `start` to the last token read; empty where none was. */
  spanFrom(start: number): Span {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  advance(): CedarToken | undefined {
    const token = this.peek;
    if (token !== undefined) this.#at++;
    return token;
  }

  /** Whether the next token is this punctuation or word. */
  is(text: string): boolean {
    const token = this.peek;
    return token?.text === text && (token.kind === 'punctuation' || token.kind === 'identifier');
  }

  accept(text: string): CedarToken | undefined {
    return this.is(text) ? this.advance() : undefined;
  }

  /** Reads the token or notes that it is missing. */
  expect(text: string): CedarToken | undefined {
    const found = this.accept(text);
    if (found === undefined) this.missing(text);
    return found;
  }

  word(): WordNode | undefined {
    if (this.peek?.kind !== 'identifier') return undefined;
    const token = this.advance();
    return token === undefined ? undefined : { span: { start: token.start, end: token.end }, text: token.text };
  }

  string(): StringNode | undefined {
    if (this.peek?.kind !== 'string') return undefined;
    const token = this.advance();
    return token === undefined
      ? undefined
      : { span: { start: token.start, end: token.end }, value: unescapeCedar(token.text.slice(1, -1)) };
  }

  /** Notes that something is missing behind the last token. */
  missing(expected: string): void {
    this.gaps.push({ span: { start: this.lastEnd, end: this.lastEnd }, expected });
  }

  /** Skips tokens until `stop` holds or the policy ends, and notes what was skipped. */
  skipUntil(expected: string, stop: () => boolean): void {
    const start = this.nextStart;
    while (this.peek !== undefined && !this.atPolicyEnd && !stop()) this.advance();
    if (this.nextStart > start && this.lastEnd > start) this.gaps.push({ span: this.spanFrom(start), expected });
  }

  /**
   * Whether the policy ends here: at its semicolon, or where only the start of the next one can stand. No accepted text
   * has `@`, `permit(` or `forbid(` within a policy's scope or conditions.
   */
  get atPolicyEnd(): boolean {
    const token = this.peek;
    if (token === undefined) return true;
    if (token.kind === 'punctuation') return token.text === ';' || token.text === '@';
    return (
      token.kind === 'identifier' &&
      (token.text === 'permit' || token.text === 'forbid') &&
      this.peekSecond?.text === '('
    );
  }
}

/** What a string literal stands for; an escape that Cedar does not know is kept as written. */
export function unescapeCedar(source: string): string {
  return source.replace(
    /\\(?:x([0-7][0-9a-fA-F])|u\{([0-9a-fA-F_]{1,8})\}|([^\n]))/g,
    (whole, hex: string | undefined, unicode: string | undefined, simple: string | undefined) => {
      if (simple !== undefined) return SIMPLE_ESCAPES.get(simple) ?? whole;
      const point = Number.parseInt((hex ?? unicode ?? '').replaceAll('_', ''), 16);
      return Number.isNaN(point) || point > 0x10ffff ? whole : String.fromCodePoint(point);
    },
  );
}

const SIMPLE_ESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['0', '\0'],
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
]);
