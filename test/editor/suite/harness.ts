// A test runner of a few lines for the extension host, where no other one is at hand: tests register, `runAll` reports.

import * as vscode from 'vscode';

/** Identifier of the extension under test. */
export const EXTENSION = 'rehearsal.rehearsal';

export interface Result {
  readonly name: string;
  readonly status: 'passed' | 'failed';
  readonly durationMs: number;
  readonly error?: string;
}

interface Registered {
  readonly name: string;
  readonly body: () => Promise<void>;
}

const registered: Registered[] = [];

/** Registers a test of the suite. */
export function test(name: string, body: () => Promise<void>): void {
  registered.push({ name, body });
}

/** Runs every registered test in order and reports each; a test that hangs counts as failed. */
export async function runAll(report: (result: Result) => void): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { name, body } of registered) {
    const began = Date.now();
    const error = await failureOf(body);
    const result: Result = {
      name,
      status: error === undefined ? 'passed' : 'failed',
      durationMs: Date.now() - began,
      ...(error === undefined ? {} : { error }),
    };
    results.push(result);
    report(result);
  }
  return results;
}

const TEST_TIMEOUT_MS = 60_000;

async function failureOf(body: () => Promise<void>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no result within ${TEST_TIMEOUT_MS} ms`)), TEST_TIMEOUT_MS);
  });
  try {
    await Promise.race([body(), timeout]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks until the answer is there; fails with `what` when it never comes. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 20_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(`not seen within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Uri of a file of the workspace under test. */
export function workspaceFile(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('the suite needs a workspace folder');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Opens a file of the workspace in an editor. */
export async function open(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(workspaceFile(path)));
}

/** Opens a text of its own in front, hands it to `use`, and throws it away. */
export async function withUntitled(
  language: string,
  content: string,
  use: (document: vscode.TextDocument) => Promise<void>,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  try {
    await use(document);
  } finally {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}
