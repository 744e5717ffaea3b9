// Tests on the server's side: what a test file holds, and running one test of it.

import type { CancellationToken, Connection } from 'vscode-languageserver';
import { URI, Utils } from 'vscode-uri';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';
import { RunWorkers } from '#core/node/runWorkers.ts';
import { startTest, type TestOutcome } from '#core/node/testRuns.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import type { TestFailure } from '#core/testing/compareTest.ts';
import type { FinishedRun } from '#core/testing/finishedRun.ts';
import type { TestCase } from '#core/testing/testFile.ts';
import type { ClientRequests, TestFileContent, TestMessage, TestRunResult } from '#protocol';
import { toRange } from '../convert.ts';
import type { Session } from '../session.ts';
import { besideTests, parseTests } from '../testFiles.ts';
import { isText, type StoredText } from '../textStore.ts';

export function registerTests(connection: Connection, session: Session): void {
  const tests = new Tests(session);
  connection.onRequest('rehearsal/tests', ({ uri }: ClientRequests['rehearsal/tests']['params']) => tests.list(uri));
  connection.onRequest(
    'rehearsal/runTest',
    ({ uri, name }: ClientRequests['rehearsal/runTest']['params'], token: CancellationToken) =>
      tests.run(uri, name, token),
  );
  connection.onShutdown(() => tests.dispose());
}

class Tests {
  readonly #session: Session;
  #workers: RunWorkers | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  list(uri: string): TestFileContent {
    const read = this.#session.texts.readAnew(uri);
    if (!isText(read)) return { tests: [], error: `The file cannot be read: ${read.reason}.` };
    const { tests, problems } = parseTests(uri, read.text);
    const lines = new LineIndex(read.text);
    const errors = problems.filter(({ severity }) => severity === 'error').map(problemText);
    return {
      tests: tests.map((test) => ({
        name: test.name,
        range: toRange(lines, test.span),
        files: namedFiles(test).map((relative) => beside(uri, relative)),
      })),
      ...(errors.length === 0 ? {} : { error: errors.join('\n') }),
    };
  }

  async run(uri: string, name: string, token: CancellationToken): Promise<TestRunResult> {
    const file = this.#session.texts.readAnew(uri);
    if (!isText(file)) return faulty(uri, `The file cannot be read: ${file.reason}.`);
    const { tests } = parseTests(uri, file.text);
    const test = tests.find((candidate) => candidate.name === name);
    if (test === undefined) return faulty(uri, 'The file does not hold this test any more.');
    this.#workers ??= new RunWorkers();
    const began = performance.now();
    const read = besideTests(this.#session, uri);
    const run = startTest(test, read, this.#workers, beside(uri, test.policy.path));
    const stopping = token.onCancellationRequested(() => run.stop());
    if (token.isCancellationRequested) run.stop();
    const outcome = await run.outcome;
    stopping.dispose();
    return {
      result: outcome.kind,
      durationMs: Math.round(performance.now() - began),
      messages: this.#messages(file, test, outcome),
      output: 'run' in outcome ? outputOf(outcome.run) : '',
    };
  }

  dispose(): void {
    this.#workers?.dispose();
  }

  #messages(file: StoredText, test: TestCase, outcome: TestOutcome): readonly TestMessage[] {
    const lines = new LineIndex(file.text);
    const at = (span: Span): Pick<TestMessage, 'uri' | 'range'> => ({ uri: file.uri, range: toRange(lines, span) });
    switch (outcome.kind) {
      case 'passed':
      case 'stopped':
        return [];
      case 'faulty':
        return outcome.faults.map(({ message, span }) => ({ message, ...at(span) }));
      case 'failed':
        return outcome.failures.map(({ message, expected, actual, span, denied }) => ({
          message,
          expected,
          actual,
          ...(denied === undefined ? at(span) : lineOf(beside(file.uri, test.script.path), denied)),
        }));
    }
  }
}

/** The call in the script; its columns stay those of the trace, as the text may have changed since. */
function lineOf(uri: string, { line, column }: NonNullable<TestFailure['denied']>): Pick<TestMessage, 'uri' | 'range'> {
  const start = { line: Math.max(0, line - 1), character: Math.max(0, column - 1) };
  return { uri, range: { start, end: start } };
}

function namedFiles({ script, policy, host, arguments: args }: TestCase): readonly string[] {
  return [script, policy, host, args].flatMap((named) => (named?.kind === 'file' ? [named.path] : []));
}

function beside(uri: string, relative: string): string {
  return Utils.joinPath(Utils.dirname(URI.parse(uri)), relative).toString();
}

function faulty(uri: string, message: string): TestRunResult {
  const start = { line: 0, character: 0 };
  return { result: 'faulty', durationMs: 0, messages: [{ message, uri, range: { start, end: start } }], output: '' };
}

function outputOf({ payload }: FinishedRun): string {
  const logs = (payload.logs ?? []).map(({ attributes }) => `[${attributes.level}] ${attributes.message}`);
  const end = payload.error === undefined ? payload.output : payload.error.message;
  return [...logs, end].filter((line) => line !== '').join('\n');
}
