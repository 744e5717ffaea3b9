// Whether the server keeps what it should forget: its memory before and after a thousand random edits, of a script and of a policy.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { LineIndex } from '#core/base/lineIndex.ts';
import { diceOf, type SoakedServer, soak } from '#test/soak.ts';
import { startServer } from '../language-server/server.ts';
import { table } from './measure.ts';
import { policyOf, scriptOf } from './workload.ts';

/** Edits that fill what the server remembers on purpose, and then those that are measured. */
const WARM_UP = 1_000;
const EDITS = 1_000;

/** Prints the memory of a server in this process. The engines' own memory is in `external`. */
export async function benchMemory(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'));
  const binding = { scripts: '*.rhai', policy: 'p.cedar', principal: 'agent' };
  writeFileSync(path.join(folder, 'rehearsal.json'), JSON.stringify({ version: 1, bindings: [binding] }));
  const server = await EditedServer.start(folder);
  await server.open('s.rhai', 'rhai', scriptOf(120));
  await server.open('p.cedar', 'cedar', policyOf(20));
  const rows: string[][] = [];
  for (const file of ['s.rhai', 'p.cedar']) {
    const dice = diceOf(1);
    await soak(server, file, WARM_UP, dice);
    await server.reset();
    const before = memory();
    await soak(server, file, EDITS, dice);
    await server.reset();
    const after = memory();
    const change = ([from, to]: readonly [number, number]): string => `${((to - from) / 2 ** 20).toFixed(1)}`;
    rows.push([
      file.endsWith('.rhai') ? 'a script' : 'the policy it is governed by',
      ...(['heapUsed', 'external', 'rss'] as const).flatMap((kind) => [
        (before[kind] / 2 ** 20).toFixed(1),
        (after[kind] / 2 ** 20).toFixed(1),
        change([before[kind], after[kind]]),
      ]),
    ]);
  }
  table(
    `Memory before and after ${EDITS.toLocaleString('en')} random edits, in MiB (after ${WARM_UP} that are not measured)`,
    ['edited', 'heap', 'after', 'change', 'external', 'after', 'change', 'rss', 'after', 'change'],
    rows,
  );
  await server.stop();
  rmSync(folder, { recursive: true });
}

function memory(): NodeJS.MemoryUsage {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  // Twice: what is only held weakly goes with the second.
  if (typeof collect === 'function') for (let round = 0; round < 2; round++) collect();
  return process.memoryUsage();
}

/** A server in this process and its client. */
class EditedServer implements SoakedServer {
  readonly connection: ProtocolConnection;
  readonly folder: string;
  readonly #documents = new Map<string, { version: number; text: string; readonly original: string }>();

  private constructor(connection: ProtocolConnection, folder: string) {
    this.connection = connection;
    this.folder = folder;
  }

  static async start(folder: string): Promise<EditedServer> {
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    startServer(
      createConnection(ProposedFeatures.all, new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
    );
    const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    for (const method of ['workspace/diagnostic/refresh', 'workspace/codeLens/refresh', 'client/registerCapability'])
      client.onRequest(method, () => null);
    client.listen();
    const root = pathToFileURL(folder).href;
    await client.sendRequest('initialize', {
      processId: null,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'bench' }],
      capabilities: { textDocument: { diagnostic: {} } },
    });
    await client.sendNotification('initialized', {});
    return new EditedServer(client, folder);
  }

  uri(file: string): string {
    return pathToFileURL(path.join(this.folder, file)).href;
  }

  textOf(file: string): string {
    return this.#documents.get(file)?.text ?? '';
  }

  async open(file: string, languageId: string, text: string): Promise<void> {
    this.#documents.set(file, { version: 1, text, original: text });
    const textDocument = { uri: this.uri(file), languageId, version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  async change(file: string, text: string, start?: number, end?: number): Promise<void> {
    const document = this.#documents.get(file);
    if (document === undefined) throw new Error(`${file} is not open`);
    const lines = new LineIndex(document.text);
    const place = (offset: number): object => {
      const { line, column } = lines.toLineColumn(offset);
      return { line, character: column };
    };
    const range = start === undefined ? {} : { range: { start: place(start), end: place(end ?? start) } };
    document.version++;
    document.text =
      start === undefined ? text : document.text.slice(0, start) + text + document.text.slice(end ?? start);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(file), version: document.version },
      contentChanges: [{ ...range, text }],
    });
  }

  async diagnostics(file: string): Promise<readonly unknown[]> {
    const textDocument = { uri: this.uri(file) };
    const report = await this.connection.sendRequest<{ items: unknown[] }>('textDocument/diagnostic', { textDocument });
    return report.items;
  }

  /** Brings every document back to its first text and waits for what is said of it. */
  async reset(): Promise<void> {
    for (const [file, { original }] of this.#documents) await this.change(file, original);
    for (const file of this.#documents.keys()) await this.diagnostics(file);
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }
}
