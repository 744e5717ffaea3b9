// Turns a script into tokens, exactly where the engine's tokenizer does, and goes on after what it cannot read.

import { scanNumber } from './numbers.ts';
import { scanQuoted, scanRaw, scanTemplate } from './strings.ts';
import {
  BEFORE_NEGATIVE_NUMBER,
  type Comment,
  KEYWORD_KINDS,
  RESERVED_WORDS,
  SYMBOLS,
  type SyntaxProblem,
  type TokenKind,
  type Tokens,
} from './tokens.ts';

/** Reads all tokens. Never throws; takes time in proportion to the text. */
export function tokenize(text: string): Tokens {
  const lexer = new Lexer(text);
  lexer.run();
  return lexer;
}

/** Symbols by first character, longest first; those with `reserved` are read as one token and refused. */
interface SymbolEntry {
  readonly text: string;
  readonly kind: TokenKind;
}

const RESERVED_SYMBOLS = [
  '++',
  '->',
  '--',
  '*)',
  '(*',
  '...',
  '===',
  '!==',
  '!.',
  '::<',
  ':=',
  ':;',
  '<-',
  '<|',
  '|>',
  '~',
  '@',
  '$',
  '?',
  '#!',
  '#',
];

/** `_` is read as a word, and `!in` by looking behind the `!`. */
const READ_OTHERWISE: ReadonlySet<TokenKind> = new Set<TokenKind>(['_', '!in']);

const SYMBOLS_BY_CODE: readonly (readonly SymbolEntry[] | undefined)[] = symbolTable();

function symbolTable(): readonly (readonly SymbolEntry[] | undefined)[] {
  const table: (SymbolEntry[] | undefined)[] = new Array(128).fill(undefined);
  const all: SymbolEntry[] = [
    ...SYMBOLS.filter((kind) => !READ_OTHERWISE.has(kind)).map((kind): SymbolEntry => ({ text: kind, kind })),
    ...RESERVED_SYMBOLS.map((text): SymbolEntry => ({ text, kind: 'reserved' })),
  ];
  all.sort((a, b) => b.text.length - a.text.length);
  for (const entry of all) {
    const code = entry.text.charCodeAt(0);
    table[code] = [...(table[code] ?? []), entry];
  }
  return table;
}

class Lexer implements Tokens {
  readonly text: string;
  readonly kinds: TokenKind[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly comments: Comment[] = [];
  readonly errors: SyntaxProblem[] = [];
  /** For each open interpolation, how many braces are open inside it. */
  readonly #braces: number[] = [];

  constructor(text: string) {
    this.text = text;
  }

  run(): void {
    const length = this.text.length;
    for (let at = 0; at < length; ) at = this.#next(at, this.text.charCodeAt(at));
    this.#push('end', length, length);
  }

  // Each of the following takes what starts at an offset and returns the offset behind it.

  #push(kind: TokenKind, start: number, end: number): number {
    this.kinds.push(kind);
    this.starts.push(start);
    this.ends.push(end);
    return end;
  }

