// Paints what the policy will say: an outlined mark in the gutter and the overview for each line with calls. Once a run has said
// what it did say, its own marks stand there instead.

import {
  type DecorationOptions,
  type Disposable,
  OverviewRulerLane,
  Range,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Prediction } from '#protocol';
import type { Client } from './client.ts';
import { RHAI } from './context.ts';
import { MARKS, type RunDecorations } from './decorations.ts';

type Mark = Prediction['mark'];
const ALL: readonly Mark[] = ['allow', 'depends', 'deny'];

/** Keeps the marks of every visible script. */
export class Predictions implements Disposable {
  readonly #client: Client;
  readonly #runs: RunDecorations;
  readonly #types: ReadonlyMap<Mark, TextEditorDecorationType>;
  readonly #disposables: readonly Disposable[];
  readonly #shown = new Map<string, readonly Prediction[]>();

  constructor(client: Client, runs: RunDecorations, extensionUri: Uri) {
    this.#client = client;
    this.#runs = runs;
    this.#types = new Map(ALL.map((mark) => [mark, decorationType(mark, extensionUri)]));
    this.#disposables = [
      ...this.#types.values(),
      client.onNotification('rehearsal/statusChanged', () => this.refresh()),
      window.onDidChangeVisibleTextEditors(() => this.refresh()),
      runs.onDidChange(() => this.refresh()),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('rehearsal.gutter')) this.refresh();
      }),
    ];
  }

  /** What is on show for a script, for tests. */
  shown(uri: string): readonly Prediction[] {
    return this.#shown.get(uri) ?? [];
  }

  /** Asks again for every visible script. */
  refresh(): void {
    for (const editor of window.visibleTextEditors) if (editor.document.languageId === RHAI) void this.#show(editor);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #show(editor: TextEditor): Promise<void> {
    const { uri, version } = editor.document;
    const wanted = workspace.getConfiguration('rehearsal.gutter', uri).get<string>('predictions', 'notAllowed');
    const key = uri.toString();
    const found = wanted === 'off' || this.#runs.hasMarks(key) ? [] : await this.#ask(key);
    // The next notification brings the marks of a newer text.
    if (found === undefined || editor.document.version !== version) return;
    const marks = found.filter(({ mark }) => wanted === 'all' || mark !== 'allow');
    this.#shown.set(key, marks);
    for (const [mark, type] of this.#types)
      editor.setDecorations(
        type,
        marks
          .filter((one) => one.mark === mark && one.line < editor.document.lineCount)
          .map(({ line }): DecorationOptions => ({ range: new Range(line, 0, line, 0) })),
      );
  }

  async #ask(uri: string): Promise<readonly Prediction[] | undefined> {
    try {
      return await this.#client.request('rehearsal/predictions', { uri });
    } catch {
      // A newer question has taken its place, or the server is gone; the status item says the latter.
      return undefined;
    }
  }
}

function decorationType(mark: Mark, extensionUri: Uri): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    gutterIconPath: Uri.joinPath(extensionUri, 'extension', 'media', `predicted-${mark}.svg`),
    gutterIconSize: '60%',
    ...(mark === 'allow'
      ? {}
      : { overviewRulerColor: new ThemeColor(MARKS[mark].color), overviewRulerLane: OverviewRulerLane.Left }),
  });
}
