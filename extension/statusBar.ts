// The status item: which policy governs the script in front, or why none does, and whether a run goes on.

import { type Disposable, StatusBarAlignment, type StatusBarItem, type TextEditor, ThemeColor, window } from 'vscode';
import type { ScriptStatus } from '#protocol';
import type { Client } from './client.ts';
import { IDS, RHAI } from './context.ts';
import type { Runs } from './runs.ts';

/** Shown while a Rhai script is in front; a click selects a policy, or shows the file that is broken. */
export class StatusBar implements Disposable {
  readonly #item: StatusBarItem = window.createStatusBarItem('rehearsal.status', StatusBarAlignment.Right, 95);
  readonly #disposables: Disposable[];
  readonly #client: Client;
  readonly #runs: Runs;
  #asked = 0;
  #status: ScriptStatus | undefined;

  constructor(client: Client, runs: Runs) {
    this.#client = client;
    this.#runs = runs;
    this.#item.name = 'Rehearsal: Policy';
    this.#disposables = [
      this.#item,
      window.onDidChangeActiveTextEditor(() => this.refresh()),
      client.onNotification('rehearsal/statusChanged', () => this.refresh()),
      runs.onDidChange(() => this.#show()),
    ];
  }

  /** The status on show, for tests and for the command behind the item. */
  get status(): ScriptStatus | undefined {
    return this.#status;
  }

  /** Asks the server again; an answer that arrives after a newer question is dropped. */
  refresh(): void {
    const editor = window.activeTextEditor;
    const ticket = ++this.#asked;
    if (!isScript(editor)) {
      this.#item.hide();
      return;
    }
    this.#client.request('rehearsal/status', { uri: editor.document.uri.toString() }).then(
      (status) => {
        if (ticket !== this.#asked) return;
        this.#status = status;
        this.#show();
      },
      (error: unknown) => {
        if (ticket !== this.#asked) return;
        this.#status = {
          kind: 'broken',
          label: 'no language server',
          detail: `The language server gave no answer: ${String(error)}`,
        };
        this.#show();
      },
    );
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #show(): void {
    const editor = window.activeTextEditor;
    const status = this.#status;
    if (!isScript(editor) || status === undefined || status.kind === 'notAScript') {
      this.#item.hide();
      return;
    }
    const running = this.#runs.latest(editor.document.uri.toString());
    const isRunning = running !== undefined && running.ended === undefined;
    this.#item.text = isRunning ? '$(debug-stop) Stop sandbox run' : `${ICONS[status.kind]} ${status.label}`;
    this.#item.tooltip = isRunning ? 'A sandbox run goes on. Click to stop it.' : tooltipOf(status);
    this.#item.command = isRunning ? IDS.stop : IDS.showStatus;
    this.#item.backgroundColor =
      status.kind === 'broken' && !isRunning ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.accessibilityInformation = { label: `Policy: ${status.label}. ${status.detail}`, role: 'button' };
    this.#item.show();
  }
}

const ICONS: Readonly<Record<ScriptStatus['kind'], string>> = {
  bound: '$(shield)',
  unbound: '$(circle-slash)',
  broken: '$(warning)',
  notAScript: '',
};

function tooltipOf(status: ScriptStatus): string {
  const counts = status.verdicts;
  if (counts === undefined) return status.detail;
  const parts = [
    `${counts.allow} allowed`,
    `${counts.deny} denied`,
    `${counts.depends} depend on input`,
    `${counts.unknown} unknown`,
  ];
  return `${status.detail}\nCalls: ${parts.join(', ')}`;
}

function isScript(editor: TextEditor | undefined): editor is TextEditor {
  return editor?.document.languageId === RHAI;
}
