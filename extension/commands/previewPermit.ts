// Permit This Call: shows the policy with the permit beside the policy as it is, names every decision that changes, and writes
// the permit when a person agrees.

import { commands, Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { ClientRequests, PermitPreview } from '#protocol';
import type { Client } from '../client.ts';
import { IDS } from '../context.ts';
import type { DecisionChanges } from '../decisionChanges.ts';
import type { Command } from './types.ts';

const APPLY = 'Permit';
const LIST = 'Show What Changes';
/** More lines than this do not fit into the question; the list has them all. */
const TOLD_LINES = 12;

/** Takes what the server's fix carries; a second argument `apply` stands for the answer of the person. */
export function previewPermitCommand(client: Client, lists: DecisionChanges): Command {
  return {
    id: IDS.previewPermit,
    async execute(wanted, answer) {
      if (!isWanted(wanted)) return;
      const preview = await client.request('rehearsal/permit', wanted);
      if ('error' in preview) {
        void window.showErrorMessage(preview.error);
        return;
      }
      const chosen = answer === 'apply' ? APPLY : await ask(preview, lists);
      if (chosen === APPLY) await write(preview);
      if (chosen === LIST) await lists.show({ policyUri: preview.policyUri, other: withPermit(preview) });
    },
  };
}

async function ask(preview: PermitPreview, lists: DecisionChanges): Promise<string | undefined> {
  const policy = Uri.parse(preview.policyUri);
  const proposed = lists.textDocument(`${preview.policyName} with the permit`, preview.newText);
  await commands.executeCommand('vscode.diff', policy, proposed, `${preview.policyName}: with the permit`);
  const detail = [
    ...preview.covers.map((line) => `Permits ${line}.`),
    preview.summary,
    ...preview.changes.slice(0, TOLD_LINES),
    ...(preview.changes.length > TOLD_LINES ? [`and ${preview.changes.length - TOLD_LINES} more`] : []),
    ...(preview.remaining === undefined ? [] : [`What is left: ${preview.remaining}`]),
  ].join('\n');
  const title = `Add this permit to ${preview.policyName}?`;
  return window.showInformationMessage(title, { modal: true, detail }, APPLY, LIST);
}

/** At the end of the policy, unless somebody has changed it in the meantime. */
async function write({ policyUri, policyName, oldText, newText }: PermitPreview): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(policyUri));
  const present = document.getText();
  if (present.replaceAll('\r\n', '\n') !== oldText.replaceAll('\r\n', '\n')) {
    void window.showErrorMessage(`${policyName} has changed in the meantime. Ask for the fixes again.`);
    return;
  }
  const end = document.positionAt(present.length);
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(end, end), newText.slice(oldText.length));
  if (await workspace.applyEdit(edit)) await window.showTextDocument(document, { selection: new Range(end, end) });
  else void window.showErrorMessage(`${policyName} cannot be changed.`);
}

function withPermit({ policyName, newText }: PermitPreview): { readonly name: string; readonly text: string } {
  return { name: `${policyName} with the permit`, text: newText };
}

function isWanted(value: unknown): value is ClientRequests['rehearsal/permit']['params'] {
  return typeof value === 'object' && value !== null && 'uri' in value && 'span' in value && 'reach' in value;
}
