// What-if: the script in front under another policy, a list of decisions that change, and the least policy for the last run.

import { Uri, window, workspace } from 'vscode';
import type { Client } from '../client.ts';
import { IDS } from '../context.ts';
import type { DecisionChanges } from '../decisionChanges.ts';
import { textAtHead } from '../git.ts';
import type { Runs } from '../runs.ts';
import { scriptOf } from './run.ts';
import type { Command } from './types.ts';

/** Shows the decisions that another text of a policy changes; the server names both. */
export function showDecisionChangesCommand(changes: DecisionChanges): Command {
  return {
    id: IDS.showDecisionChanges,
    async execute(question) {
      if (isQuestion(question)) await changes.show(question);
    },
  };
}

function isQuestion(value: unknown): value is Parameters<DecisionChanges['show']>[0] {
  return typeof value === 'object' && value !== null && 'other' in value;
}

/** Checks the script in front under another policy of the workspace, or under its own at the last commit. */
export function checkUnderPolicyCommand(client: Client, changes: DecisionChanges): Command {
  return {
    id: IDS.checkUnderPolicy,
    async execute(target, policy) {
      const script = scriptOf(target);
      if (script === undefined) {
        void window.showWarningMessage('Open a Rhai script to check it under another policy.');
        return;
      }
      const choices = await choicesFor(client, script);
      const picked =
        typeof policy === 'string'
          ? choices.find(({ label }) => label === policy)
          : await window.showQuickPick(choices, {
              title: 'Check this script under',
              placeHolder: 'Nothing is changed',
            });
      if (picked === undefined) return;
      const text = await picked.read();
      if (text === undefined) void window.showErrorMessage(`${picked.label} cannot be read.`);
      else await changes.show({ script: script.toString(), other: { name: picked.label, text } });
    },
  };
}

interface PolicyPick {
  readonly label: string;
  read(): Promise<string | undefined>;
}

async function choicesFor(client: Client, script: Uri): Promise<readonly PolicyPick[]> {
  const uri = script.toString();
  const [status, policies] = await Promise.all([
    client.request('rehearsal/status', { uri }),
    client.request('rehearsal/policies', { uri }),
  ]);
  const bound = status.policyUri === undefined ? undefined : Uri.parse(status.policyUri);
  const committed: readonly PolicyPick[] =
    bound === undefined || !workspace.isTrusted
      ? []
      : [{ label: `${status.label} at HEAD`, read: () => textAtHead(bound) }];
  const others = policies
    .filter((policy) => policy.uri !== status.policyUri)
    .map((policy): PolicyPick => ({ label: policy.label, read: () => textOf(Uri.parse(policy.uri)) }));
  return [...committed, ...others];
}

async function textOf(uri: Uri): Promise<string | undefined> {
  try {
    return (await workspace.openTextDocument(uri)).getText();
  } catch {
    return undefined;
  }
}

/** Opens the least policy that lets exactly the requests of the last run through, as a text that is not saved yet. */
export function policyFromRunCommand(client: Client, runs: Runs): Command {
  return {
    id: IDS.policyFromRun,
    async execute(target) {
      const script = scriptOf(target);
      const run = script === undefined ? runs.latest() : (runs.latest(script.toString()) ?? runs.latest());
      const trace = run?.events.filter(({ kind }) => kind === 'decision') ?? [];
      if (trace.length === 0) {
        void window.showWarningMessage(
          'No run of this window has asked for anything. Run a script in the sandbox first.',
        );
        return;
      }
      const answer = await client.request('rehearsal/policyFromRun', {
        trace: trace.map((event) => JSON.stringify(event)).join('\n'),
      });
      if ('error' in answer) {
        void window.showErrorMessage(answer.error);
        return;
      }
      await window.showTextDocument(await workspace.openTextDocument({ language: 'cedar', content: answer.text }));
      void window.showInformationMessage(
        `${answer.statements} statements for ${answer.requests} different requests, those that were denied included. Look through them before you save.`,
      );
    },
  };
}
