// What the handlers of one connection share. Nothing here is global: a second connection has its own.

import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ServerSettings } from '#protocol';
import type { Analyses } from './analyses.ts';
import type { Governor } from './governance.ts';
import type { TextStore } from './textStore.ts';

/** What the client can take, where answers depend on it. */
export interface ClientAbilities {
  /** Definitions as links, with the place they were asked at. */
  readonly definitionLinks: boolean;
}

export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly texts: TextStore;
  readonly governor: Governor;
  readonly analyses: Analyses;
  settings(): ServerSettings;
  client(): ClientAbilities;
}

/** What a client gets that sends no settings. */
export const DEFAULT_SETTINGS: ServerSettings = {
  diagnostics: { depends: 'information', silentDenials: 'warning' },
  codeLens: true,
  inlayHints: { types: true, parameters: true },
};
