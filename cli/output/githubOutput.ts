// Findings as workflow commands of GitHub Actions, which shows them at their lines.

import type { FileReport, ReportedDiagnostic } from './report.ts';

const LEVELS = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

/** One command for each finding that no baseline lists. */
export function githubText({ path, diagnostics }: FileReport): string {
  return diagnostics
    .filter(({ known }) => known !== true)
    .map((diagnostic) => annotation(path, diagnostic))
    .join('');
}

function annotation(path: string, { severity, range, message, code }: ReportedDiagnostic): string {
  const { startLine, startColumn, endLine, endColumn } = range;
  const properties = {
    file: path.replaceAll('\\', '/'),
    line: startLine,
    // Columns mean something to GitHub only where the range stays on one line.
    ...(startLine === endLine ? { col: startColumn, endColumn } : { endLine }),
    title: code,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${LEVELS[severity]} ${list.join(',')}::${escapeData(message)}\n`;
}

/** What ends a command, or starts another, must not come from a text. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
