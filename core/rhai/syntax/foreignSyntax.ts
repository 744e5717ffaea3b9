// Recognizes what other languages write and Rhai does not, at the place where the engine refuses it, and says what Rhai writes.

import type { Span } from '#core/base/span.ts';
import { foreignExpression } from './foreignExpressions.ts';
import type { ForeignSyntax } from './foreignRewrites.ts';
import { foreignStatement } from './foreignStatements.ts';

/** The first that fits, or undefined where the text looks like no other language. */
export function foreignSyntax(text: string, span: Span, message: string): ForeignSyntax | undefined {
  const { start, end } = span;
  const place = {
    text,
    start,
    end,
    word: text.slice(start, end),
    before: text.slice(0, start),
    after: text.slice(start),
    message,
  };
  return foreignStatement(place) ?? foreignExpression(place);
}
