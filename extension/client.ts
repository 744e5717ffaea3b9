// Starts the language server and gives typed access to the messages that it understands beyond LSP.

import {
  type CancellationToken,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  Uri,
  workspace,
} from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import type { ClientRequests, InitializationOptions, ServerNotifications } from '#protocol';
import { serverSettings } from './context.ts';

/** Cedar's JSON forms, by the names that its tools and editors give them. */
const CEDAR_JSON = [
  ...['*.cedar.json', '*.cedarschema.json'],
  ...['*.cedarentities.json', 'cedarentities.json', '*.entities.json', 'entities.json'],
  ...['*.cedartemplatelinks.json', '*.cedarlinks.json', 'template-links.json', 'templatelinks.json'],
  ...['*.cedarauth.json', '*.cedarrequest.json'],
];

/** Languages whose documents the server reads, from any file system: a script in a pull request counts too. */
const DOCUMENTS = [
  { language: 'rhai' },
  { language: 'cedar' },
  { language: 'cedarschema' },
  { pattern: '**/rehearsal.json' },
  { pattern: '**/*.host.json' },
  { pattern: '**/*.rehearsal.json' },
  ...['**/args.json', '**/*.args.json'].map((pattern) => ({ pattern })),
  ...CEDAR_JSON.map((name) => ({ pattern: `**/${name}` })),
];

const WATCHED_NAMES = [
  ...[
    'rehearsal.json',
    '*.rhai',
    '*.cedar',
    '*.cedarschema',
    '*.host.json',
    '*.rehearsal.json',
    '*.args.json',
    'args.json',
  ],
  ...CEDAR_JSON,
];
const WATCHED = `**/{${WATCHED_NAMES.join(',')}}`;

/** The running server. */
export class Client implements Disposable {
  readonly #client: LanguageClient;
  readonly #log: LogOutputChannel;
  /** The client library keeps one handler for each name. */
  readonly #listeners = new Map<keyof ServerNotifications, Set<(params: never) => void>>();

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.#log = log;
    const module = Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
    const server: ServerOptions = {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6021'] } },
    };
    const options: LanguageClientOptions = {
      documentSelector: DOCUMENTS,
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { settings: serverSettings(), permitPreviews: true } satisfies InitializationOptions,
      synchronize: { fileEvents: workspace.createFileSystemWatcher(WATCHED) },
      diagnosticPullOptions: { onChange: true, onTabs: true },
    };
    this.#client = new LanguageClient('rehearsal', 'Rehearsal', server, options);
  }

  /** Resolves when the server answers; rejects with a reason that a person can read. */
  async start(): Promise<void> {
    await this.#client.start();
  }

  async restart(): Promise<void> {
    await this.#client.restart();
  }

  request<Name extends keyof ClientRequests>(
    name: Name,
    params: ClientRequests[Name]['params'],
    token?: CancellationToken,
  ): Promise<ClientRequests[Name]['result']> {
    return token === undefined
      ? this.#client.sendRequest<ClientRequests[Name]['result']>(name, params)
      : this.#client.sendRequest<ClientRequests[Name]['result']>(name, params, token);
  }

  /** Several parts may listen to the same notification. */
  onNotification<Name extends keyof ServerNotifications>(
    name: Name,
    handler: (params: ServerNotifications[Name]) => void,
  ): Disposable {
    const known = this.#listeners.get(name);
    const listeners = known ?? new Set<(params: never) => void>();
    listeners.add(handler);
    if (known === undefined) {
      this.#listeners.set(name, listeners);
      this.#client.onNotification(name, (params: ServerNotifications[Name]) => {
        for (const listener of listeners) (listener as typeof handler)(params);
      });
    }
    return { dispose: () => void listeners.delete(handler) };
  }

  /** Hands changed settings to the server, which needs no restart for them. */
  async sendSettings(): Promise<void> {
    await this.#client.sendNotification('workspace/didChangeConfiguration', { settings: serverSettings() });
  }

  dispose(): void {
    this.#client.dispose().catch((error: unknown) => this.#log.error(String(error)));
  }
}
