// What the parts of the extension share: ids, settings and the channel for the log.

import { type Uri, workspace } from 'vscode';
import type { RunLimits, ServerSettings } from '#protocol';

/** Ids of commands, views and context keys, as `package.json` has them; a test compares the two. */
export const IDS = {
  run: 'rehearsal.runInSandbox',
  stop: 'rehearsal.stop',
  showTrace: 'rehearsal.showTrace',
  selectPolicy: 'rehearsal.selectPolicy',
  showStatus: 'rehearsal.showStatus',
  clearMarks: 'rehearsal.clearMarks',
  showLog: 'rehearsal.showLog',
  restartServer: 'rehearsal.restartServer',
  tracePanel: 'rehearsal.trace',
  runOnThisHost: 'rehearsal.runOnThisHost',
  hostFileFromFolder: 'rehearsal.hostFileFromFolder',
  makeTest: 'rehearsal.makeTest',
  showPlaces: 'rehearsal.showPlaces',
  previewPermit: 'rehearsal.previewPermit',
  showDecisionChanges: 'rehearsal.showDecisionChanges',
  checkUnderPolicy: 'rehearsal.checkUnderPolicy',
  policyFromRun: 'rehearsal.policyFromRun',
  review: 'rehearsal.review',
  runningKey: 'rehearsal.running',
  runnerFoundKey: 'rehearsal.runnerFound',
  runningOnHostKey: 'rehearsal.runningOnHost',
} as const;

export const RHAI = 'rhai';

/** Reads the settings that the server needs. */
export function serverSettings(): ServerSettings {
  const settings = workspace.getConfiguration('rehearsal');
  return {
    diagnostics: {
      depends: settings.get('diagnostics.depends', 'information'),
      silentDenials: settings.get('diagnostics.silentDenials', 'warning'),
      denied: settings.get('diagnostics.denied', 'error'),
      undecided: settings.get('diagnostics.undecided', 'off'),
    },
    codeLens: settings.get('codeLens.enabled', true),
    schema: [settings.get<string | readonly string[]>('schema', '')].flat().filter((path) => path !== ''),
    inlayHints: {
      types: settings.get('inlayHints.types', true),
      parameters: settings.get('inlayHints.parameters', true),
      verdicts: settings.get('inlayHints.verdicts', 'notAllowed'),
    },
  };
}

/** Whether denials are only reported in sandboxed runs. */
export function runMode(scope: Uri): 'enforcing' | 'permissive' {
  return workspace.getConfiguration('rehearsal.sandbox', scope).get('permissive', false) ? 'permissive' : 'enforcing';
}

/** Reads the limits of a sandboxed run. */
export function runLimits(scope: Uri): RunLimits {
  const settings = workspace.getConfiguration('rehearsal.sandbox', scope);
  return {
    maxOperations: settings.get('maxOperations', 10_000_000),
    timeoutMs: settings.get('timeout', 30_000),
    maxMemoryBytes: settings.get('maxMemory', 256) * 1024 * 1024,
    maxCallDepth: settings.get('maxCallDepth', 64),
    maxOutputBytes: settings.get('maxOutput', 1024) * 1024,
  };
}
