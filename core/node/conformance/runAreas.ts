// Runs the recorded cases of each area of a folder in this thread and counts.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Sandbox } from '#core/sandbox/runner/runScript.ts';
import type { AreaFigures } from './fidelityReport.ts';
import { findCases, readCase } from './recordedCase.ts';
import { type CaseOutcome, inThisThread, runCase } from './runCase.ts';

/** The cases of an area that were not as recorded, or could not be. */
export interface AreaOutcome extends AreaFigures {
  /** Names of the skipped cases, sorted. */
  readonly skips: readonly string[];
  readonly failures: readonly {
    readonly name: string;
    readonly outcome: Extract<CaseOutcome, { readonly kind: 'failed' }>;
  }[];
}

/** Names of the areas below a folder, sorted. */
export function areasOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Runs one area. */
export async function runArea(sandbox: Sandbox, folder: string, area: string): Promise<AreaOutcome> {
  const run = inThisThread(sandbox);
  const failures: AreaOutcome['failures'][number][] = [];
  let passed = 0;
  const skips: string[] = [];
  for (const caseFolder of findCases([path.join(folder, area)])) {
    const outcome = await runCase(readCase(caseFolder), run);
    if (outcome.kind === 'passed') passed++;
    else if (outcome.kind === 'skipped') skips.push(path.basename(caseFolder));
    else failures.push({ name: path.basename(caseFolder), outcome });
  }
  return { area, passed, failed: failures.length, skipped: skips.length, skips, failures };
}
