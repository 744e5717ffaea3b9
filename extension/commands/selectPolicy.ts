// Select Policy: binds the script in front to a policy of the workspace, in `rehearsal.json`, where it can be undone.

import { Uri, window, workspace } from 'vscode';
import type { PolicyChoice } from '#protocol';
import type { Client } from '../client.ts';
import { IDS } from '../context.ts';
import { scriptOf } from './run.ts';
import type { Command } from './types.ts';

export function selectPolicyCommand(client: Client): Command {
  return {
    id: IDS.selectPolicy,
    async execute(target, policy) {
      const script = scriptOf(target);
      if (script === undefined) {
        void window.showWarningMessage('Open a Rhai script to select the policy that governs it.');
        return;
      }
      const uri = script.toString();
      const policyUri =
        typeof policy === 'string' ? policy : (await choose(await client.request('rehearsal/policies', { uri })))?.uri;
      if (policyUri === undefined) return;
      const answer = await client.request('rehearsal/bind', { uri, policyUri });
      if ('error' in answer) void window.showErrorMessage(answer.error);
      else await save(answer.configUri);
    },
  };
}

async function choose(choices: readonly PolicyChoice[]): Promise<PolicyChoice | undefined> {
  if (choices.length === 0) {
    void window.showInformationMessage('The workspace holds no .cedar file. Create one, then select it.');
    return undefined;
  }
  const items = choices.map((choice) => ({
    label: `${choice.bound ? '$(check) ' : ''}${choice.label}`,
    ...(choice.summary === undefined ? {} : { description: choice.summary }),
    choice,
  }));
  const picked = await window.showQuickPick(items, {
    title: 'Policy that governs this script',
    placeHolder: 'Written to rehearsal.json',
  });
  return picked?.choice;
}

/** The binding counts once it is on disk; a file that somebody else has open with changes is left for them to save. */
async function save(configUri: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(configUri));
  if (document.isDirty) await document.save();
}
