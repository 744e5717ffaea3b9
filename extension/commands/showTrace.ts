// Show Trace, Clear Marks and the other commands that only open or change what is on show.

import { commands, type LogOutputChannel, Uri, window, workspace } from 'vscode';
import type { Client } from '../client.ts';
import { IDS } from '../context.ts';
import type { RunDecorations } from '../decorations.ts';
import type { StatusBar } from '../statusBar.ts';
import type { TracePanel } from '../tracePanel.ts';
import type { Command } from './types.ts';

/** Opens the trace panel; an event can be named. */
export function showTraceCommand(panel: TracePanel): Command {
  return {
    id: IDS.showTrace,
    async execute(target) {
      const event =
        typeof target === 'object' && target !== null && 'event' in target && typeof target.event === 'number'
          ? target.event
          : undefined;
      await panel.show(event);
    },
  };
}

export function clearMarksCommand(decorations: RunDecorations): Command {
  return { id: IDS.clearMarks, execute: () => decorations.clear() };
}

export function showLogCommand(log: LogOutputChannel): Command {
  return { id: IDS.showLog, execute: () => log.show() };
}

export function restartServerCommand(client: Client): Command {
  return { id: IDS.restartServer, execute: () => client.restart() };
}

/** What a click on the status item does: shows what is in force and the next step. */
export function showStatusCommand(statusBar: StatusBar): Command {
  return {
    id: IDS.showStatus,
    async execute() {
      const status = statusBar.status;
      if (status === undefined) return;
      const actions = new Map<string, () => Thenable<unknown>>();
      if (status.policyUri !== undefined) actions.set('Open Policy', () => show(status.policyUri));
      if (status.configUri !== undefined) actions.set('Open rehearsal.json', () => show(status.configUri));
      actions.set('Select Policy', () => commands.executeCommand(IDS.selectPolicy));
      const picked = await window.showQuickPick([...actions.keys()], { title: status.detail });
      if (picked !== undefined) await actions.get(picked)?.();
    },
  };
}

async function show(uri: string | undefined): Promise<void> {
  if (uri !== undefined) await window.showTextDocument(await workspace.openTextDocument(Uri.parse(uri)));
}
