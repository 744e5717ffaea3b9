// The real language server in this process, with a client at the other end of two streams and a workspace in a temporary folder.

import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import {
  type CompletionItem,
  type CompletionList,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type Hover,
  type InitializeResult,
  type Position,
  ProposedFeatures,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { ClientRequests, RunEnded, RunEvents, RunParams, ServerNotifications, ServerSettings } from '#protocol';
import { temporaryFolder } from '#test/cli.ts';
import { type Marker, writeMarkers } from '#test/markers.ts';
import { startServer } from '../../language-server/server.ts';
import { DEFAULT_SETTINGS } from '../../language-server/session.ts';

export interface ServerOptions {
  /** `pull` clients ask for diagnostics, `push` clients are sent them. */
  readonly diagnostics?: 'pull' | 'push';
  readonly settings?: ServerSettings;
  /** What the client can beyond the least: code actions that are completed when chosen, edits with notes. */
  readonly abilities?: 'rich';
  /** Whether the client shows permits itself. */
  readonly previews?: boolean;
}

export const RUN_LIMITS: RunParams['limits'] = {
  maxOperations: 0,
  timeoutMs: 30_000,
  maxMemoryBytes: 256 * 1024 * 1024,
  maxCallDepth: 64,
  maxOutputBytes: 1024 * 1024,
};

const LANGUAGES: Readonly<Record<string, string>> = {
  '.rhai': 'rhai',
  '.cedar': 'cedar',
  '.cedarschema': 'cedarschema',
  '.json': 'json',
};

/** Starts a server over a workspace, given as paths and texts. It ends with the test. */
export async function startLanguageServer(
  files: Readonly<Record<string, string>>,
  options: ServerOptions = {},
): Promise<LanguageServer> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  startServer(server);
  const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const languageServer = new LanguageServer(client, temporaryFolder(files));
  onTestFinished(() => languageServer.stop());
  await languageServer.initialize(options);
  return languageServer;
}

/** A client's view of a server. Paths are relative to the workspace folder. */
export class LanguageServer {
  readonly folder: string;
  readonly connection: ProtocolConnection;
  /** Everything the server wrote to its log. */
  readonly log: string[] = [];
  /** Requests and notifications from the server, by method. */
  readonly received: string[] = [];
  /** Edits that the server asked for. They are answered with "applied", and nothing is changed. */
  readonly edits: WorkspaceEdit[] = [];
  readonly #texts = new Map<string, { readonly version: number; readonly text: string }>();
  readonly #published = new Map<string, PublishDiagnosticsParams>();
  readonly #waiting = new Set<() => void>();
  #result: InitializeResult | undefined;

  constructor(connection: ProtocolConnection, folder: string) {
    this.connection = connection;
    this.folder = folder;
  }

