// Diagnostic `compile`: what the real engine refuses, in its own words and at its own place.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';
import type { CompileError } from '#core/rhai/compiler.ts';
import { foreignSyntax } from '#core/rhai/syntax/foreignSyntax.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { tokenIndexAt } from '#core/rhai/syntax/tokens.ts';

/** The engine's refusal, from the place it names to the end of the token there; behind its words, what Rhai writes instead. */
export function compileDiagnostic(error: CompileError, lines: LineIndex, parsed: ParseResult): Diagnostic {
  const span = spanOf(error, lines, parsed);
  const foreign = foreignSyntax(parsed.text, span, error.message);
  const message = foreign === undefined ? error.message : `${error.message}. ${foreign.hint}`;
  return { code: 'compile', severity: 'error', message, span, data: { refusal: error.message } };
}

function spanOf({ line, column }: CompileError, lines: LineIndex, { text, tokens }: ParseResult): Span {
  const start = line < 1 ? text.length : (lines.fromRhai(line, column) ?? text.length);
  // At the end of the text there is no token: the last character is marked, so that something can be seen.
  if (start >= text.length) return { start: Math.max(0, text.trimEnd().length - 1), end: text.trimEnd().length };
  const index = tokenIndexAt(tokens, start);
  const from = tokens.starts[index] ?? start;
  const to = tokens.ends[index] ?? start + 1;
  return from <= start && start < to ? { start, end: to } : { start, end: start + 1 };
}
