// Cuts a Cedar policy or schema into tokens that cover it without gaps, also where the text is no Cedar at all.
// Source of the token forms: the grammar of cedar-policy-core 4.14.

/** What a token is. `error` is a character, or a string without an end, that no Cedar token starts with. */
export type CedarTokenKind =
  | 'identifier'
  | 'number'
  | 'string'
  | 'slot'
  | 'punctuation'
  | 'comment'
  | 'whitespace'
  | 'error';

/** A stretch of the text; `text` is the source as written. */
export interface CedarToken {
  readonly kind: CedarTokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All tokens of a text in order, trivia included. Their texts joined are the text. */
export function lexCedar(text: string): readonly CedarToken[] {
  const tokens: CedarToken[] = [];
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

/** Whether a token only separates others. */
export function isTrivia(token: CedarToken): boolean {
  return token.kind === 'comment' || token.kind === 'whitespace';
}

const PATTERNS: readonly (readonly [CedarTokenKind, RegExp])[] = [
  // Rust's `\s`, which is Unicode White_Space: with U+0085, without the byte order mark.
  ['whitespace', /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/y],
  ['comment', /\/\/[^\n\r]*/y],
  ['identifier', /[_a-zA-Z][_a-zA-Z0-9]*/y],
  ['number', /[0-9]+/y],
  ['slot', /\?[_a-zA-Z][_a-zA-Z0-9]*/y],
  ['string', /"(?:\\[^\n]|[^"\\])*"/y],
  ['punctuation', /::|==|!=|<=|>=|\|\||&&|[@.,;:(){}[\]<>+\-*/%!=?]/y],
  // A string that is not closed ends with its line, so that what follows can still be read.
  ['error', /"[^\n\r]*/y],
];

function tokenAt(text: string, start: number): CedarToken {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match !== null) return { kind, start, end: pattern.lastIndex, text: match[0] };
  }
  const end = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
  return { kind: 'error', start, end, text: text.slice(start, end) };
}
