// The Review view: one panel for a script, kept up to date with the script and its policy, and restored with the window.

import {
  type CancellationToken,
  CancellationTokenSource,
  type Disposable,
  env,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { Client } from './client.ts';
import { IDS } from './context.ts';
import { textAtHead } from './git.ts';
import { openPlace } from './openPlace.ts';
import type { FromReview, ToReview } from './webview/messages.ts';
import { webviewHtml } from './webviewHtml.ts';

/** An earlier version to compare with. */
interface Before {
  readonly name: string;
  readonly text: string;
}

/** All open panels, one for each script. */
export class ReviewPanels implements Disposable {
  readonly #client: Client;
  readonly #extensionUri: Uri;
  readonly #panels = new Map<string, ReviewPanel>();
  readonly #disposables: Disposable[] = [];

  constructor(client: Client, extensionUri: Uri) {
    this.#client = client;
    this.#extensionUri = extensionUri;
    this.#disposables.push(
      client.onNotification('rehearsal/statusChanged', () => {
        for (const panel of this.#panels.values()) panel.refreshSoon();
      }),
      window.registerWebviewPanelSerializer(IDS.review, {
        deserializeWebviewPanel: async (panel, state: unknown) => {
          const uri = uriOfState(state);
          if (uri === undefined) panel.dispose();
          else this.#adopt(panel, uri);
        },
      }),
    );
  }

  show(script: Uri): void {
    const known = this.#panels.get(script.toString());
    if (known !== undefined) {
      known.reveal();
      return;
    }
    this.#adopt(window.createWebviewPanel(IDS.review, 'Review', ViewColumn.Beside), script);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    for (const panel of this.#panels.values()) panel.close();
  }

  #adopt(panel: WebviewPanel, script: Uri): void {
    const key = script.toString();
    const own = new ReviewPanel(panel, script, this.#client, this.#extensionUri);
    this.#panels.set(key, own);
    // A panel that the window restores late may have a newer one for its script.
    panel.onDidDispose(() => {
      if (this.#panels.get(key) === own) this.#panels.delete(key);
    });
  }
}

function uriOfState(state: unknown): Uri | undefined {
  const uri = typeof state === 'object' && state !== null && 'uri' in state ? state.uri : undefined;
  return typeof uri === 'string' ? Uri.parse(uri) : undefined;
}

/** A pause in typing after which the review is made anew. */
const PAUSE_MS = 400;

class ReviewPanel {
  readonly #panel: WebviewPanel;
  readonly #script: Uri;
  readonly #client: Client;
  #markdown = '';
  /** Undefined until it was looked for; then what was found at the last commit, or what was picked. */
  #before: { readonly version: Before | undefined } | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Of the newest question to the server; those before it are cancelled. */
  #asking = new CancellationTokenSource();

  constructor(panel: WebviewPanel, script: Uri, client: Client, extensionUri: Uri) {
    this.#panel = panel;
    this.#script = script;
    this.#client = client;
    panel.title = `Review ${script.path.slice(script.path.lastIndexOf('/') + 1)}`;
    const root = Uri.joinPath(extensionUri, 'dist', 'webview');
    panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
    panel.webview.onDidReceiveMessage((message: FromReview) => void this.#receive(message));
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      this.#asking.cancel();
    });
    panel.webview.html = webviewHtml(panel.webview, root, { name: 'review-panel', title: 'Review' });
  }

  reveal(): void {
    this.#panel.reveal();
  }

  close(): void {
    this.#panel.dispose();
  }

  refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), PAUSE_MS);
  }

  async #receive(message: FromReview): Promise<void> {
    switch (message.kind) {
      case 'ready':
        return this.#refresh();
      case 'open':
        return openPlace(this.#script, message.place.line, message.place.column, { viewColumn: ViewColumn.One });
      case 'copy':
        return void env.clipboard.writeText(this.#markdown);
      case 'export':
        await window.showTextDocument(
          await workspace.openTextDocument({ language: 'markdown', content: this.#markdown }),
        );
        return;
      case 'compare':
        return this.#compare();
    }
  }

  /** A newer question wins over one that is still waiting. */
  async #refresh(): Promise<void> {
    this.#asking.cancel();
    this.#asking = new CancellationTokenSource();
    const { token } = this.#asking;
    const uri = this.#script.toString();
    const told = await this.#ask(uri, token);
    if (!token.isCancellationRequested) this.#post(told);
  }

  async #ask(uri: string, token: CancellationToken): Promise<ToReview> {
    try {
      const committed = this.#before ?? { version: await this.#committed() };
      this.#before ??= committed;
      const { version } = this.#before;
      const name = workspace.asRelativePath(this.#script);
      const question = { uri, name, ...(version === undefined ? {} : { before: version }) };
      const answer = await this.#client.request('rehearsal/review', question, token);
      if ('error' in answer) return { kind: 'problem', uri, text: answer.error };
      this.#markdown = answer.markdown;
      return { kind: 'page', uri, page: answer };
    } catch (error) {
      return { kind: 'problem', uri, text: error instanceof Error ? error.message : String(error) };
    }
  }

  async #committed(): Promise<Before | undefined> {
    const text = workspace.isTrusted ? await textAtHead(this.#script) : undefined;
    return text === undefined ? undefined : { name: 'HEAD', text };
  }

  async #compare(): Promise<void> {
    const [file] =
      (await window.showOpenDialog({ title: 'Compare with', filters: { 'Rhai scripts': ['rhai'] } })) ?? [];
    if (file === undefined) return;
    const text = (await workspace.openTextDocument(file)).getText();
    this.#before = { version: { name: workspace.asRelativePath(file), text } };
    await this.#refresh();
  }

  #post(message: ToReview): void {
    void this.#panel.webview.postMessage(message);
  }
}