  #error(message: string, start: number, end: number): number {
    this.errors.push({ message, span: { start, end } });
    return this.#push('error', start, end);
  }

  #next(at: number, code: number): number {
    if (isSpace(code)) return at + 1;
    if (isLetter(code) || code === UNDERSCORE) return this.#word(at);
    if (isDigit(code)) return this.#number(at, at);
    if (code === QUOTE) return this.#string(at);
    if (code === APOSTROPHE) return this.#char(at);
    if (code === BACKTICK) return this.#template(at, at + 1);
    return this.#symbol(at, code);
  }

  #word(start: number): number {
    let end = start + 1;
    while (isWordCode(this.text.charCodeAt(end))) end++;
    const word = this.text.slice(start, end);
    const keyword = KEYWORD_KINDS.get(word);
    if (keyword !== undefined) return this.#push(keyword, start, end);
    const use = RESERVED_WORDS.get(word);
    if (use === 'disabled') return this.#error(`'${word}' is disabled`, start, end);
    if (use !== undefined) return this.#push('reserved', start, end);
    if (!isIdentifier(word)) return this.#error(`'${word}' is not a name`, start, end);
    return this.#push('identifier', start, end);
  }

  /** A number whose digits start at `digits`, behind a minus that belongs to it or at `start`. */
  #number(start: number, digits: number): number {
    const scanned = scanNumber(this.text, digits);
    // The engine refuses a minus directly before 0x, 0o and 0b.
    const refused = !scanned.valid || (start < digits && scanned.radix !== 10);
    return refused ? this.#error('malformed number', start, scanned.end) : this.#push(scanned.kind, start, scanned.end);
  }

  #string(start: number): number {
    const scanned = scanQuoted(this.text, start, '"');
    if (scanned.error !== undefined) return this.#error(scanned.error, start, scanned.end);
    return this.#push('string', start, scanned.end);
  }

  #char(start: number): number {
    if (this.text.charCodeAt(start + 1) === APOSTROPHE) return this.#error('empty character', start, start + 1);
    const scanned = scanQuoted(this.text, start, "'");
    if (scanned.error !== undefined) return this.#error(scanned.error, start, scanned.end);
    if (!isOneCharacter(scanned.value)) return this.#error('malformed character', start, scanned.end);
    return this.#push('char', start, scanned.end);
  }

  /** A piece of a back-tick string: `start` is where its token starts, `from` where its text does. */
  #template(start: number, from: number): number {
    const scanned = scanTemplate(this.text, from);
    if (scanned.ending === 'text') return this.#error('string is not closed', start, scanned.end);
    if (scanned.ending === 'close') return this.#push(start < from ? 'string' : 'templateEnd', start, scanned.end);
    this.#braces.push(0);
    return this.#push('template', start, scanned.end);
  }

  #symbol(start: number, code: number): number {
    const next = this.text.charCodeAt(start + 1);
    if (code === SLASH && (next === SLASH || next === STAR))
      return this.#comment(start, next === SLASH ? 'line' : 'block');
    if (code === HASH && (next === QUOTE || next === HASH)) return this.#raw(start);
    if (code === MINUS && isDigit(next) && this.#minusJoins()) return this.#number(start, start + 1);
    if (code === BANG && this.text.startsWith('in', start + 1) && !isWordCode(this.text.charCodeAt(start + 3))) {
      return this.#push('!in', start, start + 3);
    }
    const entry = SYMBOLS_BY_CODE[code]?.find((candidate) => this.text.startsWith(candidate.text, start));
    if (entry === undefined) {
      const width = (this.text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
      return this.#error('unexpected character', start, start + width);
    }
    const end = this.#push(entry.kind, start, start + entry.text.length);
    return this.#braces.length === 0 ? end : this.#brace(entry.kind, end);
  }

  /** Keeps count of braces inside an interpolation; its closing brace is followed by text again. */
  #brace(kind: TokenKind, end: number): number {
    const top = this.#braces.length - 1;
    const open = this.#braces[top] ?? 0;
    if (kind === '{' || kind === '#{') this.#braces[top] = open + 1;
    if (kind !== '}') return end;
    this.#braces[top] = open - 1;
    if (open > 1) return end;
    this.#braces.pop();
    return this.#template(end, end);
  }

  #minusJoins(): boolean {
    const last = this.kinds[this.kinds.length - 1];
    return last === undefined || BEFORE_NEGATIVE_NUMBER.has(last);
  }

  #raw(start: number): number {
    const scanned = scanRaw(this.text, start);
    if (scanned.error !== undefined) return this.#error(scanned.error, start, scanned.end);
    return this.#push('string', start, scanned.end);
  }

  #comment(start: number, kind: Comment['kind']): number {
    const line = kind === 'line';
    const end = line ? lineCommentEnd(this.text, start + 2) : blockCommentEnd(this.text, start + 2);
    const mark = this.text.slice(start, start + 4);
    const documentation = line ? /^\/\/\/(?!\/)/.test(mark) : /^\/\*\*(?![*/])/.test(mark);
    this.comments.push({ kind, documentation, span: { start, end } });
    return end;
  }
}

/** The engine ends a line comment at a lone carriage return too. */
function lineCommentEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) break;
  }
  return at;
}

/** Block comments nest; one that is not closed reaches to the end and the engine does not mind. */
function blockCommentEnd(text: string, from: number): number {
  let depth = 1;
  let at = from;
  while (at < text.length && depth > 0) {
    const code = text.charCodeAt(at++);
    const next = text.charCodeAt(at);
    if (code === SLASH && next === STAR) {
      depth++;
      at++;
    } else if (code === STAR && next === SLASH) {
      depth--;
      at++;
    }
  }
  return at;
}

const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const STAR = 42;
const MINUS = 45;
const SLASH = 47;
const BANG = 33;
const UNDERSCORE = 95;
const BACKTICK = 96;

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9 || code === 12;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isWordCode(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === UNDERSCORE;
}

/** Whether a word can be a name: letters, digits and underscores, a letter before the first digit. */
export function isIdentifier(word: string): boolean {
  return /^_*[A-Za-z][A-Za-z0-9_]*$/.test(word);
}

function isOneCharacter(value: string): boolean {
  return value.length === ((value.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
}
