// The built language server in a process of its own, as an editor has it, with the few requests that are measured.

import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { RunEnded, RunStarted } from '#protocol';

export class ServerProcess {
  readonly connection: ProtocolConnection;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #texts = new Map<string, { version: number; text: string }>();

  private constructor(process: ChildProcess, connection: ProtocolConnection, folder: string) {
    this.#process = process;
    this.connection = connection;
    this.#folder = folder;
  }

  static async start(serverFile: string, folder: string): Promise<ServerProcess> {
    const child = spawn(process.execPath, [serverFile, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.onRequest('workspace/codeLens/refresh', () => null);
    connection.listen();
    const root = pathToFileURL(folder).href;
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'bench' }],
      capabilities: { textDocument: { diagnostic: {} } },
    });
    await connection.sendNotification('initialized', {});
    return new ServerProcess(child, connection, folder);
  }

  uri(file: string): string {
    return pathToFileURL(`${this.#folder}/${file}`).href;
  }

  async open(file: string, languageId: string, text: string): Promise<void> {
    this.#texts.set(file, { version: 1, text });
    const textDocument = { uri: this.uri(file), languageId, version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** Inserts a text at an offset, or takes out `length` characters there. */
  async change(file: string, at: number, length: number, text: string): Promise<void> {
    const document = this.#texts.get(file);
    if (document === undefined) throw new Error(`${file} is not open`);
    const lines = new LineIndex(document.text);
    const place = (offset: number): object => {
      const { line, column } = lines.toLineColumn(offset);
      return { line, character: column };
    };
    document.version++;
    document.text = document.text.slice(0, at) + text + document.text.slice(at + length);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(file), version: document.version },
      contentChanges: [{ range: { start: place(at), end: place(at + length) }, text }],
    });
  }

  async diagnostics(file: string): Promise<readonly unknown[]> {
    const textDocument = { uri: this.uri(file) };
    const { items } = await this.connection.sendRequest<{ items: unknown[] }>('textDocument/diagnostic', {
      textDocument,
    });
    return items;
  }

  ask(method: 'textDocument/hover' | 'textDocument/completion', file: string, offset: number): Promise<unknown> {
    const { line, column } = new LineIndex(this.#texts.get(file)?.text ?? '').toLineColumn(offset);
    const position = { line, character: column };
    return this.connection.sendRequest(method, { textDocument: { uri: this.uri(file) }, position });
  }

  /** Starts a run of an endless script and stops it once it has said something; gives the milliseconds of the stop. */
  async stopLatency(file: string): Promise<number> {
    const going = new Promise<void>((resolve) =>
      this.connection.onNotification('rehearsal/runEvents', () => resolve()),
    );
    const ended = new Promise<RunEnded>((resolve) => this.connection.onNotification('rehearsal/runEnded', resolve));
    const started = await this.connection.sendRequest<RunStarted>('rehearsal/run', {
      uri: this.uri(file),
      limits: NONE,
    });
    if ('error' in started) throw new Error(started.error);
    await going;
    const began = performance.now();
    await this.connection.sendRequest('rehearsal/stop', { runId: started.runId });
    await ended;
    return performance.now() - began;
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    this.connection.dispose();
    this.#process.kill();
  }
}

const NONE = { maxOperations: 0, timeoutMs: 0, maxMemoryBytes: 0, maxCallDepth: 64, maxOutputBytes: 0 };