  async initialize({ diagnostics = 'pull', settings, abilities, previews }: ServerOptions): Promise<void> {
    this.#listen();
    const root = pathToFileURL(this.folder).href;
    this.#result = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'test' }],
      capabilities: {
        textDocument: {
          ...(diagnostics === 'pull' ? { diagnostic: {} } : { publishDiagnostics: { versionSupport: true } }),
          ...(abilities === undefined ? {} : { codeAction: { resolveSupport: { properties: ['edit'] } } }),
        },
        workspace: {
          applyEdit: true,
          workspaceFolders: true,
          diagnostics: { refreshSupport: true },
          ...(abilities === undefined
            ? {}
            : {
                workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
                codeLens: { refreshSupport: true },
              }),
        },
      },
      ...(settings === undefined && previews === undefined
        ? {}
        : { initializationOptions: { settings: settings ?? DEFAULT_SETTINGS, permitPreviews: previews === true } }),
    });
    await this.connection.sendNotification('initialized', {});
  }

  get initializeResult(): InitializeResult | undefined {
    return this.#result;
  }

  uri(file: string): string {
    return pathToFileURL(path.join(this.folder, file)).href;
  }

  textOf(file: string): string {
    return this.#texts.get(file)?.text ?? '';
  }

  async open(file: string, text: string): Promise<void> {
    this.#texts.set(file, { version: 1, text });
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: this.uri(file), languageId: LANGUAGES[path.extname(file)] ?? 'plaintext', version: 1, text },
    });
  }

  /** Replaces the text from `start` to `end`, as typing does; the whole text when they are absent. */
  async change(file: string, text: string, start?: number, end = start): Promise<void> {
    const before = this.#texts.get(file);
    if (before === undefined) throw new Error(`${file} is not open`);
    const after = start === undefined ? text : before.text.slice(0, start) + text + before.text.slice(end);
    const version = before.version + 1;
    this.#texts.set(file, { version, text: after });
    const range =
      start === undefined
        ? {}
        : { range: { start: positionIn(before.text, start), end: positionIn(before.text, end ?? start) } };
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(file), version },
      contentChanges: [{ ...range, text }],
    });
  }

  async close(file: string): Promise<void> {
    this.#texts.delete(file);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri(file) } });
  }

  /** Writes a file on disk and tells the server, as a watcher does; removes it where there is no text. */
  async save(file: string, text: string | Uint8Array | undefined): Promise<void> {
    const target = path.join(this.folder, file);
    if (text === undefined) rmSync(target);
    else writeFileSync(target, text);
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: this.uri(file), type: text === undefined ? 3 : 2 }],
    });
  }

  /** The diagnostics that the server gives when it is asked. */
  async diagnostics(file: string): Promise<readonly Diagnostic[]> {
    const report = await this.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri: this.uri(file) },
    });
    return report.kind === 'full' ? report.items : [];
  }

  /** The diagnostics that the server has sent for the text that is open now. */
  async published(file: string): Promise<readonly Diagnostic[]> {
    const { version } = this.#texts.get(file) ?? { version: undefined };
    await this.until(() => this.#published.get(this.uri(file))?.version === version);
    return this.#published.get(this.uri(file))?.diagnostics ?? [];
  }

  /** Forgets what was sent for a file, to wait for what comes next. */
  forgetPublished(file: string): void {
    this.#published.delete(this.uri(file));
  }

  /** The text of an open file with its diagnostics as markers below the lines they speak of. */
  async marked(file: string): Promise<string> {
    return withMarkers(this.textOf(file), await this.diagnostics(file));
  }

  async hover(file: string, offset: number): Promise<string | undefined> {
    const found = await this.#at<Hover | null>('textDocument/hover', file, offset);
    const contents = found?.contents;
    return typeof contents === 'object' && 'value' in contents ? contents.value : undefined;
  }

  async completion(file: string, offset: number): Promise<readonly CompletionItem[]> {
    return (await this.#at<CompletionList>('textDocument/completion', file, offset)).items;
  }

  /** The text of a policy after formatting. */
  async format(file: string): Promise<string> {
    const edits = await this.connection.sendRequest<TextEdit[]>('textDocument/formatting', {
      textDocument: { uri: this.uri(file) },
      options: { tabSize: 2, insertSpaces: true },
    });
    const text = this.textOf(file);
    const lines = new LineIndex(text);
    return edits.reduceRight(
      (all, { range, newText }) =>
        all.slice(0, offsetIn(lines, range.start)) + newText + all.slice(offsetIn(lines, range.end)),
      text,
    );
  }

  /** Titles of the code lenses. */
  async lenses(file: string): Promise<readonly string[]> {
    const lenses = await this.connection.sendRequest<{ command?: { title: string } }[]>('textDocument/codeLens', {
      textDocument: { uri: this.uri(file) },
    });
    return lenses.map(({ command }) => command?.title ?? '');
  }

  request<Name extends keyof ClientRequests>(
    name: Name,
    params: ClientRequests[Name]['params'],
  ): Promise<ClientRequests[Name]['result']> {
    return this.connection.sendRequest(name, params);
  }

  /** Starts a run; the first answer says whether it has begun, the promises inside give what follows. */
  async run(file: string, limits: Partial<RunParams['limits']> = {}): Promise<Run> {
    const run = new Run(this);
    const started = await this.request('rehearsal/run', {
      uri: this.uri(file),
      limits: { ...RUN_LIMITS, ...limits },
      seed: 1,
    });
    run.started(started);
    return run;
  }

  /** Resolves when `condition` holds; it is looked at after every message of the server. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Ends the server in the order that the protocol asks for. */
  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }

  /** Called for each message that has arrived. */
  arrived(method: string): void {
    this.received.push(method);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #at<T>(method: string, file: string, offset: number): Promise<T> {
    return this.connection.sendRequest<T>(method, {
      textDocument: { uri: this.uri(file) },
      position: positionIn(this.textOf(file), offset),
    });
  }

  #listen(): void {
    const { connection } = this;
    connection.onNotification('window/logMessage', ({ message }: { readonly message: string }) => {
      this.log.push(message);
    });
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.#published.set(params.uri, params);
      this.arrived('textDocument/publishDiagnostics');
    });
    connection.onRequest('workspace/applyEdit', ({ edit }: { readonly edit: WorkspaceEdit }) => {
      this.edits.push(edit);
      this.arrived('workspace/applyEdit');
      return { applied: true };
    });
    for (const method of [
      'workspace/diagnostic/refresh',
      'workspace/codeLens/refresh',
      'client/registerCapability',
    ] as const) {
      connection.onRequest(method, () => {
        this.arrived(method);
        return null;
      });
    }
    connection.onNotification('rehearsal/statusChanged', () => this.arrived('rehearsal/statusChanged'));
    connection.listen();
  }
}

