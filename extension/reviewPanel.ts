// The Review view: one panel for a script, kept up to date with the script and its policy, and restored with the window.

import { randomBytes } from 'node:crypto';
import {
  type Disposable,
  env,
  Position,
  Selection,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { Client } from './client.ts';
import { IDS } from './context.ts';
import { textAtHead } from './git.ts';
import type { FromReview, ToReview } from './webview/messages.ts';

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
      workspace.onDidChangeTextDocument(({ document }) => this.#panels.get(document.uri.toString())?.refreshSoon()),
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
    this.#panels.set(key, new ReviewPanel(panel, script, this.#client, this.#extensionUri));
    panel.onDidDispose(() => this.#panels.delete(key));
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
  #round = 0;

  constructor(panel: WebviewPanel, script: Uri, client: Client, extensionUri: Uri) {
    this.#panel = panel;
    this.#script = script;
    this.#client = client;
    panel.title = `Review ${script.path.slice(script.path.lastIndexOf('/') + 1)}`;
    const root = Uri.joinPath(extensionUri, 'dist', 'webview');
    panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
    panel.webview.onDidReceiveMessage((message: FromReview) => void this.#receive(message));
    panel.onDidDispose(() => clearTimeout(this.#timer));
    panel.webview.html = pageHtml(panel, root);
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
        return openAt(this.#script, message.place.line, message.place.column);
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

  /** A newer round wins over one that is still waiting. */
  async #refresh(): Promise<void> {
    const round = ++this.#round;
    const uri = this.#script.toString();
    this.#before ??= { version: await this.#committed() };
    const { version } = this.#before;
    const name = workspace.asRelativePath(this.#script);
    const answer = await this.#client.request('rehearsal/review', {
      ...{ uri, name },
      ...(version === undefined ? {} : { before: version }),
    });
    if (round !== this.#round) return;
    if ('error' in answer) return this.#post({ kind: 'problem', uri, text: answer.error });
    this.#markdown = answer.markdown;
    this.#post({ kind: 'page', uri, page: answer });
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

async function openAt(uri: Uri, line: number, column: number): Promise<void> {
  const editor = await window.showTextDocument(await workspace.openTextDocument(uri), { viewColumn: ViewColumn.One });
  const at = new Position(Math.max(0, line - 1), Math.max(0, column - 1));
  editor.selection = new Selection(at, at);
  editor.revealRange(editor.selection);
}

function pageHtml({ webview }: WebviewPanel, root: Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (name: string) => webview.asWebviewUri(Uri.joinPath(root, name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('review-panel.css')}">
<title>Review</title>
</head>
<body>
<main id="app"></main>
<script nonce="${nonce}" src="${asset('review-panel.js')}"></script>
</body>
</html>`;
}
