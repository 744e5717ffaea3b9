// A script's analysis in the form of `check --format json`: lines and columns from 1, columns in UTF-16 units.

import type { Diagnostic, RelatedPlace } from '#core/base/diagnostic.ts';
import type { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';
import type { ScriptAnalysis } from './analyzeScript.ts';
import type { CallVerdict } from './callVerdict.ts';

/** A range as the JSON has it. */
export interface JsonRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The file that a related place lies in. */
export type RelatedFile = (
  document: RelatedPlace['document'],
) => { readonly path: string; readonly lines: LineIndex } | undefined;

/** `diagnostics` and `calls` of one entry of `files`. */
export function checkJson(
  lines: LineIndex,
  analysis: Pick<ScriptAnalysis, 'diagnostics' | 'calls'>,
  related: RelatedFile,
): { readonly diagnostics: readonly object[]; readonly calls: readonly object[] } {
  return {
    diagnostics: analysis.diagnostics.map((diagnostic) => diagnosticJson(diagnostic, lines, related)),
    calls: analysis.calls.map((call) => callJson(call, lines)),
  };
}

function diagnosticJson(
  { code, severity, message, span, related = [] }: Diagnostic,
  lines: LineIndex,
  place: RelatedFile,
): object {
  const known = related.flatMap((other) => {
    const file = place(other.document);
    return file === undefined
      ? []
      : [{ path: file.path, range: jsonRange(other.span, file.lines), message: other.message }];
  });
  return { code, severity, message, range: jsonRange(span, lines), ...(known.length === 0 ? {} : { related: known }) };
}

function callJson(call: CallVerdict, lines: LineIndex): object {
  return {
    function: call.function,
    receiver: call.receiver,
    reachable: call.reachable,
    range: jsonRange(call.site.span, lines),
    verdict: call.verdict,
    silent: call.silent,
    reason: call.reason,
    assumes: call.assumes,
    checks: call.checks,
    witnesses: call.witnesses.map(({ verdict, resource, assumptions, values }) => ({
      verdict,
      resource: resource ?? null,
      ...(assumptions.length === 0 ? {} : { assumes: assumptions }),
      args: values,
    })),
  };
}

/** A span with lines and columns from 1. */
export function jsonRange(span: Span, lines: LineIndex): JsonRange {
  const start = lines.toLineColumn(span.start);
  const end = lines.toLineColumn(span.end);
  return { startLine: start.line + 1, startColumn: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
}
