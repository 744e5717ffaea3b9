// What the comparison with the real runner once found different: cases of their own, recorded like the others.

import path from 'node:path';
import { expect, test } from 'vitest';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { findCases, readCase } from '#core/node/conformance/recordedCase.ts';
import { inThisThread, runCase } from '#core/node/conformance/runCase.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { testSandbox } from '#test/sandbox.ts';

const FOUND = path.join(import.meta.dirname, 'found');

test.each(findCases([FOUND]).map(readCase))('$name', async (recorded) => {
  expect(await runCase(recorded, inThisThread(testSandbox()))).toEqual({ kind: 'passed' });
});

test('verdicts are for the user that the runner takes where the list of accounts is closed', () => {
  const { input } = readCase(path.join(FOUND, 'closed-account-list'));
  const host = JSON.stringify({
    files: {
      '/etc/passwd': { content: 'agent:x:1000:1000::/:/bin/sh\n', owner: 'root', mode: '0600' },
      '/srv/app': { dir: true },
    },
  });
  const checker = new ScriptChecker(createAnalysisEngine(), 'agent');
  const { calls } = checker.check(input.script, { policy: { name: 'policy.cedar', text: input.policy }, host });
  expect(calls[0]?.verdict).toBe('deny');
});
