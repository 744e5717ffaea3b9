// `rehearsal conformance`: runs recorded cases and prints how a run differs from what the real runner did.

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findCases, type RecordedCase, readCase } from '#core/node/conformance/recordedCase.ts';
import { type CaseOutcome, type CaseRunner, runCase } from '#core/node/conformance/runCase.ts';
import { inWorkers } from '#core/node/conformance/workerCases.ts';
import { RunWorkers } from '#core/node/runWorkers.ts';
import { type Arguments, type Command, EXIT, type Io, UsageError } from './command.ts';
import { writeText } from './files.ts';

/** Longest line that is printed of a difference; `--json` has all of it. */
const MAX_LINE = 2_000;
const MAX_WORKERS = 2;

export const conformanceCommand: Command = {
  name: 'conformance',
  summary: 'Runs recorded cases of the real runner and prints every difference',
  usage: 'DIR... [--json F]',
  options: { json: { value: 'F', description: 'writes the outcome of every case to a file' } },
  notes: 'A DIR is a case folder or holds some. Lines with - were recorded, lines with + are what the sandbox did.',
  run: conform,
};

interface CaseReport {
  readonly area: string;
  readonly name: string;
  readonly outcome: CaseOutcome;
}

async function conform(args: Arguments, io: Io): Promise<number> {
  const jsonFile = args.text('json');
  const reports = await runAll(casesOf(args.positionals));
  for (const report of reports) io.out(reportText(report));
  const count = (kind: CaseOutcome['kind']): number => reports.filter(({ outcome }) => outcome.kind === kind).length;
  const [passed, failed, skipped] = [count('passed'), count('failed'), count('skipped')];
  if (jsonFile !== undefined) {
    const cases = reports.map(({ area, name, outcome }) => ({ area, name, ...outcome }));
    writeText(jsonFile, `${JSON.stringify({ version: 1, passed, failed, skipped, cases }, undefined, 1)}\n`);
  }
  io.out(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 ? EXIT.found : EXIT.clean;
}

function casesOf(folders: readonly string[]): readonly RecordedCase[] {
  if (folders.length === 0) throw new UsageError('DIR is missing');
  const missing = folders.find((folder) => !existsSync(folder));
  if (missing !== undefined) throw new UsageError(`cannot read ${missing}: there is no such folder`);
  const cases = findCases(folders);
  if (cases.length === 0) throw new UsageError(`there is no recorded case in ${folders.join(', ')}`);
  try {
    return cases.map(readCase);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Outcomes in the order of the cases, however the work was shared. */
async function runAll(cases: readonly RecordedCase[]): Promise<readonly CaseReport[]> {
  const count = Math.min(MAX_WORKERS, availableParallelism(), cases.length);
  const workers = new RunWorkers({ reserve: count });
  const run = inWorkers(workers);
  const reports: CaseReport[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < cases.length; index = next++) {
      const recorded = cases[index];
      if (recorded !== undefined) reports[index] = await reportOf(recorded, run);
    }
  };
  try {
    await Promise.all(Array.from({ length: count }, work));
  } finally {
    workers.dispose();
  }
  return reports;
}

async function reportOf(recorded: RecordedCase, run: CaseRunner): Promise<CaseReport> {
  return { area: recorded.area, name: recorded.name, outcome: await runCase(recorded, run) };
}

function reportText({ area, name, outcome }: CaseReport): string {
  switch (outcome.kind) {
    case 'passed':
      return '';
    case 'skipped':
      return `skipped ${area}/${name}: ${outcome.reason}\n`;
    case 'failed': {
      const parts = outcome.differences.map(({ part, lines }) =>
        [`  ${part}`, ...lines.map((line) => `    ${cut(line)}`)].join('\n'),
      );
      return `FAILED ${area}/${name}\n${parts.join('\n')}\n`;
    }
  }
}

function cut(line: string): string {
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)}... (${line.length - MAX_LINE} more)`;
}
