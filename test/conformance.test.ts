// Runs every recorded case in the sandbox and holds each area to the share of cases that it has reached.

import path from 'node:path';
import { expect, test } from 'vitest';
import { findCases, readCase } from '#core/node/conformance/recordedCase.ts';
import { type CaseOutcome, inThisThread, runCase } from '#core/node/conformance/runCase.ts';
import { testSandbox } from '#test/sandbox.ts';

/** Per cent of an area's cases that must pass; raised whenever more is reached. */
const FLOORS: Readonly<Record<string, number>> = {
  syntax: 100,
  language: 100,
  runner: 80,
  'file-io': 90,
  agent: 77,
  system: 15,
  network: 13,
  disk: 17,
  process: 6,
};

const ROOT = path.join(import.meta.dirname, 'conformance');

for (const [area, floor] of Object.entries(FLOORS)) {
  test(`at least ${floor} % of the recorded cases of ${area} pass`, async () => {
    const run = inThisThread(testSandbox());
    const failures: string[] = [];
    let passed = 0;
    for (const folder of findCases([path.join(ROOT, area)])) {
      const outcome = await runCase(readCase(folder), run);
      if (outcome.kind === 'passed') passed++;
      if (outcome.kind === 'failed') failures.push(`${area}/${path.basename(folder)}: ${firstLine(outcome)}`);
    }
    const share = (100 * passed) / (passed + failures.length);
    expect(share, `failing:\n${failures.join('\n')}`).toBeGreaterThanOrEqual(floor);
  });
}

function firstLine({ differences: [first] }: Extract<CaseOutcome, { readonly kind: 'failed' }>): string {
  return `${first?.part}: ${first?.lines[0]?.slice(0, 200)}`;
}
