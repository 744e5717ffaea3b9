// Selections that grow with the structure of a script: from a word over its expression to the whole text.

import type { Span } from '#core/base/span.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';

/** Spans around an offset, innermost first, each larger than the one before. */
export function selection({ root, text }: ParseResult, offset: number): readonly Span[] {
  const spans: Span[] = [];
  const add = (span: Span): void => {
    const last = spans[spans.length - 1];
    if (last === undefined || (span.start <= last.start && span.end >= last.end && length(span) > length(last)))
      spans.push(span);
  };
  const word = wordAt(text, offset);
  if (length(word) > 0) add(word);
  for (const node of pathAt(root, offset).toReversed()) {
    const inside = insideOf(node);
    if (inside !== undefined && inside.start <= offset && offset <= inside.end) add(inside);
    add(node.span);
  }
  return spans;
}

/** What stands between the brackets or quotes of a node. */
function insideOf({ kind, span }: Node): Span | undefined {
  if (kind !== 'block' && kind !== 'array' && kind !== 'string' && kind !== 'interpolation') return undefined;
  return length(span) > 2 ? { start: span.start + 1, end: span.end - 1 } : undefined;
}

function wordAt(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && /\w/.test(text[start - 1] ?? '')) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text[end] ?? '')) end++;
  return { start, end };
}

function length({ start, end }: Span): number {
  return end - start;
}
