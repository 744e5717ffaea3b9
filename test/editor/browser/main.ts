// What a person sees: the window itself, looked at through a browser, with a screenshot of each state.

import assert from 'node:assert/strict';
import type { Result } from '../suite/harness.ts';
import type { Page, ScreenContext } from './page.ts';
import { REAL_RUN, RESTRICTED } from './realRun.ts';
import { RESTRICTED_REVIEW, REVIEW } from './review.ts';
import type { ScreenTest } from './screenTest.ts';
import { TEST_EXPLORER } from './testExplorer.ts';
import { Workbench } from './workbench.ts';

const TESTS: readonly ScreenTest[] = [
  {
    name: 'a script shows its hints, its colours and the line above it',
    async run(workbench) {
      await workbench.openFile('orders.rhai');
      await workbench.eventually('the lens', async () =>
        (await workbench.text('.codelens-decoration')).includes('2 allowed'),
      );
      await workbench.eventually('an underlined denial', async () => (await workbench.count('.squiggly-error')) >= 1);
      await workbench.screenshot('script');
    },
  },
  {
    name: 'completion shows the signature and the checks of a call',
    async run(workbench) {
      await workbench.openFile('orders.rhai');
      await workbench.type('cat');
      await workbench.eventually('suggestions', async () =>
        (await workbench.text('.suggest-widget .monaco-list-row')).includes('cat'),
      );
      await workbench.screenshot('script-completion');
      await workbench.command('File: Revert File');
    },
  },
  {
    name: 'a denied call is underlined before anything runs',
    async run(workbench) {
      await workbench.openFile('clean-up.rhai');
      await workbench.eventually(
        'three errors underlined',
        async () => (await workbench.count('.squiggly-error')) >= 3,
      );
      await workbench.eventually('the lens', async () =>
        (await workbench.text('.codelens-decoration')).includes('1 allowed'),
      );
      await workbench.screenshot('verdicts');
    },
  },
  {
    name: 'the permit for a denied call is shown with what it changes before it is written',
    async run(workbench) {
      await workbench.goToLine(10);
      await workbench.press('Control+.');
      await workbench.eventually('the fixes', async () =>
        (await workbench.text('.action-widget')).includes('Permit this call in log-reports.cedar'),
      );
      await workbench.screenshot('permit-fixes');
      await workbench.clickText('.action-widget .monaco-list-row', 'Permit this call in log-reports.cedar');
      await workbench.eventually('the question with what changes', async () =>
        (await workbench.text('.monaco-dialog-box')).includes('cat: ⊘ denied → ✓ allowed'),
      );
      await workbench.screenshot('permit-preview');
      await workbench.press('Escape');
      await workbench.command('View: Close All Editors');
    },
  },
  {
    name: 'lines above policies',
    async run(workbench) {
      await workbench.openFile('log-reports.cedar');
      await workbench.eventually('the lines', async () =>
        (await workbench.text('.codelens-decoration')).includes('denies 2 calls in 2 scripts'),
      );
      await workbench.screenshot('policy-lenses');
    },
  },
  {
    name: 'the script under another policy',
    async run(workbench) {
      await workbench.openFile('clean-up.rhai');
      await workbench.command('Rehearsal: Check Under Another Policy');
      await workbench.choose('Check this script under', 'operations.cedar');
      await workbench.eventually('the list', async () =>
        (await workbench.text('.tab')).includes('Decisions under policies operations.cedar'),
      );
      await workbench.screenshot('another-policy');
      await workbench.command('View: Close All Editors');
      await workbench.openFile('clean-up.rhai');
    },
  },
  {
    name: 'a run paints its decisions at the end of the lines',
    async run(workbench) {
      await workbench.command('Rehearsal: Run in Sandbox');
      await workbench.eventually('a mark for the allowed and one for the denied call', async () => {
        const marks = await workbench.endOfLineTexts();
        return (
          marks.some((mark) => mark.includes('✓ delete')) &&
          marks.some((mark) => mark.includes('⊘ delete') && mark.includes('keep-ledger'))
        );
      });
    },
  },
  {
    name: 'the panel shows the trace, filters it and leads to the line',
    async run(workbench) {
      await workbench.command('Rehearsal: Show Trace');
      const panel = await workbench.webview('.timeline .row');
      assert.ok((await panel.locator('.row.allow').count()) > 0, 'allowed rows');
      assert.equal(await panel.locator('.row.deny').count(), 1);
      await panel.locator('.row.deny').click();
      await workbench.screenshot('trace');
      await panel.locator('select').selectOption('deny');
      assert.equal(await panel.locator('.timeline .row').count(), 1);
      await panel.locator('.row.deny').click();
      const detail = await panel.locator('.detail').innerText();
      for (const part of ['User::"agent"', 'file_system::Action::"delete"', '/srv/reports/ledger.csv', 'keep-ledger'])
        assert.ok(detail.includes(part), `${part} in ${detail}`);
      await panel.getByText('Go to line 7').click();
      await workbench.eventually('the cursor in line 7', async () =>
        (await workbench.text('.statusbar')).includes('Ln 7'),
      );
    },
  },
  {
    name: 'a click on the policy leads to where it stands',
    async run(workbench) {
      const panel = await workbench.webview('.timeline .row');
      await panel.locator('.open-policy').click();
      await workbench.eventually('the policy file in front', () => workbench.isInFront('log-reports.cedar'));
    },
  },
  {
    name: 'an edit makes the marks stale',
    async run(workbench) {
      await workbench.openFile('clean-up.rhai');
      await workbench.eventually('marks', async () => (await workbench.endOfLineTexts()).length > 0);
      await workbench.type(' ');
      await workbench.eventually('stale marks', async () =>
        (await workbench.endOfLineTexts()).some((mark) => mark.includes('script changed since')),
      );
      await workbench.command('File: Revert File');
    },
  },
  {
    name: 'marks and panel are readable in high contrast',
    async run(workbench) {
      await workbench.setTheme('Dark High Contrast');
      await workbench.command('Rehearsal: Run in Sandbox');
      await workbench.eventually('fresh marks', async () =>
        (await workbench.endOfLineTexts()).some((mark) => mark.includes('⊘') && !mark.includes('changed')),
      );
      await workbench.screenshot('high-contrast');
    },
  },
];

/** Runs the screen tests in order; each builds on the window that the one before left. */
export function screenTests(page: Page, context: ScreenContext): Promise<readonly Result[]> {
  return runTests(page, context, [...TESTS, ...TEST_EXPLORER, ...REAL_RUN, ...REVIEW]);
}

/** The screen tests for a window in Restricted Mode. */
export function restrictedTests(page: Page, context: ScreenContext): Promise<readonly Result[]> {
  return runTests(page, context, [...RESTRICTED, ...RESTRICTED_REVIEW]);
}

async function runTests(page: Page, context: ScreenContext, tests: readonly ScreenTest[]): Promise<readonly Result[]> {
  const workbench = new Workbench(page, context.shots);
  await workbench.prepare();
  const results: Result[] = [];
  for (const { name, run } of tests) {
    const began = Date.now();
    try {
      await run(workbench, context);
      results.push({ name, status: 'passed', durationMs: Date.now() - began });
    } catch (error) {
      await workbench.screenshot(`failed-${tests.length}-${results.length}`);
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      results.push({ name, status: 'failed', durationMs: Date.now() - began, error: text });
    }
  }
  return results;
}
