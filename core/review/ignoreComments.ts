// `// rehearsal-ignore CODE reason` on the line above silences the findings of this code; one that silences nothing is reported.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';

/** The findings that are left, and one for every comment that silences nothing or gives no reason. */
export function withoutIgnored(
  diagnostics: readonly Diagnostic[],
  parse: ParseResult,
  lines: LineIndex,
): readonly Diagnostic[] {
  const comments = ignoreComments(parse, lines);
  if (comments.length === 0) return diagnostics;
  const used = new Set<IgnoreComment>();
  const left = diagnostics.filter((diagnostic) => {
    const line = lines.toLineColumn(diagnostic.span.start).line;
    const hit = comments.find((comment) => comment.code === diagnostic.code && comment.target === line);
    if (hit !== undefined) used.add(hit);
    return hit === undefined;
  });
  return [...left, ...comments.flatMap((comment) => problemOf(comment, used.has(comment)))];
}

interface IgnoreComment {
  readonly code: string;
  readonly reason: string;
  readonly span: Span;
  /** The line it speaks of, from 0. */
  readonly target: number;
}

const FORM = /^\/\/\s*rehearsal-ignore(?:\s+([\w-]+))?\s*(.*)$/;

/** Several of them may stand one above the other. */
function ignoreComments(parse: ParseResult, lines: LineIndex): readonly IgnoreComment[] {
  const found = parse.tokens.comments.flatMap(({ kind, span }) => {
    const match = kind === 'line' ? FORM.exec(parse.text.slice(span.start, span.end).trimEnd()) : null;
    if (match === null) return [];
    const line = lines.toLineColumn(span.start).line;
    return [{ code: match[1] ?? '', reason: (match[2] ?? '').trim(), span, line }];
  });
  const own = new Set(found.map(({ line }) => line));
  return found.map(({ line, ...comment }) => {
    let target = line + 1;
    while (own.has(target)) target++;
    return { ...comment, target };
  });
}

function problemOf({ code, reason, span }: IgnoreComment, used: boolean): readonly Diagnostic[] {
  if (code === '')
    return [
      { code: 'unused-ignore', severity: 'warning', message: 'This names no code, so it silences nothing.', span },
    ];
  if (!used)
    return [
      {
        code: 'unused-ignore',
        severity: 'warning',
        message: `The line below has no ${code} finding, so this silences nothing.`,
        span,
        unnecessary: true,
      },
    ];
  if (reason !== '') return [];
  return [
    { code: 'ignore-without-reason', severity: 'information', message: `Say behind ${code} why this is right.`, span },
  ];
}
