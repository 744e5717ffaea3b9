// Make Test from Last Run: a new test file beside the script, which the last run of the script passes.

import { commands, type Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { Client } from '../client.ts';
import { IDS } from '../context.ts';
import { scriptOf } from './run.ts';
import type { Command } from './types.ts';

/** Numbers that are tried for the name of the file. */
const MAX_NUMBER = 1000;

export function makeTestCommand(client: Client): Command {
  return {
    id: IDS.makeTest,
    async execute(target) {
      const script = scriptOf(target);
      if (script === undefined) {
        void window.showWarningMessage('Open a Rhai script to make a test of its last run.');
        return;
      }
      const made = await client.request('rehearsal/makeTest', { uri: script.toString() });
      if ('error' in made) {
        await offerRun(script, made.error);
        return;
      }
      const file = await createBeside(script, made.text);
      if (file === undefined) void window.showErrorMessage(`No test file could be made beside ${script.path}.`);
      else await window.showTextDocument(await workspace.openTextDocument(file));
    },
  };
}

async function offerRun(script: Uri, error: string): Promise<void> {
  const run = 'Run in Sandbox';
  if ((await window.showWarningMessage(error, run)) === run) await commands.executeCommand(IDS.run, script);
}

/** Creates the file under the first name that is free; nothing is ever overwritten. */
async function createBeside(script: Uri, text: string): Promise<Uri | undefined> {
  const base = script.path.replace(/\.rhai$/, '');
  for (let number = 1; number <= MAX_NUMBER; number++) {
    const file = script.with({ path: `${base}${number === 1 ? '' : `-${number}`}.rehearsal.json` });
    if (await exists(file)) continue;
    const edit = new WorkspaceEdit();
    edit.createFile(file, { overwrite: false, ignoreIfExists: false, contents: new TextEncoder().encode(text) });
    if (await workspace.applyEdit(edit)) return file;
    // Somebody may have taken the name in between; anything else will not be better with the next one.
    if (!(await exists(file))) return undefined;
  }
  return undefined;
}

async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
