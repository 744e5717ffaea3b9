// Verdicts against runs in the sandbox, over generated scripts, policies, hosts and arguments. No `allow` may have been refused, no
// `deny` granted, whatever the analysis is told. REHEARSAL_FUZZ_SEED picks where the seeds start, `random` a new place at each run,
// REHEARSAL_SOUNDNESS_RUNS how many cases are tried. REHEARSAL_SOUNDNESS_COVERAGE=1 lists the functions with the verdicts that were held.

import { beforeAll, describe, expect, test } from 'vitest';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { testSandbox } from '#test/sandbox.ts';
import { mutants } from '../../scripts/mutation.mjs';
import { generateQuadruple } from './generateQuadruple.ts';
import { coverageText, faultsOfCase, noTotals } from './soundness.ts';

const RUNS = Number(process.env['REHEARSAL_SOUNDNESS_RUNS'] ?? 150);
const ASKED = process.env['REHEARSAL_FUZZ_SEED'];
const FIRST = ASKED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(ASKED ?? 1);

let checker: ScriptChecker;
beforeAll(() => {
  checker = new ScriptChecker(createAnalysisEngine(), 'agent');
});

/** How many functions at least are seen allowed, and denied. */
const MIN_FUNCTIONS = Math.min(14, RUNS / 10);

/** Cases that a verdict was once wrong for. */
const FOUND = [87, 1268, 1300, 100423, 102289, 102616, 610591645, 611591889, 1928557503, 700214];

/** Cases that notice a broken analysis, which says something only where the whole one has no fault in them. */
const NOTICING = mutants().flatMap(({ seed }) => seed ?? []);

describe('generated cases', () => {
  test.each([...new Set([...FOUND, ...NOTICING])])('the case of seed %i', (seed) => {
    const totals = noTotals();
    expect(faultsOfCase({ checker, sandbox: testSandbox() }, generateQuadruple(seed), totals)).toEqual([]);
  });

  test(`hold for ${RUNS} cases`, { timeout: 24 * 3600 * 1000 }, () => {
    const totals = noTotals();
    const faults: string[] = [];
    for (let seed = FIRST; seed < FIRST + RUNS && faults.length < 20; seed++) {
      const quadruple = generateQuadruple(seed);
      for (const fault of faultsOfCase({ checker, sandbox: testSandbox() }, quadruple, totals))
        faults.push(`seed ${seed}: ${fault.kind} (${fault.knowledge}) at ${fault.place}: ${fault.detail}`);
    }
    expect(faults).toEqual([]);
    expect(totals.invalid).toBeLessThan(RUNS / 20);
    for (const verdict of ['allow', 'deny', 'depends'] as const)
      expect(totals.compared[verdict]).toBeGreaterThan(RUNS / 4);
    if (process.env['REHEARSAL_SOUNDNESS_COVERAGE'] === '1') process.stdout.write(`${coverageText(totals)}\n`);
    const functions = [...totals.functions.values()];
    for (const verdict of ['allow', 'deny'] as const)
      expect(functions.filter((counts) => counts[verdict] > 0).length).toBeGreaterThan(MIN_FUNCTIONS);
  });
});
