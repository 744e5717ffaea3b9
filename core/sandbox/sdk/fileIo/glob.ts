// Shell patterns exactly as the `glob` crate reads them; they are matched against names, where a `/` is nothing special.
// Source: glob 0.3 `Pattern`.

/** A pattern that was understood. */
export interface GlobPattern {
  matches(text: string): boolean;
  /** ASCII letters match in either case. */
  matchesIgnoringCase(text: string): boolean;
}

export type GlobResult =
  | { readonly ok: true; readonly pattern: GlobPattern }
  | { readonly ok: false; readonly message: string };

type Specifier = { readonly from: string; readonly to: string };

type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'sequence' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'set'; readonly specifiers: readonly Specifier[]; readonly negated: boolean };

/** Compiles a pattern, or gives the crate's message with the position at which it gave up. */
export function compileGlob(pattern: string): GlobResult {
  const parser = new Parser([...pattern]);
  const error = parser.run();
  if (error !== undefined)
    return { ok: false, message: `Pattern syntax error near position ${error.position}: ${error.text}` };
  const { tokens } = parser;
  return {
    ok: true,
    pattern: {
      matches: (text) => matchTokens(tokens, [...text], false),
      matchesIgnoringCase: (text) => matchTokens(tokens, [...text], true),
    },
  };
}

interface ParseError {
  readonly position: number;
  readonly text: string;
}

const INVALID_RANGE = 'invalid range pattern';
const WILDCARDS = 'wildcards are either regular `*` or recursive `**`';
const RECURSIVE_WILDCARDS = 'recursive wildcards must form a single path component';

class Parser {
  readonly tokens: Token[] = [];
  readonly #chars: readonly string[];
  #at = 0;

  constructor(chars: readonly string[]) {
    this.#chars = chars;
  }

  run(): ParseError | undefined {
    while (this.#at < this.#chars.length) {
      const error = this.#token();
      if (error !== undefined) return error;
    }
    return undefined;
  }

  #token(): ParseError | undefined {
    const char = this.#chars[this.#at] ?? '';
    if (char === '*') return this.#stars();
    if (char === '[') return this.#set();
    this.tokens.push(char === '?' ? { kind: 'any' } : { kind: 'char', char });
    this.#at++;
    return undefined;
  }

  #stars(): ParseError | undefined {
    const start = this.#at;
    while (this.#chars[this.#at] === '*') this.#at++;
    const count = this.#at - start;
    if (count > 2) return { position: start + 2, text: WILDCARDS };
    if (count < 2) {
      this.tokens.push({ kind: 'sequence' });
      return undefined;
    }
    if (start > 0 && this.#chars[start - 1] !== '/') return { position: start - 1, text: RECURSIVE_WILDCARDS };
    if (this.#chars[this.#at] === '/') this.#at++;
    else if (this.#at < this.#chars.length) return { position: this.#at, text: RECURSIVE_WILDCARDS };
    const repeated = this.tokens.length > 1 && this.tokens.at(-1)?.kind === 'recursive';
    if (!repeated) this.tokens.push({ kind: 'recursive' });
    return undefined;
  }

  #set(): ParseError | undefined {
    const negated = this.#chars[this.#at + 1] === '!';
    const first = this.#at + (negated ? 2 : 1);
    const close = this.#chars.indexOf(']', first + 1);
    if (first >= this.#chars.length || close < 0) return { position: this.#at, text: INVALID_RANGE };
    this.tokens.push({ kind: 'set', specifiers: specifiersOf(this.#chars.slice(first, close)), negated });
    this.#at = close + 1;
    return undefined;
  }
}

function specifiersOf(chars: readonly string[]): readonly Specifier[] {
  const out: Specifier[] = [];
  for (let at = 0; at < chars.length; ) {
    const from = chars[at] ?? '';
    const isRange = at + 3 <= chars.length && chars[at + 1] === '-';
    out.push({ from, to: isRange ? (chars[at + 2] ?? '') : from });
    at += isRange ? 3 : 1;
  }
  return out;
}

/** Matches with a table of reachable positions, so that no pattern takes more than pattern times text. */
function matchTokens(tokens: readonly Token[], text: readonly string[], ignoreCase: boolean): boolean {
  let reachable = text.map(() => false);
  reachable.push(false);
  reachable[0] = true;
  for (const token of tokens) reachable = step(token, text, reachable, ignoreCase);
  return reachable[text.length] ?? false;
}

function step(token: Token, text: readonly string[], reachable: readonly boolean[], ignoreCase: boolean): boolean[] {
  const next = reachable.map(() => false);
  if (token.kind === 'sequence' || token.kind === 'recursive') {
    let seen = false;
    for (let at = 0; at < reachable.length; at++) {
      const here = reachable[at] ?? false;
      const afterSeparator = token.kind === 'sequence' || text[at - 1] === '/';
      next[at] = here || (seen && afterSeparator);
      seen ||= here;
    }
    return next;
  }
  for (let at = 0; at < text.length; at++) {
    if (reachable[at] === true && matchesChar(token, text[at] ?? '', ignoreCase)) next[at + 1] = true;
  }
  return next;
}

function matchesChar(
  token: Exclude<Token, { kind: 'sequence' } | { kind: 'recursive' }>,
  char: string,
  ignoreCase: boolean,
): boolean {
  switch (token.kind) {
    case 'any':
      return true;
    case 'char':
      return equalChars(token.char, char, ignoreCase);
    case 'set':
      return token.specifiers.some((specifier) => inSpecifier(specifier, char, ignoreCase)) !== token.negated;
  }
}

function inSpecifier({ from, to }: Specifier, char: string, ignoreCase: boolean): boolean {
  if (from === to) return equalChars(from, char, ignoreCase);
  if (ignoreCase && isLetter(from) && isLetter(to)) {
    const lower = foldAscii(char);
    if (lower >= foldAscii(from) && lower <= foldAscii(to)) return true;
  }
  return codeOf(char) >= codeOf(from) && codeOf(char) <= codeOf(to);
}

function equalChars(a: string, b: string, ignoreCase: boolean): boolean {
  return ignoreCase ? foldAscii(a) === foldAscii(b) : a === b;
}

function foldAscii(char: string): string {
  return isLetter(char) ? char.toLowerCase() : char;
}

function isLetter(char: string): boolean {
  return /^[A-Za-z]$/.test(char);
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}
