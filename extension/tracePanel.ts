// The trace panel: hands the newest run to the webview and follows what is clicked there to the script or the policy.

import {
  commands,
  type Disposable,
  env,
  Uri,
  type WebviewView,
  type WebviewViewProvider,
  window,
  workspace,
} from 'vscode';
import { IDS } from './context.ts';
import { openPlace } from './openPlace.ts';
import type { Run, Runs } from './runs.ts';
import type { FromPanel, RunHeader, ToPanel } from './webview/messages.ts';
import { webviewHtml } from './webviewHtml.ts';

/** Provider of the view `rehearsal.trace`. */
export class TracePanel implements WebviewViewProvider, Disposable {
  readonly #extensionUri: Uri;
  readonly #runs: Runs;
  readonly #disposables: Disposable[] = [];
  #view: WebviewView | undefined;
  #shown: { readonly runId: number; readonly events: number } | undefined;
  #isStale = false;
  #pendingSelection: number | undefined;

  constructor(extensionUri: Uri, runs: Runs) {
    this.#extensionUri = extensionUri;
    this.#runs = runs;
    this.#disposables.push(
      window.registerWebviewViewProvider(IDS.tracePanel, this, { webviewOptions: { retainContextWhenHidden: true } }),
      runs.onDidChange((run) => this.#update(run)),
      workspace.onDidChangeTextDocument((change) => this.#onEdit(change.document.uri.toString())),
    );
  }

  resolveWebviewView(view: WebviewView): void {
    this.#view = view;
    this.#shown = undefined;
    const root = Uri.joinPath(this.#extensionUri, 'dist', 'webview');
    view.webview.options = { enableScripts: true, localResourceRoots: [root] };
    view.webview.html = webviewHtml(view.webview, root, { name: 'trace-panel', title: 'Sandbox trace' });
    view.webview.onDidReceiveMessage((message: FromPanel) => this.#receive(message), undefined, this.#disposables);
    view.onDidDispose(() => {
      this.#view = undefined;
    });
  }

  /** Brings the panel to the front, with one event selected where it is named. */
  async show(event?: number): Promise<void> {
    await commands.executeCommand(`${IDS.tracePanel}.focus`);
    if (event === undefined) return;
    this.#pendingSelection = event;
    this.#flushSelection();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #receive(message: FromPanel): void {
    switch (message.kind) {
      case 'ready': {
        const run = this.#runs.latest();
        if (run !== undefined) this.#sendWhole(run);
        this.#flushSelection();
        return;
      }
      case 'openLine':
        return void this.#openScript(message.line, message.column, message.module);
      case 'openPolicy':
        return void openPlace(Uri.parse(message.file), message.line, 1);
      case 'explain':
        return void this.#explain(message.event);
      case 'copy':
        return void env.clipboard.writeText(message.text);
      case 'runAgain': {
        const run = this.#runs.latest();
        return void commands.executeCommand(IDS.run, run === undefined ? undefined : Uri.parse(run.uri));
      }
      case 'stop':
        return void commands.executeCommand(IDS.stop);
    }
  }

  async #explain(seq: number): Promise<void> {
    const run = this.#runs.latest();
    const event = run?.events.find((candidate) => candidate.seq === seq);
    if (run === undefined || event === undefined) return;
    const policies = await this.#runs.explain(run, event);
    this.#post({ kind: 'explanation', event: seq, policies });
  }

  #update(run: Run): void {
    if (this.#view === undefined || this.#runs.latest() !== run) return;
    if (this.#shown?.runId !== run.id) {
      this.#isStale = false;
      this.#sendWhole(run);
      return;
    }
    const added = run.events.slice(this.#shown.events);
    if (added.length > 0) this.#post({ kind: 'events', runId: run.id, events: added });
    if (run.ended !== undefined) this.#post({ kind: 'header', header: this.#header(run) });
    this.#shown = { runId: run.id, events: run.events.length };
  }

  #onEdit(uri: string): void {
    const run = this.#runs.latest();
    if (this.#isStale || run?.ended === undefined || run.uri !== uri) return;
    this.#isStale = true;
    this.#post({ kind: 'header', header: this.#header(run) });
  }

  #sendWhole(run: Run): void {
    this.#shown = { runId: run.id, events: run.events.length };
    this.#post({ kind: 'run', header: this.#header(run), events: run.events });
  }

  #header(run: Run): RunHeader {
    return {
      runId: run.id,
      script: workspace.asRelativePath(Uri.parse(run.uri)),
      policy: run.policy,
      principal: run.principal,
      state: run.ended?.outcome ?? 'running',
      summary: run.ended?.summary ?? 'Running',
      output: run.ended?.output ?? '',
      isStale: this.#isStale,
    };
  }

  #flushSelection(): void {
    if (this.#pendingSelection === undefined || this.#shown === undefined) return;
    this.#post({ kind: 'select', event: this.#pendingSelection });
    this.#pendingSelection = undefined;
  }

  #post(message: ToPanel): void {
    void this.#view?.webview.postMessage(message);
  }

  async #openScript(line: number, column: number, module: string | undefined): Promise<void> {
    const run = this.#runs.latest();
    if (run === undefined) return;
    if (module !== undefined) {
      void window.showInformationMessage(
        `The call stands in the imported module ${module}, which exists only on the virtual host.`,
      );
      return;
    }
    await openPlace(Uri.parse(run.uri), line, column);
  }
}
