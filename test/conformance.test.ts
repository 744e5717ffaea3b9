// Runs every recorded case in the sandbox, holds each area to the share it has reached, and docs/fidelity.md to the truth.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { figuresRow, missingList } from '#core/node/conformance/fidelityReport.ts';
import { type AreaOutcome, areasOf, runArea } from '#core/node/conformance/runAreas.ts';
import { testSandbox } from '#test/sandbox.ts';

/** Per cent of an area's cases that must pass; raised whenever more is reached. */
const FLOORS: Readonly<Record<string, number>> = {
  syntax: 100,
  language: 100,
  runner: 100,
  'file-io': 99,
  agent: 100,
  system: 100,
  network: 100,
  disk: 100,
  process: 100,
};

/**
 * The cases that need a real program or what one has open, and that nothing stands in for. Any other that stops being as recorded
 * would otherwise pass for skipped.
 */
const SKIPPED: Readonly<Record<string, readonly string[]>> = {
  'file-io': ['core-dump-backtrace', 'core-dump-unknown-variable', 'execute-script-file'],
  network: ['netstat-unix', 'network-stats-process-info'],
};

const CASES = path.join(import.meta.dirname, 'conformance');
const FIDELITY = readFileSync(path.join(import.meta.dirname, '../docs/fidelity.md'), 'utf8');
const HOW_TO_RENEW = 'docs/fidelity.md is not current. Run: node scripts/fidelity.mjs';

test.each(areasOf(CASES))('recorded cases of %s', async (area) => {
  const outcome = await runArea(testSandbox(), CASES, area);
  const share = (100 * outcome.passed) / (outcome.passed + outcome.failed);
  expect(share, failureList(outcome)).toBeGreaterThanOrEqual(FLOORS[area] ?? 100);
  expect(outcome.skips).toEqual(SKIPPED[area] ?? []);
  expect(FIDELITY, HOW_TO_RENEW).toContain(figuresRow(outcome));
});

test('docs/fidelity.md lists the functions that cannot be run yet', () => {
  expect(FIDELITY, HOW_TO_RENEW).toContain(missingList());
});

function failureList({ area, failures }: AreaOutcome): string {
  const lines = failures.map(
    ({
      name,
      outcome: {
        differences: [first],
      },
    }) => {
      return `${area}/${name}: ${first?.part}: ${first?.lines[0]?.slice(0, 200)}`;
    },
  );
  return `failing:\n${lines.join('\n')}`;
}
