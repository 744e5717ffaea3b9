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
  const { text, tokens } = parsed;
  const interpolated = interpolatedStrings(parsed);
  const pieces: Piece[] = interpolated.map((span) => ({ kind: 'interpolated', ...span }));
  const isOutside = outsideOf(interpolated);
  for (const [index, kind] of tokens.kinds.entries()) {
    const start = tokens.starts[index] ?? 0;
    if (kind !== 'end' && isOutside(start)) pieces.push({ kind, start, end: tokens.ends[index] ?? start });
  }
  for (const { kind, span } of tokens.comments)
    if (isOutside(span.start)) pieces.push({ kind: kind === 'line' ? 'lineComment' : 'blockComment', ...span });
  let last = 0;
  return pieces
    .sort((a, b) => a.start - b.start)
    .map((piece): Atom => {
      const gap = text.slice(last, piece.start);
      last = piece.end;
      const own = text.slice(piece.start, piece.end);
      return { ...piece, text: own, breaksBefore: gap.split('\n').length - 1, spaced: gap !== '' };
    });
}

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
