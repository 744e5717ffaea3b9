// The result of a check as text for people: a line for each call, then what else was found.

import type { JsonRange } from '#core/verdict/checkJson.ts';
import type { FileReport, ReportedCall } from './report.ts';

const SEVERITY_WORDS = { error: 'error', warning: 'warning', information: 'info', hint: 'hint' } as const;
const MARKS = { allow: 'allowed', deny: 'denied', depends: 'depends', unknown: 'unknown' } as const;

/** The paragraph about one file. */
export function peopleText({ path, diagnostics, calls }: FileReport): string {
  const reached = calls.filter((call) => call.reachable);
  const rows = reached.map((call) => [
    placeOf(call.range),
    MARKS[call.verdict],
    call.function,
    (call.verdict === 'allow' ? summaryOf(call) : call.reason) + (call.known === true ? ' (in the baseline)' : ''),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  const spoken = new Set(reached.filter((call) => call.verdict !== 'allow').map((call) => call.reason));
  const others = diagnostics
    .filter(({ message, known }) => known !== true && !spoken.has(message))
    .map(
      ({ range, severity, message, code }) => `  ${placeOf(range)}  ${SEVERITY_WORDS[severity]}  ${message} [${code}]`,
    );
  const parts = [path, ...table, ...others];
  if (path.endsWith('.rhai')) parts.push(`  ${countsOf(reached)}`);
  else if (others.length === 0) parts.push('  no findings');
  return `${parts.join('\n')}\n`;
}

/** The last thing an allowed call asks for says best what it does. */
function summaryOf(call: ReportedCall): string {
  const last = call.checks.filter(({ verdict }) => verdict === 'allow').at(-1);
  return last === undefined ? '' : `${/"(.*)"/.exec(last.action)?.[1] ?? last.action} ${last.resource ?? ''}`;
}

function countsOf(calls: readonly ReportedCall[]): string {
  const counts = { allow: 0, deny: 0, depends: 0, unknown: 0 };
  for (const { verdict } of calls) counts[verdict]++;
  return `${counts.allow} allowed, ${counts.deny} denied, ${counts.depends} depend on input, ${counts.unknown} unknown`;
}

function placeOf({ startLine, startColumn }: JsonRange): string {
  return `${startLine}:${startColumn}`;
}
