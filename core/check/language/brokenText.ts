// Leaves out what a finding about names and arguments cannot know while the text does not parse.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Span } from '#core/base/span.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';

/** Say what the engine would say of the names and values of a call. */
const OF_CALLS = /^(undeclared|unknown|wrong|no|never|missing|variable|array|map|json|object|reserved|ignored|unit)-/;

/** A text with more errors is no script yet: nothing is said of its names. */
const MAX_ERRORS = 100;

/**
 * The findings that stay certain: those in statements that no syntax error touches, and of unknown functions those
 * that no word before the same name may declare, as in `def name(`.
 */
export function certainFindings(
  findings: readonly Diagnostic[],
  { text, root, errors }: ParseResult,
): readonly Diagnostic[] {
  if (errors.length === 0) return findings;
  if (errors.length > MAX_ERRORS) return findings.filter(({ code }) => !OF_CALLS.test(code));
  const declared = mayBeDeclared(text);
  const broken = errors.flatMap(({ span }) => [statementAt(span.start), statementAt(Math.max(0, span.start - 1))]);
  const isBroken = (span: Span) => broken.some((statement) => statement !== undefined && overlaps(statement, span));
  return findings.filter(({ code, span, related }) => {
    if (!OF_CALLS.test(code)) return true;
    const places = related?.filter(({ document }) => document === 'script') ?? [];
    if (isBroken(span) || places.some((place) => isBroken(place.span))) return false;
    return code !== 'unknown-function' || !declared.has(text.slice(span.start, span.end));
  });

  /** The innermost statement around an offset. */
  function statementAt(offset: number): Span | undefined {
    const path = pathAt(root, offset);
    for (let index = path.length - 1; index > 0; index--) {
      const holder = path[index - 1];
      if (holder?.kind === 'block' || holder?.kind === 'script') return path[index]?.span;
    }
    return undefined;
  }
}

function overlaps(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Names behind another word and before a parenthesis. */
function mayBeDeclared(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\w[ \t]+(\w+)\s*\(/g)].map(([, name = '']) => name));
}
