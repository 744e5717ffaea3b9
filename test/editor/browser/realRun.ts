// Run on This Host and Make Host File as a person clicks them, with a program that stands for the runner.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { ScreenTest } from './screenTest.ts';

const BUTTON = '.monaco-dialog-box .monaco-button';

export const REAL_RUN: readonly ScreenTest[] = [
  {
    name: 'Run on This Host shows what the script can touch, and Cancel runs nothing',
    async run(workbench, { runnerLog }) {
      await workbench.openFile('clean-up.rhai');
      await workbench.command('Rehearsal: Run on This Host');
      await workbench.eventually('the question', async () => (await workbench.count('.monaco-dialog-box')) === 1);
      const question = await workbench.text('.monaco-dialog-box');
      for (const part of ['for real?', 'log-reports.cedar', '/srv/reports/ledger.csv'])
        assert.ok(question.includes(part), `${part} in ${question}`);
      await workbench.screenshot('real-run-question');
      await workbench.clickText(BUTTON, 'Cancel');
      assert.equal(existsSync(runnerLog), false);
    },
  },
  {
    name: 'Run on This Host starts the runner once, and lays its result beside the sandbox’s',
    async run(workbench, { runnerLog }) {
      await workbench.command('Rehearsal: Run on This Host');
      await workbench.eventually('the question', async () => (await workbench.count('.monaco-dialog-box')) === 1);
      await workbench.clickText(BUTTON, 'Run on This Host');
      await workbench.eventually('the comparison', () => workbench.isInFront('sandbox and this host'));
      await workbench.eventually('both results', async () => {
        const text = await workbench.text('.monaco-diff-editor .view-lines');
        return text.includes('ACCESS_DENIED_EXCEPTION') && text.includes('done on the host');
      });
      await workbench.screenshot('real-run-compared');
      assert.equal(readFileSync(runnerLog, 'utf8').trimEnd().split('\n').length, 1);
      await workbench.command('View: Close All Editors');
    },
  },
  {
    name: 'Make Host File is in the menu of a folder',
    async run(workbench) {
      await workbench.command('View: Show Explorer');
      await workbench.clickText('.explorer-folders-view .monaco-list-row', 'policies');
      await workbench.press('Shift+F10');
      await workbench.eventually('the menu', async () => (await workbench.count('.monaco-menu .action-label')) > 0);
      await workbench.clickText('.monaco-menu .action-label', 'Make Host File from Folder');
      await workbench.eventually('the host file', async () =>
        (await workbench.text('.view-lines')).includes('/srv/policies'),
      );
      await workbench.screenshot('host-file');
    },
  },
];

/** For a window in which the folder is not trusted. */
export const RESTRICTED: readonly ScreenTest[] = [
  {
    name: 'in Restricted Mode there is no Run on This Host, the sandbox runs, and tests are listed',
    async run(workbench, { runnerLog }) {
      await workbench.openFile('clean-up.rhai');
      assert.ok((await workbench.text('.statusbar')).includes('Restricted Mode'));
      assert.deepEqual(await workbench.commandsNamed('Rehearsal: Run on'), []);
      await workbench.command('Rehearsal: Run in Sandbox');
      await workbench.eventually('marks of the run', async () =>
        (await workbench.endOfLineTexts()).some((mark) => mark.includes('⊘ delete')),
      );
      await workbench.screenshot('restricted');
      await workbench.openFile('error-report.rehearsal.json');
      await workbench.eventually('run icons', async () => (await workbench.count('.testing-run-glyph')) >= 2);
      assert.ok(readFileSync(runnerLog, 'utf8').split('\n').length <= 2);
    },
  },
];
