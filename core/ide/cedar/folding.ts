// What can be folded in policies and schemas: policies, bracketed stretches and runs of comments.

import type { Span } from '#core/base/span.ts';
import type { Fold } from '../answers.ts';
import type { CedarDocument } from './cedarDocument.ts';
import { brackets, commentsOf } from './structure.ts';

/** Every stretch of more than one line, in the order of the text. */
export function folding(document: CedarDocument): readonly Fold[] {
  const policies = document.kind === 'policies' ? document.tree.policies.map(({ span }) => span) : [];
  const code = [...policies, ...brackets(document)].map((span): Fold => ({ span, kind: 'code' }));
  return [...code, ...commentRuns(document)]
    .filter(({ span }) => /[\n\r]/.test(document.text.slice(span.start, span.end)))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

/** Comments that follow each other with nothing but one line break between them fold as one. */
function commentRuns(document: CedarDocument): readonly Fold[] {
  const runs: Span[] = [];
  for (const { start, end } of commentsOf(document)) {
    const last = runs.at(-1);
    const joins = last !== undefined && /^(\r\n|\n|\r)[ \t]*$/.test(document.text.slice(last.end, start));
    if (joins) runs[runs.length - 1] = { start: last.start, end };
    else runs.push({ start, end });
  }
  return runs.map((span) => ({ span, kind: 'comment' }));
}
