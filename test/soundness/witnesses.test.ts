// Witnesses of `depends` against runs with their values, over generated cases. REHEARSAL_SOUNDNESS_RUNS and REHEARSAL_FUZZ_SEED as
// for the verdicts.

import { beforeAll, expect, test } from 'vitest';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { testSandbox } from '#test/sandbox.ts';
import { generateQuadruple } from './generateQuadruple.ts';
import { faultsOfWitnesses } from './witnesses.ts';

const RUNS = Number(process.env['REHEARSAL_SOUNDNESS_RUNS'] ?? 25);
const ASKED = process.env['REHEARSAL_FUZZ_SEED'];
const FIRST = ASKED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(ASKED ?? 1);

let checker: ScriptChecker;
beforeAll(() => {
  checker = new ScriptChecker(createAnalysisEngine(), 'agent');
});

test(`witnesses hold for ${RUNS} cases`, { timeout: 24 * 3600 * 1000 }, () => {
  const faults: string[] = [];
  let held = 0;
  for (let seed = FIRST; seed < FIRST + RUNS && faults.length < 20; seed++) {
    const judged = faultsOfWitnesses({ checker, sandbox: testSandbox() }, generateQuadruple(seed));
    held += judged.held;
    for (const fault of judged.faults) faults.push(`seed ${seed}: at ${fault.place}: ${fault.detail}`);
  }
  expect(faults).toEqual([]);
  expect(held).toBeGreaterThan(RUNS / 25);
});
