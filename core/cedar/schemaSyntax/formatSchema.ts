// Formats schemas: one declaration a line where it fits, brackets broken where it does not, comments where they were.

import type { CedarToken } from '../syntax/lexer.ts';
import { withLineEndsOf } from '../syntax/lineEnds.ts';
import { type AnnotationSite, annotationSites, type BracketKind, bracketKinds } from './layoutSites.ts';
import { parseSchema } from './parseSchema.ts';

/** How wide lines may be, and what one level of indentation is. */
export interface SchemaStyle {
  readonly width: number;
  readonly indent: string;
}

/** How the command line writes schemas, and the editor where its own settings say nothing else. */
export const SCHEMA_STYLE: SchemaStyle = { width: 120, indent: '  ' };

/** The formatted text; undefined for texts that have syntax errors. Tokens stay, except for commas before a brace. */
export function formatSchema(text: string, style: SchemaStyle): string | undefined {
  const tree = parseSchema(text);
  if (tree.errors.length > 0) return undefined;
  const layout = new Layout(tree.tokens, bracketKinds(tree), annotationSites(tree), tree.comments, text, style);
  const formatted = layout.print();
  return withLineEndsOf(text, formatted);
}

/** A comment on a line of its own; `blank` where an empty line stands before it. */
interface LineComment {
  readonly text: string;
  readonly blank: boolean;
}

class Layout {
  /** Index of the bracket that closes one, by the index of the one that opens. */
  readonly #closes = new Map<number, number>();
  readonly #opens = new Map<number, number>();
  readonly #broken = new Set<number>();
  /** Comments before a token on lines of their own, and behind it on its line. */
  readonly #leading = new Map<number, readonly LineComment[]>();
  readonly #trailing = new Map<number, string>();
  readonly #rest: LineComment[] = [];

  constructor(
    readonly tokens: readonly CedarToken[],
    readonly kinds: ReadonlyMap<number, BracketKind>,
    readonly annotations: AnnotationSite,
    comments: readonly CedarToken[],
    readonly text: string,
    readonly style: SchemaStyle,
  ) {
    const open: number[] = [];
    for (const [i, { text: bracket, kind }] of tokens.entries()) {
      if (kind !== 'punctuation') continue;
      if (/^[{[]$/.test(bracket)) open.push(i);
      if (!/^[}\]]$/.test(bracket)) continue;
      const start = open.pop() ?? i;
      this.#closes.set(start, i);
      this.#opens.set(i, start);
    }
    this.#attach(comments);
    this.#breakItems(0, tokens.length, 0, ';');
  }

