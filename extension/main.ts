// Entry point in VS Code: builds the parts, registers them, starts the language server. No logic of its own.

import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { Client } from './client.ts';
import { hostFileFromFolderCommand } from './commands/hostFileFromFolder.ts';
import { makeTestCommand } from './commands/makeTest.ts';
import { previewPermitCommand } from './commands/previewPermit.ts';
import { reviewCommand } from './commands/review.ts';
import { runCommand, stopCommand } from './commands/run.ts';
import { HostRuns, runOnThisHostCommand } from './commands/runOnThisHost.ts';
import { selectPolicyCommand } from './commands/selectPolicy.ts';
import { showPlacesCommand } from './commands/showPlaces.ts';
import {
  clearMarksCommand,
  restartServerCommand,
  showLogCommand,
  showStatusCommand,
  showTraceCommand,
} from './commands/showTrace.ts';
import { checkUnderPolicyCommand, policyFromRunCommand, showDecisionChangesCommand } from './commands/whatIf.ts';
import { DecisionChanges } from './decisionChanges.ts';
import { RunDecorations } from './decorations.ts';
import { Predictions } from './predictions.ts';
import { ReviewPanels } from './reviewPanel.ts';
import { Runs } from './runs.ts';
import { StatusBar } from './statusBar.ts';
import { SandboxTests } from './tests/tests.ts';
import { TracePanel } from './tracePanel.ts';

/** What the extension offers to other extensions and to its tests. */
export interface Api {
  readonly runs: Runs;
  readonly statusBar: StatusBar;
  readonly predictions: Predictions;
}

export async function activate(context: ExtensionContext): Promise<Api> {
  const log = window.createOutputChannel('Rehearsal', { log: true });
  const client = new Client(context, log);
  const runs = new Runs(client);
  const decorations = new RunDecorations(runs, context.extensionUri);
  const predictions = new Predictions(client, decorations, context.extensionUri);
  const statusBar = new StatusBar(client, runs);
  const panel = new TracePanel(context.extensionUri, runs);
  const hostRuns = new HostRuns();
  const decisionChanges = new DecisionChanges(client);
  const reviews = new ReviewPanels(client, context.extensionUri);
  const all = [
    runCommand(runs),
    stopCommand(runs, hostRuns),
    runOnThisHostCommand(client, runs, hostRuns),
    hostFileFromFolderCommand(client),
    makeTestCommand(client),
    selectPolicyCommand(client),
    showPlacesCommand(),
    previewPermitCommand(client, decisionChanges),
    showDecisionChangesCommand(decisionChanges),
    checkUnderPolicyCommand(client, decisionChanges),
    policyFromRunCommand(client, runs),
    reviewCommand(reviews),
    showTraceCommand(panel),
    clearMarksCommand(decorations),
    showLogCommand(log),
    restartServerCommand(client),
    showStatusCommand(statusBar),
  ];
  context.subscriptions.push(
    log,
    client,
    runs,
    decorations,
    predictions,
    statusBar,
    panel,
    hostRuns,
    decisionChanges,
    reviews,
    new SandboxTests(client),
    ...all.map((command) => commands.registerCommand(command.id, (...args: unknown[]) => command.execute(...args))),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('rehearsal')) void client.sendSettings();
    }),
  );
  try {
    await client.start();
  } catch (error) {
    log.error(`The language server did not start: ${error instanceof Error ? error.message : String(error)}`);
    void window
      .showErrorMessage('The Rehearsal language server did not start. The log has the reason.', 'Show Log')
      .then((choice) => {
        if (choice !== undefined) log.show();
      });
  }
  statusBar.refresh();
  predictions.refresh();
  return { runs, statusBar, predictions };
}
