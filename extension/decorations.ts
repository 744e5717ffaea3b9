// Paints what a run did at the end of each line: mark, text and theme colour, dimmed as soon as the script changes.

import {
  type DecorationOptions,
  type Disposable,
  EventEmitter,
  MarkdownString,
  OverviewRulerLane,
  Range,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { LineMark, Mark } from '#protocol';
import { IDS } from './context.ts';
import type { Run, Runs } from './runs.ts';

/** Sign and theme colour of each mark: never colour alone. */
export const MARKS: Readonly<Record<Mark, { readonly sign: string; readonly color: string; readonly icon: string }>> = {
  allow: { sign: '✓', color: 'rehearsal.allowedForeground', icon: 'allow' },
  deny: { sign: '⊘', color: 'rehearsal.deniedForeground', icon: 'deny' },
  depends: { sign: '◐', color: 'rehearsal.dependsForeground', icon: 'depends' },
  error: { sign: '✗', color: 'rehearsal.deniedForeground', icon: 'error' },
  note: { sign: '·', color: 'descriptionForeground', icon: 'note' },
};

interface Painted {
  readonly run: Run;
  readonly isStale: boolean;
}

/** Keeps the marks of the newest run of every visible script. */
export class RunDecorations implements Disposable {
  readonly #types = new Map<string, TextEditorDecorationType>();
  readonly #painted = new Map<string, Painted>();
  readonly #didChange = new EventEmitter<void>();
  readonly #disposables: Disposable[];

  /** Fires when the marks of a script came or went. */
  readonly onDidChange = this.#didChange.event;

  constructor(runs: Runs, extensionUri: Uri) {
    for (const [mark, look] of Object.entries(MARKS)) {
      this.#types.set(`${mark}`, decorationType(look.color, gutterIcon(extensionUri, look.icon), '1'));
      this.#types.set(`${mark}-stale`, decorationType('disabledForeground', undefined, '0.6'));
    }
    this.#disposables = [
      this.#didChange,
      ...this.#types.values(),
      runs.onDidChange((run) => this.#onRun(run)),
      window.onDidChangeVisibleTextEditors(() => this.#paintAll()),
      workspace.onDidChangeTextDocument((change) => {
        if (change.contentChanges.length > 0) this.#makeStale(change.document.uri.toString());
      }),
    ];
  }

  /** Whether a run of the script is shown whose text has not changed since. */
  hasMarks(uri: string): boolean {
    return this.#painted.get(uri)?.isStale === false;
  }

  /** Takes the marks of a script away, or all when none is named. */
  clear(uri?: string): void {
    if (uri === undefined) this.#painted.clear();
    else this.#painted.delete(uri);
    this.#change();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #onRun(run: Run): void {
    if (run.ended === undefined) {
      if (run.events.length === 0) this.clear(run.uri);
      return;
    }
    const document = workspace.textDocuments.find((candidate) => candidate.uri.toString() === run.uri);
    this.#painted.set(run.uri, { run, isStale: document !== undefined && document.version !== run.ended.version });
    this.#change();
  }

  #makeStale(uri: string): void {
    const painted = this.#painted.get(uri);
    if (painted === undefined || painted.isStale) return;
    this.#painted.set(uri, { ...painted, isStale: true });
    this.#change();
  }

  #change(): void {
    this.#paintAll();
    this.#didChange.fire();
  }

  #paintAll(): void {
    for (const editor of window.visibleTextEditors) this.#paint(editor);
  }

  #paint(editor: TextEditor): void {
    const painted = this.#painted.get(editor.document.uri.toString());
    const byType = new Map<string, DecorationOptions[]>();
    for (const mark of painted?.run.ended?.marks ?? []) {
      if (mark.line >= editor.document.lineCount) continue;
      const type = painted?.isStale === true ? `${mark.mark}-stale` : mark.mark;
      byType.set(type, [...(byType.get(type) ?? []), toOptions(editor, mark, painted)]);
    }
    for (const [name, type] of this.#types) editor.setDecorations(type, byType.get(name) ?? []);
  }
}

function toOptions(editor: TextEditor, mark: LineMark, painted: Painted | undefined): DecorationOptions {
  const end = editor.document.lineAt(mark.line).range.end;
  const look = MARKS[mark.mark];
  const stale = painted?.isStale === true ? ' (script changed since)' : '';
  return {
    range: new Range(end, end),
    hoverMessage: hoverOf(mark, painted),
    renderOptions: { after: { contentText: `${look.sign} ${mark.text}${stale}` } },
  };
}

function hoverOf(mark: LineMark, painted: Painted | undefined): MarkdownString {
  const text = new MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: [IDS.showTrace] };
  const policy = painted?.run.policy ?? '';
  text.appendText(`Sandbox run under ${policy}${painted?.isStale === true ? ', before the script was changed' : ''}`);
  for (const line of mark.details) text.appendMarkdown('\n\n').appendText(line);
  const target = encodeURIComponent(JSON.stringify([{ event: mark.event }]));
  return text.appendMarkdown(`\n\n[Show in trace](command:${IDS.showTrace}?${target})`);
}

function decorationType(color: string, icon: Uri | undefined, opacity: string): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    after: {
      color: new ThemeColor(color),
      margin: '0 0 0 2.5em',
      fontStyle: 'normal',
      textDecoration: `none; opacity: ${opacity}`,
    },
    overviewRulerColor: new ThemeColor(color),
    overviewRulerLane: OverviewRulerLane.Right,
    ...(icon === undefined ? {} : { gutterIconPath: icon, gutterIconSize: '70%' }),
  });
}

function gutterIcon(extensionUri: Uri, name: string): Uri | undefined {
  return name === 'note' ? undefined : Uri.joinPath(extensionUri, 'extension', 'media', `${name}.svg`);
}