  print(): string {
    let out = '';
    let depth = 0;
    /** Whether the line has nothing but its indentation yet. */
    let fresh = true;
    const newline = (blank: boolean) => {
      if (!fresh) out += '\n';
      if (blank && !out.endsWith('\n\n') && out !== '') out += '\n';
      fresh = true;
    };
    const put = (piece: string, level: number) => {
      out += fresh ? `${this.style.indent.repeat(level)}${piece}` : piece;
      fresh = false;
    };
    const opened: number[] = [];
    for (const [i, token] of this.tokens.entries()) {
      const closing = opened.at(-1) === undefined ? undefined : this.#closes.get(opened.at(-1) ?? -1);
      const inner = depth;
      const closesHere = closing === i;
      if (closesHere) {
        if (this.#broken.has(opened.pop() ?? -1)) depth--;
      }
      const begins = this.#beginsLine(i);
      const level = begins || closesHere ? depth : depth + 1;
      const leading = this.#leading.get(i) ?? [];
      for (const comment of leading) {
        newline(comment.blank && begins);
        put(comment.text, closesHere ? inner : level);
      }
      if (begins || leading.length > 0) newline(begins && this.#blankBefore(i));
      if (this.#dropped(i)) continue;
      const space = fresh ? '' : this.#space(i);
      put(`${space}${token.text}`, level);
      if (this.#wantsComma(i)) put(',', level);
      const trailing = this.#trailing.get(i);
      if (trailing !== undefined) {
        put(` ${trailing}`, level);
        newline(false);
      }
      if (this.#closes.has(i)) {
        opened.push(i);
        if (this.#broken.has(i)) depth++;
      }
    }
    for (const comment of this.#rest) {
      newline(comment.blank);
      put(comment.text, 0);
    }
    newline(false);
    return out;
  }

  #attach(comments: readonly CedarToken[]): void {
    for (const comment of comments) {
      const next = this.tokens.findIndex(({ start }) => start >= comment.end);
      const before = next < 0 ? this.tokens.length - 1 : next - 1;
      const end = this.tokens[before]?.end;
      const words = comment.text.trimEnd();
      const line = { text: words, blank: this.#isBlankBefore(comment.start) };
      if (end !== undefined && !/[\n\r]/.test(this.text.slice(end, comment.start)) && !this.#trailing.has(before))
        this.#trailing.set(before, words);
      else if (next < 0) this.#rest.push(line);
      else this.#leading.set(next, [...(this.#leading.get(next) ?? []), line]);
    }
  }

  /** Decides which brackets are broken for each item between two tokens: declarations, attributes or parts of a list. */
  #breakItems(from: number, to: number, depth: number, separator: ';' | ','): void {
    let start = from;
    for (let i = from; i < to; i++) {
      const close = this.#closes.get(i);
      if (close !== undefined && this.kinds.get(this.tokens[i]?.start ?? -1) === 'namespace') {
        if (close > i + 1 || this.#hasComment(i, close)) {
          this.#broken.add(i);
          this.#breakItems(i + 1, close, depth + 1, ';');
        }
        i = close;
        start = close + 1;
        continue;
      }
      if (close !== undefined) i = close;
      if (this.tokens[i]?.text === separator || i === to - 1) {
        this.#breakItem(start, i, depth);
        start = i + 1;
      }
    }
  }

  /** One declaration or attribute; `last` is its last token. */
  #breakItem(first: number, last: number, depth: number): void {
    const from = this.annotations.after(this.tokens, first);
    const wide = this.#width(from, last, depth) > this.style.width;
    const outer = this.#outerBrackets(from, last);
    const braces = outer.filter((i) => this.tokens[i]?.text === '{');
    for (const open of braces) {
      const close = this.#closes.get(open) ?? open;
      if (close > open + 1 ? wide || this.#mustBreak(open, close) : this.#hasComment(open, close))
        this.#break(open, depth);
    }
    for (const open of outer) {
      if (this.tokens[open]?.text !== '[') continue;
      const close = this.#closes.get(open) ?? open;
      const end = braces.find((brace) => brace > close && this.#broken.has(brace)) ?? last;
      const start = braces.findLast((brace) => brace < open && this.#broken.has(brace)) ?? from;
      if (this.#hasComment(open, close) || (close > open + 1 && this.#width(start, end, depth) > this.style.width))
        this.#break(open, depth);
    }
  }

  #break(open: number, depth: number): void {
    this.#broken.add(open);
    this.#breakItems(open + 1, this.#closes.get(open) ?? open, depth + 1, ',');
  }

  #mustBreak(open: number, close: number): boolean {
    if (this.#hasComment(open, close) || this.#isBrokenInSource(open)) return true;
    for (let i = open; i < close; i++) {
      const token = this.tokens[i];
      if (token?.text === '@' || this.kinds.get(token?.start ?? -1) === 'appliesTo') return true;
    }
    return false;
  }

  /** Whoever puts a line break behind a brace wants to keep it. */
  #isBrokenInSource(open: number): boolean {
    return /[\n\r]/.test(this.text.slice(this.tokens[open]?.end, this.tokens[open + 1]?.start));
  }

  /** Whether a comment stands between two brackets. */
  #hasComment(open: number, close: number): boolean {
    for (let i = open; i <= close; i++) {
      if (i < close && this.#trailing.has(i)) return true;
      if (i > open && this.#leading.has(i)) return true;
    }
    return false;
  }

  #outerBrackets(first: number, last: number): readonly number[] {
    const found: number[] = [];
    for (let i = first; i <= last; i++) {
      const close = this.#closes.get(i);
      if (close === undefined) continue;
      found.push(i);
      i = close;
    }
    return found;
  }

  /** Of the tokens on one line, with its indentation. */
  #width(first: number, last: number, depth: number): number {
    let width = depth * this.style.indent.length;
    for (let i = first; i <= last; i++) {
      if (this.#isSpareComma(i)) continue;
      width += (i === first ? 0 : this.#space(i).length) + (this.tokens[i]?.text.length ?? 0);
    }
    return width;
  }

  /** A comma that only stands before a closing brace. */
  #isSpareComma(i: number): boolean {
    return this.tokens[i]?.text === ',' && this.tokens[i + 1]?.text === '}';
  }

  /** Whether a spare comma is left out, since its braces are on one line. */
  #dropped(i: number): boolean {
    return this.#isSpareComma(i) && !this.#broken.has(this.#opener(i + 1));
  }

  /** Whether a comma is missing behind the last item of broken braces. */
  #wantsComma(i: number): boolean {
    if (this.tokens[i + 1]?.text !== '}' || this.tokens[i]?.text === ',' || this.tokens[i]?.text === '{') return false;
    const open = this.#opener(i + 1);
    const kind = this.kinds.get(this.tokens[open]?.start ?? -1);
    return this.#broken.has(open) && (kind === 'record' || kind === 'appliesTo');
  }

  #opener(close: number): number {
    return this.#opens.get(close) ?? -1;
  }

  #beginsLine(i: number): boolean {
    const before = this.tokens[i - 1];
    if (before === undefined || this.annotations.endsAt(before)) return true;
    if (before.text === ';') return true;
    if (this.#broken.has(i - 1)) return true;
    const own = this.#opener(i);
    if (own >= 0) return this.#broken.has(own);
    if (before.text === '}' && this.kinds.get(this.tokens[this.#opener(i - 1)]?.start ?? -1) === 'namespace')
      return true;
    return before.text === ',' && this.#isInBroken(i);
  }

  /** Whether the innermost bracket around a token is broken and has items with commas between them. */
  #isInBroken(i: number): boolean {
    let inner = -1;
    for (const [open, close] of this.#closes) if (open < i && i < close && open > inner) inner = open;
    return this.#broken.has(inner) && this.kinds.get(this.tokens[inner]?.start ?? -1) !== 'namespace';
  }

  /** Whether the source has an empty line right before a token, and not at the edge of a block. */
  #blankBefore(i: number): boolean {
    const isFirst = this.#closes.has(i - 1) && !this.#leading.has(i);
    return !isFirst && this.#opener(i) < 0 && this.#isBlankBefore(this.tokens[i]?.start ?? 0);
  }

  #isBlankBefore(offset: number): boolean {
    let breaks = 0;
    for (let i = offset - 1; i >= 0 && /\s/.test(this.text[i] ?? ''); i--)
      if (this.text[i] === '\n' || (this.text[i] === '\r' && this.text[i + 1] !== '\n')) breaks++;
    return breaks > 1;
  }

  /** What stands between a token and the one before it on the same line. */
  #space(i: number): string {
    const before = this.tokens[i - 1]?.text ?? '';
    const next = this.tokens[i]?.text ?? '';
    if (/^([,;:?>)\]]|::)$/.test(next) || /^([([<@]|::)$/.test(before)) return '';
    if (next === '(' || next === '<') return '';
    if (before === '{' && next === '}') return '';
    return ' ';
  }
}
