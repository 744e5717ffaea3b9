// Tests of scripts as a person sees them: run icons beside the tests, results with their differences, a test from the last run.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ScreenTest } from './screenTest.ts';
import type { Workbench } from './workbench.ts';

/** Entries of the list of results in the panel. */
const RESULTS = '.part.panel .monaco-list-row';
const RUN_CURRENT_FILE = 'Test: Run Tests in Current File';

/** Signs of a result in the margin of the editor. */
async function glyphs(workbench: Workbench, state: 'passed' | 'failed', count: number): Promise<void> {
  const selector = `.testing-run-glyph.codicon-testing-${state}-icon`;
  await workbench.eventually(`${count} ${state} in the margin`, async () => (await workbench.count(selector)) >= count);
}

export const TEST_EXPLORER: readonly ScreenTest[] = [
  {
    name: 'each test on show has a run icon, and passes',
    async run(workbench) {
      await workbench.openFile('error-report.rehearsal.json');
      await workbench.setTheme('Dark Modern');
      await workbench.eventually('run icons', async () => (await workbench.count('.testing-run-glyph')) >= 2);
      await workbench.command(RUN_CURRENT_FILE);
      await glyphs(workbench, 'passed', 2);
      await workbench.command('Testing: Focus on Test Explorer View');
      await workbench.screenshot('tests-passed');
    },
  },
  {
    name: 'a failing test shows what was expected beside what came',
    async run(workbench) {
      await workbench.openFile('failing.rehearsal.json');
      await workbench.eventually('the run icon', async () => (await workbench.count('.testing-run-glyph')) === 1);
      await workbench.command(RUN_CURRENT_FILE);
      await glyphs(workbench, 'failed', 1);
      const message = 'The output is not the expected one.';
      await workbench.eventually('the message', async () => (await workbench.text(RESULTS)).includes(message));
      await workbench.clickText(RESULTS, message);
      await workbench.eventually('both sides', async () => {
        const shown = await workbench.text('.part.panel .view-lines');
        return shown.includes('checkout.log: 3') && shown.includes('checkout.log: 2');
      });
      await workbench.screenshot('test-failed');
    },
  },
  {
    name: 'in a continuous run a test is repeated when its file changes on disk',
    async run(workbench, { workspace }) {
      const file = path.join(workspace, 'scripts/failing.rehearsal.json');
      const text = readFileSync(file, 'utf8');
      await workbench.command('Test: Start Continuous Run');
      writeFileSync(file, text.replaceAll('checkout.log: 3', 'checkout.log: 2'));
      await glyphs(workbench, 'passed', 1);
      writeFileSync(file, text);
      await glyphs(workbench, 'failed', 1);
      await workbench.command('Test: Stop Continuous Run');
    },
  },
  {
    name: 'Make Test from Last Run makes a file of its own, which passes',
    async run(workbench) {
      await workbench.openFile('clean-up.rhai');
      await workbench.command('Rehearsal: Run in Sandbox');
      await workbench.eventually('the end of the run', async () =>
        (await workbench.endOfLineTexts()).some((mark) => mark.includes('⊘') && !mark.includes('changed')),
      );
      await workbench.command('Rehearsal: Make Test from Last Run');
      await workbench.eventually('the new file', () => workbench.isInFront('clean-up-2.rehearsal.json'));
      await workbench.eventually('its run icon', async () => (await workbench.count('.testing-run-glyph')) === 1);
      await workbench.command(RUN_CURRENT_FILE);
      await glyphs(workbench, 'passed', 1);
      await workbench.screenshot('test-made');
      assert.ok((await workbench.text('.monaco-editor')).includes('ledger.csv'));
    },
  },
];
