// The results of `rehearsal check` as text for people, as JSON and as annotations of a workflow log.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';
import type { CallVerdict } from '#core/verdict/callVerdict.ts';
import { checkJson, type RelatedFile } from '#core/verdict/checkJson.ts';

export const CHECK_FORMATS = ['text', 'json', 'github'] as const;
export const FAIL_ON = ['deny', 'depends', 'unknown', 'warning'] as const;

/** A checked file. */
export interface CheckedFile {
  readonly path: string;
  /** Folder of the recorded case. */
  readonly case?: string;
  readonly lines: LineIndex;
  /** The policy that governs a script. */
  readonly policy?: { readonly path: string; readonly lines: LineIndex };
  readonly diagnostics: readonly Diagnostic[];
  readonly calls: readonly CallVerdict[];
}

/** Whether a file makes the command exit with 1. */
export function fails(file: CheckedFile, failOn: (typeof FAIL_ON)[number] | undefined): boolean {
  const verdicts = file.calls.filter((call) => call.reachable).map((call) => call.verdict);
  if (verdicts.includes('deny') || file.diagnostics.some(({ severity }) => severity === 'error')) return true;
  if (failOn === 'warning') return file.diagnostics.some(({ severity }) => severity === 'warning');
  return failOn !== undefined && verdicts.includes(failOn);
}

/** The results in a format, newline at the end. */
export function printChecked(files: readonly CheckedFile[], format: (typeof CHECK_FORMATS)[number]): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ version: 1, rex: '0.1.0', files: files.map(fileJson) })}\n`;
    case 'github':
      return files.flatMap((file) => file.diagnostics.map((diagnostic) => annotation(file, diagnostic))).join('');
    case 'text':
      return files.map(fileText).join('\n');
  }
}

function fileJson(file: CheckedFile): object {
  const { path, lines, policy } = file;
  const related: RelatedFile = (document) =>
    document === 'script' ? { path, lines } : document === 'policy' ? policy : undefined;
  return { path, ...(file.case === undefined ? {} : { case: file.case }), ...checkJson(lines, file, related) };
}

const SEVERITY_WORDS = { error: 'error', warning: 'warning', information: 'info', hint: 'hint' } as const;

const MARKS = { allow: 'allowed', deny: 'denied', depends: 'depends', unknown: 'unknown' } as const;

function fileText(file: CheckedFile): string {
  const verdicts = file.calls.filter((call) => call.reachable);
  const rows = verdicts.map((call) => [
    placeOf(file, call.site.span),
    MARKS[call.verdict],
    call.function,
    call.verdict === 'allow' ? summaryOf(call) : call.reason,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  const spoken = new Set(verdicts.filter((call) => call.verdict !== 'allow').map((call) => call.reason));
  const others = file.diagnostics
    .filter(({ message }) => !spoken.has(message))
    .map(
      ({ span, severity, message, code }) =>
        `  ${placeOf(file, span)}  ${SEVERITY_WORDS[severity]}  ${message} [${code}]`,
    );
  const parts = [file.path, ...table, ...others];
  if (file.path.endsWith('.rhai')) parts.push(`  ${countsOf(verdicts)}`);
  else if (others.length === 0) parts.push('  no findings');
  return `${parts.join('\n')}\n`;
}

/** The last thing an allowed call asks for says best what it does. */
function summaryOf(call: CallVerdict): string {
  const last = call.checks.filter(({ verdict }) => verdict === 'allow').at(-1);
  return last === undefined ? '' : `${/"(.*)"/.exec(last.action)?.[1] ?? last.action} ${last.resource ?? ''}`;
}

function countsOf(calls: readonly CallVerdict[]): string {
  const counts = { allow: 0, deny: 0, depends: 0, unknown: 0 };
  for (const { verdict } of calls) counts[verdict]++;
  return `${counts.allow} allowed, ${counts.deny} denied, ${counts.depends} depend on input, ${counts.unknown} unknown`;
}

function placeOf({ lines }: CheckedFile, span: Span): string {
  const { line, column } = lines.toLineColumn(span.start);
  return `${line + 1}:${column + 1}`;
}

const LEVELS = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

/** A workflow command; the values are escaped as its syntax asks for. */
function annotation(file: CheckedFile, { severity, span, message, code }: Diagnostic): string {
  const { line, column } = file.lines.toLineColumn(span.start);
  const text = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const name = file.path.replaceAll('%', '%25').replaceAll(',', '%2C').replaceAll(':', '%3A');
  return `::${LEVELS[severity]} file=${name},line=${line + 1},col=${column + 1},title=${code}::${text}\n`;
}
