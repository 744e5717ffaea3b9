// Host File from Folder: reads a folder once and opens the host file that it makes, unsaved, with what was left out.

import { Uri, window, workspace } from 'vscode';
import type { Client } from '../client.ts';
import { IDS } from '../context.ts';
import type { Command } from './types.ts';

export function hostFileFromFolderCommand(client: Client): Command {
  return {
    id: IDS.hostFileFromFolder,
    async execute(target) {
      const folder = target instanceof Uri ? target : await chooseFolder();
      if (folder === undefined) return;
      const answer = await client.request('rehearsal/hostFromFolder', { uri: folder.toString() });
      if ('error' in answer) {
        void window.showErrorMessage(`The folder cannot be read: ${answer.error}`);
        return;
      }
      await window.showTextDocument(await workspace.openTextDocument({ language: 'json', content: answer.text }));
      await tell(answer.summary, answer.leftOut);
    },
  };
}

async function chooseFolder(): Promise<Uri | undefined> {
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      openLabel: 'Make Host File',
    })) ?? [];
  return folder;
}

async function tell(summary: string, leftOut: readonly string[]): Promise<void> {
  const end = 'Look through it before you save it as *.host.json.';
  if (leftOut.length === 0) {
    void window.showInformationMessage(`${summary}. Nothing was left out. ${end}`);
    return;
  }
  const show = 'Show What Is Missing';
  const message = `${summary}. ${leftOut.length} left out: secrets, ignored, too large or linked from outside. ${end}`;
  if ((await window.showInformationMessage(message, show)) === show)
    await window.showQuickPick([...leftOut], { title: 'Left out of the host file' });
}
