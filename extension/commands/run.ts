// Run in Sandbox and Stop: one click each, and every reason why nothing happens is said.

import { commands, Uri, window } from 'vscode';
import { IDS, RHAI } from '../context.ts';
import type { Runs } from '../runs.ts';
import type { Command } from './types.ts';

/** Runs the script that is named or in front. */
export function runCommand(runs: Runs): Command {
  return {
    id: IDS.run,
    async execute(target) {
      const uri = scriptOf(target);
      if (uri === undefined) {
        void window.showWarningMessage('Open a Rhai script to run it in the sandbox.');
        return;
      }
      const started = await runs.start(uri);
      if ('error' in started) await offerPolicy(started.error);
    },
  };
}

/** Stops every run of the window, also those on the real host. */
export function stopCommand(runs: Runs, others: { stop(): boolean }): Command {
  return {
    id: IDS.stop,
    async execute() {
      const stoppedOthers = others.stop();
      if (!(await runs.stop()) && !stoppedOthers) window.setStatusBarMessage('No sandbox run goes on.', 3000);
    },
  };
}

/** The script a command is meant for: the resource it was called on, else the editor in front. */
export function scriptOf(target: unknown): Uri | undefined {
  if (target instanceof Uri) return target;
  if (typeof target === 'string') return Uri.parse(target);
  const document = window.activeTextEditor?.document;
  return document?.languageId === RHAI ? document.uri : undefined;
}

async function offerPolicy(error: string): Promise<void> {
  const select = 'Select Policy';
  if ((await window.showErrorMessage(error, select)) === select) await commands.executeCommand(IDS.selectPolicy);
}
