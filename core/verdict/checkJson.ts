// A script's analysis in the form of `check --format json`: lines and columns from 1, columns in UTF-16 units.

import type { Diagnostic, RelatedPlace, Severity } from '#core/base/diagnostic.ts';
import type { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';
import type { ScriptAnalysis } from './analyzeScript.ts';
import type { CallVerdict, CheckVerdict } from './callVerdict.ts';
import type { Verdict } from './decide.ts';

/** A range as the JSON has it. */
export interface JsonRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One entry of `diagnostics`. */
export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: JsonRange;
  readonly related?: readonly { readonly path: string; readonly range: JsonRange; readonly message: string }[];
}

/** One entry of `calls`. */
export interface JsonCall {
  readonly function: string;
  readonly receiver: string | null;
  readonly reachable: boolean;
  readonly range: JsonRange;
  readonly verdict: Verdict;
  readonly silent: boolean;
  readonly reason: string;
  readonly assumes: readonly string[];
  readonly checks: readonly CheckVerdict[];
  readonly witnesses: readonly object[];
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
): { readonly diagnostics: readonly JsonDiagnostic[]; readonly calls: readonly JsonCall[] } {
  return {
    diagnostics: analysis.diagnostics.map((diagnostic) => diagnosticJson(diagnostic, lines, related)),
    calls: analysis.calls.map((call) => callJson(call, lines)),
  };
}

function diagnosticJson(
  { code, severity, message, span, related = [] }: Diagnostic,
  lines: LineIndex,
  place: RelatedFile,
): JsonDiagnostic {
  const known = related.flatMap((other) => {
    const file = place(other.document);
    return file === undefined
      ? []
      : [{ path: file.path, range: jsonRange(other.span, file.lines), message: other.message }];
  });
  return { code, severity, message, range: jsonRange(span, lines), ...(known.length === 0 ? {} : { related: known }) };
}

function callJson(call: CallVerdict, lines: LineIndex): JsonCall {
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
