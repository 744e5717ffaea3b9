// Runs tests of the Test Explorer in the sandbox, once or after every change, and tells how each of them went.

import {
  type CancellationToken,
  type Disposable,
  Location,
  Range,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  type TestRunProfile,
  TestRunProfileKind,
  TestRunRequest,
  Uri,
  workspace,
} from 'vscode';
import type { TestMessage as Difference, TestRunResult } from '#protocol';
import type { Client } from '../client.ts';
import { readable, type TestFiles } from './testFiles.ts';

/** Everything that a test can name. */
const NAMED = '**/*.{rhai,cedar,json}';
/** Changes that come close together start one run. */
const QUIET_MS = 300;

export class TestRunner implements Disposable {
  readonly #client: Client;
  readonly #controller: TestController;
  readonly #files: TestFiles;
  readonly #profile: TestRunProfile;

  constructor(client: Client, controller: TestController, files: TestFiles) {
    this.#client = client;
    this.#controller = controller;
    this.#files = files;
    this.#profile = controller.createRunProfile(
      'Run in Sandbox',
      TestRunProfileKind.Run,
      (request, token) => (request.continuous === true ? this.#watch(request, token) : this.#run(request)),
      true,
      undefined,
      true,
    );
  }

  dispose(): void {
    this.#profile.dispose();
  }

  /** One after the other: a test has all of the time that it may take. */
  async #run(request: TestRunRequest): Promise<void> {
    const run = this.#controller.createTestRun(request);
    try {
      const wanted = await this.#wanted(request);
      for (const test of wanted) run.enqueued(test);
      for (const test of wanted) await this.#runOne(run, test);
    } finally {
      run.end();
    }
  }

  async #wanted({ include, exclude }: TestRunRequest): Promise<readonly TestItem[]> {
    if (include === undefined && this.#files.all().length === 0) await this.#files.refresh();
    const tests = await Promise.all((include ?? this.#files.all()).map((item) => this.#files.testsOf(item)));
    const left = (item: TestItem): boolean => exclude?.includes(item) === true;
    return [...new Set(tests.flat())].filter(
      (test) => !left(test) && (test.parent === undefined || !left(test.parent)),
    );
  }

  async #runOne(run: TestRun, test: TestItem): Promise<void> {
    if (run.token.isCancellationRequested) {
      run.skipped(test);
      return;
    }
    run.started(test);
    try {
      await Promise.all(this.#files.filesOf(test).map((file) => readable(Uri.parse(file)).catch(() => undefined)));
      const params = { uri: test.parent?.id ?? test.id, name: test.id };
      tell(run, test, await this.#client.request('rehearsal/runTest', params, run.token));
    } catch (error) {
      if (run.token.isCancellationRequested) run.skipped(test);
      else run.errored(test, new TestMessage(error instanceof Error ? error.message : String(error)));
    }
  }

  /** Runs the tests again that a change of a file concerns, until the token is cancelled. */
  #watch({ include, exclude }: TestRunRequest, token: CancellationToken): void {
    const changed = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    let last = Promise.resolve();
    const flush = async (): Promise<void> => {
      const uris = [...changed];
      changed.clear();
      const wanted = await this.#wanted(new TestRunRequest(include, exclude, this.#profile));
      const concerned = wanted.filter((test) => this.#files.filesOf(test).some((file) => uris.includes(file)));
      if (concerned.length > 0 && !token.isCancellationRequested)
        await this.#run(new TestRunRequest(concerned, exclude, this.#profile, true));
    };
    const note = (uri: Uri): void => {
      changed.add(uri.toString());
      clearTimeout(timer);
      timer = setTimeout(() => {
        last = last.then(flush, flush);
      }, QUIET_MS);
    };
    const watcher = workspace.createFileSystemWatcher(NAMED);
    const noting = [watcher.onDidCreate(note), watcher.onDidChange(note), watcher.onDidDelete(note)];
    token.onCancellationRequested(() => {
      clearTimeout(timer);
      for (const disposable of [...noting, watcher]) disposable.dispose();
    });
  }
}

function tell(run: TestRun, test: TestItem, { result, durationMs, messages, output }: TestRunResult): void {
  if (output !== '') run.appendOutput(`${output.replace(/\r?\n/g, '\r\n')}\r\n`, undefined, test);
  switch (result) {
    case 'passed':
      run.passed(test, durationMs);
      return;
    case 'failed':
      run.failed(test, messages.map(shown), durationMs);
      return;
    case 'faulty':
      run.errored(test, messages.map(shown), durationMs);
      return;
    case 'stopped':
      run.skipped(test);
  }
}

function shown({ message, expected, actual, uri, range: { start, end } }: Difference): TestMessage {
  const told =
    expected === undefined || actual === undefined
      ? new TestMessage(message)
      : TestMessage.diff(message, expected, actual);
  told.location = new Location(Uri.parse(uri), new Range(start.line, start.character, end.line, end.character));
  return told;
}