/** What a client learns of one run. */
export class Run {
  readonly events: RunEvents['events'][number][] = [];
  readonly #server: LanguageServer;
  #id: number | undefined;
  #error: string | undefined;
  #ended: RunEnded | undefined;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#on('rehearsal/runEvents', ({ events }) => this.events.push(...events));
    this.#on('rehearsal/runEnded', (ended) => {
      this.#ended = ended;
    });
  }

  started(answer: ClientRequests['rehearsal/run']['result']): void {
    if ('error' in answer) this.#error = answer.error;
    else this.#id = answer.runId;
  }

  /** Why it could not begin. */
  get error(): string | undefined {
    return this.#error;
  }

  /** The end, once it has come. */
  async ended(): Promise<RunEnded> {
    await this.#server.until(() => this.#ended !== undefined);
    if (this.#ended === undefined) throw new Error('the run has not ended');
    return this.#ended;
  }

  /** Whether the run was still going. */
  async stop(): Promise<boolean> {
    return (await this.#server.request('rehearsal/stop', { runId: this.#id ?? -1 })).stopped;
  }

  #on<Name extends keyof ServerNotifications>(name: Name, handler: (params: ServerNotifications[Name]) => void): void {
    this.#server.connection.onNotification(name, (params: ServerNotifications[Name]) => {
      handler(params);
      this.#server.arrived(name);
    });
  }
}

/** Diagnostics as markers: `severity code: message`. */
export function withMarkers(text: string, diagnostics: readonly Diagnostic[]): string {
  const lines = new LineIndex(text);
  const markers = diagnostics.map(({ range, severity, code, message }): Marker => {
    const span = { start: offsetIn(lines, range.start), end: offsetIn(lines, range.end) };
    return { span, text: `${SEVERITIES[severity ?? 1]} ${code}: ${message}` };
  });
  return writeMarkers(text, markers);
}

/** The text that a diagnostic marks. */
export function textUnder(text: string, { range }: Diagnostic): string {
  const lines = new LineIndex(text);
  return text.slice(offsetIn(lines, range.start), offsetIn(lines, range.end));
}

const SEVERITIES: Readonly<Record<number, string>> = { 1: 'error', 2: 'warning', 3: 'information', 4: 'hint' };

function positionIn(text: string, offset: number): Position {
  const { line, column } = new LineIndex(text).toLineColumn(offset);
  return { line, character: column };
}

function offsetIn(lines: LineIndex, { line, character }: Position): number {
  return lines.toOffset({ line, column: character });
}
