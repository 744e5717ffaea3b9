// The share of reached calls that is decided on the recorded runs of agents, as docs/verdicts.md states it.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { decidedCalls } from '#core/node/conformance/decidedCalls.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

test('no fewer calls are decided than the documentation says', { timeout: 300_000 }, () => {
  const checker = new ScriptChecker(createAnalysisEngine(), 'agent');
  const { informed, uninformed } = decidedCalls(checker, path.join(ROOT, 'test/conformance'), 'agent');
  expect(informed.decided / informed.reached).toBeGreaterThanOrEqual(documented('with arguments and host'));
  expect(uninformed.decided / uninformed.reached).toBeGreaterThanOrEqual(documented('without both'));
  expect(informed.decided / informed.reached).toBeGreaterThan(0.95);
});

/** The share in a row of the table. */
function documented(row: string): number {
  const text = readFileSync(path.join(ROOT, 'docs/verdicts.md'), 'utf8');
  const [, decided, reached] = new RegExp(`\\| ${row} \\| (\\d+) of (\\d+) \\|`).exec(text) ?? [];
  return Number(decided) / Number(reached);
}
