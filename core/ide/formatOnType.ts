// Formatting while typing: when a closing brace is typed, the statement that it ends gets its layout.

import { formatChanges, type SpaceChange } from '#core/rhai/format/formatScript.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { FormatOptions, TextChange } from './answers.ts';

/** The changes for the innermost block that ends directly before an offset; none when no block ends there. */
export function formatBlock(parsed: ParseResult, offset: number, options: FormatOptions): readonly TextChange[] {
  const path = pathAt(parsed.root, offset - 1);
  const block = path.find(
    ({ kind, span }) => span.end === offset && (kind === 'block' || kind === 'switch' || kind === 'map'),
  );
  if (block === undefined || !parsed.text.slice(block.span.start, offset).includes('\n')) return [];
  const inside = ({ span }: SpaceChange): boolean => block.span.start <= span.start && span.end <= offset;
  return formatChanges(parsed, options).filter(inside);
}
