// Documents that list the decisions which another policy changes: text that nobody edits, with links to the calls.

import {
  type CancellationToken,
  type Disposable,
  DocumentLink,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { DecisionChanges as Changes, ClientRequests } from '#protocol';
import type { Client } from './client.ts';

const SCHEME = 'rehearsal-decisions';
const PROPOSED = 'rehearsal-proposed';
/** Lists kept for documents that are still open. */
const MAX_LISTS = 20;

type Question = ClientRequests['rehearsal/compare']['params'];

/** Asks the server and shows the answer beside the editor in front. */
export class DecisionChanges implements Disposable {
  readonly #client: Client;
  readonly #lists = new Map<string, Changes>();
  /** Texts that are shown and not yet anybody's, by path. */
  readonly #proposed = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #disposables: readonly Disposable[];

  constructor(client: Client) {
    this.#client = client;
    this.#disposables = [
      this.#changed,
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#lists.get(uri.toString())?.text ?? '',
      }),
      workspace.registerTextDocumentContentProvider(PROPOSED, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#proposed.get(uri.path) ?? '',
      }),
      languages.registerDocumentLinkProvider(
        { scheme: SCHEME },
        {
          provideDocumentLinks: (document: TextDocument, _token: CancellationToken) => this.#linksIn(document),
        },
      ),
    ];
  }

  /** The address of a text that nobody edits, for one side of a comparison; the newest of its name counts. */
  textDocument(name: string, text: string): Uri {
    const uri = Uri.from({ scheme: PROPOSED, path: `/${name}` });
    this.#proposed.clear();
    this.#proposed.set(uri.path, text);
    this.#changed.fire(uri);
    return uri;
  }

  /** Shows what changes; where nothing does, a message says so. */
  async show(question: Question): Promise<void> {
    const answer = await this.#client.request('rehearsal/compare', question);
    if ('error' in answer) {
      void window.showErrorMessage(answer.error);
      return;
    }
    if (answer.changes === 0) {
      void window.showInformationMessage(`${question.other.name}: ${answer.summary}`);
      return;
    }
    // A name that ends as a policy's does would make it one.
    const uri = Uri.from({ scheme: SCHEME, path: `/Decisions under ${question.other.name.replaceAll('/', ' ')}.txt` });
    const key = uri.toString();
    this.#lists.delete(key);
    this.#lists.set(key, answer);
    for (const oldest of this.#lists.keys()) {
      if (this.#lists.size <= MAX_LISTS) break;
      this.#lists.delete(oldest);
    }
    this.#changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #linksIn(document: TextDocument): DocumentLink[] {
    const links = this.#lists.get(document.uri.toString())?.links ?? [];
    return links
      .filter(({ line }) => line < document.lineCount)
      .map(({ line, uri, range }) => {
        const text = document.lineAt(line);
        const place = `L${range.start.line + 1},${range.start.character + 1}`;
        const from = text.firstNonWhitespaceCharacterIndex;
        return new DocumentLink(
          new Range(line, from, line, text.text.length),
          Uri.parse(uri).with({ fragment: place }),
        );
      });
  }
}
