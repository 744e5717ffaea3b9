// Strings as the engine reads them: quoted with escapes, raw between hashes, and back-tick strings with interpolation.

export interface ScannedString {
  readonly end: number;
  readonly value: string;
  /** What is wrong with it, if anything. */
  readonly error?: string;
}

/** A piece of a back-tick string and what ends it: its back-tick, `${` or the end of the text. */
export interface ScannedTemplate {
  /** After the back-tick, or between `$` and `{`. */
  readonly end: number;
  readonly value: string;
  readonly ending: 'close' | 'interpolation' | 'text';
}

/** Scans a string or character from its opening quote. A doubled quote inside stands for one. */
export function scanQuoted(text: string, start: number, quote: '"' | "'"): ScannedString {
  const special = quote === '"' ? SPECIAL_IN_STRING : SPECIAL_IN_CHARACTER;
  let value = '';
  let at = start + 1;
  for (;;) {
    const stop = nextSpecial(special, text, at);
    value += text.slice(at, stop);
    at = stop;
    const char = text[at];
    if (char === undefined || char === '\n') return { end: at, value, error: 'string is not closed' };
    if (char === quote) {
      if (text[at + 1] !== quote) return { end: at + 1, value };
      value += quote;
      at += 2;
    } else if (char === '\\') {
      const escaped = scanEscape(text, at, quote);
      if (escaped.error !== undefined) return { end: stringEnd(text, escaped.end, quote), value, error: escaped.error };
      value += escaped.value ?? '';
      at = escaped.value === undefined ? continuedText(text, start, escaped.end) : escaped.end;
    } else {
      if (text[at + 1] !== '\n') value += char;
      at++;
    }
  }
}

/** Where a continued line's text starts: blanks up to the column of the opening quote are dropped. */
function continuedText(text: string, open: number, lineStart: number): number {
  const columns = columnOf(text, open);
  let at = lineStart;
  for (let column = 1; column <= columns && isBlank(text[at]); column++) at++;
  return at;
}

/** Scans a raw string from its first hash: one or more hashes, a quote, text, a quote and as many hashes. */
export function scanRaw(text: string, start: number): ScannedString {
  let open = start;
  while (text[open] === '#') open++;
  if (text[open] !== '"') return { end: open, value: '', error: 'unexpected #' };
  const closing = `"${'#'.repeat(open - start)}`;
  const close = text.indexOf(closing, open + 1);
  if (close < 0) return { end: text.length, value: text.slice(open + 1), error: 'string is not closed' };
  return { end: close + closing.length, value: text.slice(open + 1, close) };
}

/** Scans text of a back-tick string from `start`, which is behind its back-tick or behind an interpolation. */
export function scanTemplate(text: string, start: number): ScannedTemplate {
  let value = '';
  let at = start;
  for (;;) {
    const special = nextSpecial(SPECIAL_IN_TEMPLATE, text, at);
    value += text.slice(at, special);
    at = special;
    const char = text[at];
    const next = text[at + 1];
    if (char === undefined) return { end: at, value, ending: 'text' };
    if (char === '`') {
      if (next !== '`') return { end: at + 1, value, ending: 'close' };
      value += '`';
      at += 2;
    } else if (char === '$') {
      if (next === '{') return { end: at + 1, value, ending: 'interpolation' };
      value += '$';
      at++;
    } else if (char === '\\' && next === '$' && text[at + 2] === '{') {
      value += '${';
      at += 3;
    } else {
      // A carriage return before a line feed is dropped; a backslash elsewhere is itself.
      if (char === '\\' || next !== '\n') value += char;
      at++;
    }
  }
}

/** The text of a back-tick string's first piece starts on the next line when a line break follows the back-tick. */
export function templateTextStart(text: string, open: number): number {
  const char = text[open + 1];
  if (char === '\r') return text[open + 2] === '\n' ? open + 3 : open + 2;
  return char === '\n' ? open + 2 : open + 1;
}

interface ScannedEscape {
  readonly end: number;
  /** Undefined for a line continuation. */
  readonly value?: string;
  readonly error?: string;
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
]);

const CODE_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

function scanEscape(text: string, start: number, quote: string): ScannedEscape {
  const char = text[start + 1];
  if (char === undefined) return { end: start + 1, error: 'string is not closed' };
  const simple = char === quote ? quote : SIMPLE_ESCAPES.get(char);
  if (simple !== undefined) return { end: start + 2, value: simple };
  const digits = CODE_ESCAPES.get(char);
  if (digits !== undefined) return scanCodeEscape(text, start + 2, digits);
  const lineEnd = char === '\r' && text[start + 2] === '\n' ? start + 2 : start + 1;
  if (text[lineEnd] === '\n' && quote === '"') return { end: lineEnd + 1 };
  return { end: start + 1, error: 'malformed escape' };
}

function scanCodeEscape(text: string, start: number, digits: number): ScannedEscape {
  const hex = text.slice(start, start + digits);
  const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : -1;
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    return { end: start, error: 'malformed escape' };
  return { end: start + digits, value: String.fromCodePoint(code) };
}

/** Where a broken string most likely ends: its next quote on the line, or the line's end. */
function stringEnd(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== '\n') {
    if (text[at] === quote) return at + 1;
    at += text[at] === '\\' && text[at + 1] !== '\n' ? 2 : 1;
  }
  return Math.min(at, text.length);
}

/** Column in characters from 1, as the engine counts. */
function columnOf(text: string, offset: number): number {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  let column = 1;
  for (let at = lineStart; at < offset; column++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return column;
}

function isBlank(char: string | undefined): boolean {
  return char !== undefined && char !== '\n' && /^\s$/u.test(char);
}

const SPECIAL_IN_STRING = /["\\\r\n]/g;
const SPECIAL_IN_CHARACTER = /['\\\r\n]/g;
const SPECIAL_IN_TEMPLATE = /[`$\\\r]/g;

function nextSpecial(special: RegExp, text: string, from: number): number {
  special.lastIndex = from;
  return special.exec(text)?.index ?? text.length;
}
