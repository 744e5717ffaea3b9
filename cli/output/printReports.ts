// The formats of `rehearsal check`, each behind its name.

import { githubText } from './githubOutput.ts';
import type { CheckedRun } from './report.ts';
import { sarifLog } from './sarifLog.ts';
import { peopleText } from './textOutput.ts';

export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];

/** The results in a format, newline at the end. */
export function printReports(run: CheckedRun, format: CheckFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ version: 1, rex: '0.1.0', files: run.reports })}\n`;
    case 'github':
      return run.reports.map(githubText).join('');
    case 'sarif':
      return `${JSON.stringify(sarifLog(run))}\n`;
    case 'text':
      return run.reports.map(peopleText).join('\n');
  }
}
