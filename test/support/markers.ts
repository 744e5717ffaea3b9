// Scripts that carry their own expectations: `// ^^^ text` under the line it speaks of, `$0` where the cursor is.

import type { Span } from '#core/base/span.ts';

/** What a marker line says about the text above its carets. */
export interface Marker {
  readonly span: Span;
  readonly text: string;
}

export interface MarkedText {
  /** The text without the cursor mark; marker lines stay, they are comments. */
  readonly text: string;
  readonly markers: readonly Marker[];
  /** Offset of `$0` in `text`. */
  readonly cursor: number | undefined;
}

/**
 * Reads markers out of a source. Each line of the form `// ^^^ text` (or `//^^^ text`) marks the columns of its carets
 * in the last line above that is not a marker itself; several groups of carets with texts may stand on one line:
 * `//  ^^^ first ^^ second`. `//^` cannot mark the first two columns; `// <- text` marks the first column instead.
 */
export function readMarkers(source: string): MarkedText {
  const cursor = source.indexOf('$0');
  const text = cursor < 0 ? source : source.slice(0, cursor) + source.slice(cursor + 2);
  const markers: Marker[] = [];
  let lineStart = 0;
  let marked = 0;
  for (const line of text.split('\n')) {
    const found = markersOf(line, marked);
    markers.push(...found);
    if (found.length === 0) marked = lineStart;
    lineStart += line.length + 1;
  }
  return { text, markers, cursor: cursor < 0 ? undefined : cursor };
}

/** The text and the offset of its `$0`; throws when it has none. */
export function readCursor(source: string): { readonly text: string; readonly cursor: number } {
  const { text, cursor } = readMarkers(source);
  if (cursor === undefined) throw new Error('the source has no $0');
  return { text, cursor };
}

/**
 * Writes findings as markers under the lines of a text, so that a failed test shows the difference in place. Existing
 * marker lines are dropped first.
 */
export function writeMarkers(text: string, markers: readonly Marker[]): string {
  const out: string[] = [];
  let lineStart = 0;
  for (const line of text.split('\n')) {
    const here = markers.filter(({ span }) => lineStart <= span.start && span.start <= lineStart + line.length);
    if (markersOf(line, 0).length === 0) {
      out.push(line);
      for (const { span, text: label } of here)
        out.push(markerLine(span.start - lineStart, span.end - span.start, label));
    }
    lineStart += line.length + 1;
  }
  return out.join('\n');
}

/** The source in the form {@link writeMarkers} produces, for comparison. */
export function normalizeMarkers(source: string): string {
  const { text, markers } = readMarkers(source);
  return writeMarkers(text, markers);
}

function markerLine(column: number, length: number, label: string): string {
  if (column < 2) return `// <- ${label}`;
  return `//${' '.repeat(column - 2)}${'^'.repeat(Math.max(1, length))} ${label}`;
}

function markersOf(line: string, lineStart: number): readonly Marker[] {
  const first = /^\s*\/\/ <- (.*)$/.exec(line);
  if (first?.[1] !== undefined) return [{ span: { start: lineStart, end: lineStart + 1 }, text: first[1].trim() }];
  if (!/^\s*\/\/\s*\^/.test(line)) return [];
  const out: Marker[] = [];
  for (const match of line.matchAll(/(\^+)([^^]*)/g)) {
    const start = lineStart + match.index;
    out.push({ span: { start, end: start + (match[1]?.length ?? 0) }, text: (match[2] ?? '').trim() });
  }
  return out;
}
