// What the formatter moves: tokens, comments, and interpolated strings as a whole, each with its text untouched.

import type { Span } from '#core/base/span.ts';
import type { ParseResult } from '../syntax/parser.ts';
import type { TokenKind } from '../syntax/tokens.ts';
import { walk } from '../syntax/walk.ts';

export interface Atom {
  readonly kind: TokenKind | 'lineComment' | 'blockComment' | 'interpolated';
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Line breaks between the atom before and this one. */
  readonly breaksBefore: number;
  /** Whether anything stood between them at all. */
  readonly spaced: boolean;
}

type Piece = Pick<Atom, 'kind' | 'start' | 'end'>;

/** The atoms in the order of the text. */
export function atomsOf(parsed: ParseResult): readonly Atom[] {
  const { text } = parsed;
  const atoms: Atom[] = [];
  let last = 0;
  for (const { kind, start, end } of piecesOf(parsed)) {
    const breaksBefore = breaksBetween(text, last, start);
    atoms.push({ kind, start, end, text: text.slice(start, end), breaksBefore, spaced: last < start });
    last = end;
  }
  return atoms;
}

function piecesOf(parsed: ParseResult): readonly Piece[] {
  const { tokens } = parsed;
  const interpolated = interpolatedStrings(parsed);
  const pieces: Piece[] = interpolated.map(({ start, end }) => ({ kind: 'interpolated', start, end }));
  const isOutside = outsideOf(interpolated);
  for (let index = 0; index < tokens.kinds.length; index++) {
    const kind = tokens.kinds[index] ?? 'end';
    const start = tokens.starts[index] ?? 0;
    if (kind !== 'end' && isOutside(start)) pieces.push({ kind, start, end: tokens.ends[index] ?? start });
  }
  for (const { kind, span } of tokens.comments) {
    const { start, end } = span;
    if (isOutside(start)) pieces.push({ kind: kind === 'line' ? 'lineComment' : 'blockComment', start, end });
  }
  return pieces.sort((a, b) => a.start - b.start);
}

function breaksBetween(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === LINE_FEED) count++;
  return count;
}

const LINE_FEED = 10;

/** Outermost interpolated strings; what stands in their blocks is part of them. */
function interpolatedStrings({ root }: ParseResult): readonly Span[] {
  const spans: Span[] = [];
  walk(root, (node) => {
    if (node.kind === 'interpolation') spans.push(node.span);
    return node.kind !== 'interpolation';
  });
  return spans.sort((a, b) => a.start - b.start);
}

/** Asks in ascending order whether offsets lie outside of all spans. */
function outsideOf(spans: readonly Span[]): (offset: number) => boolean {
  return (offset) => {
    let low = 0;
    let high = spans.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((spans[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const span = spans[low];
    return span === undefined || offset < span.start || span.end <= offset;
  };
}
