// What can be folded in a script: bracketed code, runs of comments and imports, and text over several lines.

import type { Span } from '#core/base/span.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { Fold } from './answers.ts';

/** Every stretch of more than one line, in the order of the text. */
export function folding({ root, text, tokens }: ParseResult): readonly Fold[] {
  const folds: Fold[] = [
    ...commentRuns(
      text,
      tokens.comments.map(({ span }) => span),
    ),
    ...importRun(root.statements),
  ];
  walk(root, (node) => {
    if (isFoldable(node)) folds.push({ span: node.span, kind: 'code' });
    if (node.kind === 'call' || node.kind === 'methodCall')
      folds.push({ span: { start: node.name.span.end, end: node.span.end }, kind: 'code' });
    return true;
  });
  return folds
    .filter(({ span }) => text.slice(span.start, span.end).includes('\n'))
    .sort((a, b) => a.span.start - b.span.start);
}

function isFoldable({ kind }: Node): boolean {
  return ['block', 'map', 'array', 'switch', 'string', 'interpolation', 'paren'].includes(kind);
}

/** Line comments that follow each other with nothing but one line break between them fold as one. */
function commentRuns(text: string, comments: readonly Span[]): readonly Fold[] {
  const runs: Span[] = [];
  for (const span of comments) {
    const last = runs[runs.length - 1];
    const joins = last !== undefined && /^\r?\n[ \t]*$/.test(text.slice(last.end, span.start));
    if (joins) runs[runs.length - 1] = { start: last.start, end: span.end };
    else runs.push(span);
  }
  return runs.map((span) => ({ span, kind: 'comment' }));
}

function importRun(statements: readonly Node[]): readonly Fold[] {
  const imports = statements.filter(({ kind }) => kind === 'import');
  const [first] = imports;
  const last = imports[imports.length - 1];
  return first === undefined || last === undefined || first === last
    ? []
    : [{ span: { start: first.span.start, end: last.span.end }, kind: 'imports' }];
}
