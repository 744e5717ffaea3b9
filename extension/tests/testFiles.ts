// The tests of the workspace as items of the Test Explorer: one for each test file, below it one for each test.

import {
  type Disposable,
  Range,
  RelativePattern,
  type TestController,
  type TestItem,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import type { TestEntry } from '#protocol';
import type { Client } from '../client.ts';

const SUFFIX = '.rehearsal.json';
const PATTERN = `**/*${SUFFIX}`;
const FOREIGN = '**/node_modules/**';
/** A file is read again when nobody has typed in it for this long. */
const QUIET_MS = 250;

/** Keeps the items equal to the test files on disk and in the editor. */
export class TestFiles implements Disposable {
  readonly #client: Client;
  readonly #controller: TestController;
  readonly #named = new WeakMap<TestItem, readonly string[]>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #disposables: Disposable[];

  constructor(client: Client, controller: TestController) {
    this.#client = client;
    this.#controller = controller;
    const watcher = workspace.createFileSystemWatcher(PATTERN);
    this.#disposables = [
      watcher,
      watcher.onDidCreate((uri) => this.#changed(uri)),
      watcher.onDidChange((uri) => this.#changed(uri)),
      watcher.onDidDelete((uri) => this.#gone(uri)),
      workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.#opened(document)),
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === 'untitled') this.#gone(uri);
      }),
      workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
    ];
    controller.resolveHandler = (item) => (item === undefined ? this.refresh() : this.load(item));
    controller.refreshHandler = () => this.refresh(true);
  }

  /** Looks for test files in every folder and in the editor; reads the known ones anew where that is wanted. */
  async refresh(anew = false): Promise<void> {
    const found = await Promise.all(
      (workspace.workspaceFolders ?? []).map((folder) =>
        workspace.findFiles(new RelativePattern(folder, PATTERN), FOREIGN),
      ),
    );
    const opened = workspace.textDocuments.filter(isTestFile).map(({ uri }) => uri);
    const uris = new Map([...found.flat(), ...opened].map((uri) => [uri.toString(), uri]));
    this.#controller.items.replace([...uris.values()].map((uri) => this.#itemOf(uri)));
    if (anew) await Promise.all(this.all().map((item) => this.load(item)));
  }

  /** The items of the files. */
  all(): readonly TestItem[] {
    return [...this.#controller.items].map(([, item]) => item);
  }

  /** The tests of an item: those of its file, or the test itself. */
  async testsOf(item: TestItem): Promise<readonly TestItem[]> {
    if (item.parent !== undefined) return [item];
    await this.load(item);
    return [...item.children].map(([, child]) => child);
  }

  /** URIs of what a test depends on, its own file among them. */
  filesOf(test: TestItem): readonly string[] {
    return [test.parent?.id ?? test.id, ...(this.#named.get(test) ?? [])];
  }

  /** Reads a file's tests; what is wrong with the file shows at its item. */
  async load(file: TestItem): Promise<void> {
    const { uri } = file;
    if (uri === undefined) return;
    try {
      await readable(uri);
      const { tests, error } = await this.#client.request('rehearsal/tests', { uri: uri.toString() });
      file.error = error;
      const named = new Map(tests.map((entry) => [entry.name, entry]));
      file.children.replace([...named.values()].map((entry) => this.#testOf(file, uri, entry)));
    } catch (error) {
      file.error = error instanceof Error ? error.message : String(error);
    }
  }

  #testOf(file: TestItem, uri: Uri, { name, range: { start, end }, files }: TestEntry): TestItem {
    const item = file.children.get(name) ?? this.#controller.createTestItem(name, name, uri);
    item.range = new Range(start.line, start.character, end.line, end.character);
    this.#named.set(item, files);
    return item;
  }

  #itemOf(uri: Uri): TestItem {
    const id = uri.toString();
    const known = this.#controller.items.get(id);
    if (known !== undefined) return known;
    const item = this.#controller.createTestItem(id, workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    return item;
  }

  #opened(document: TextDocument): void {
    if (isTestFile(document)) this.#changed(document.uri);
  }

  /** One that is open counts as the editor has it, so that a change on disk is no other event. */
  #changed(uri: Uri): void {
    if (uri.path.includes('/node_modules/')) return;
    const item = this.#itemOf(uri);
    this.#controller.items.add(item);
    clearTimeout(this.#timers.get(item.id));
    this.#timers.set(
      item.id,
      setTimeout(() => {
        this.#timers.delete(item.id);
        void this.load(item);
      }, QUIET_MS),
    );
  }

  #gone(uri: Uri): void {
    const id = uri.toString();
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#controller.items.delete(id);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** The server reads files of this machine itself; of others it has what the editor has opened. */
export async function readable(uri: Uri): Promise<void> {
  if (uri.scheme !== 'file') await workspace.openTextDocument(uri);
}

/** Old versions in a comparison are documents as well, and no tests of the workspace. */
function isTestFile({ uri }: TextDocument): boolean {
  const schemes = ['file', 'untitled', ...(workspace.workspaceFolders ?? []).map((folder) => folder.uri.scheme)];
  return uri.path.endsWith(SUFFIX) && schemes.includes(uri.scheme);
}
