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
  /** Code lenses are asked for again when the server says so. */
  readonly lensRefresh?: boolean;
  /** Edits can carry notes that a person confirms. */
  readonly changeAnnotations?: boolean;
  /** The edit of a code action can be made when it is chosen. */
  readonly lateEdits?: boolean;
  /** It shows a permit with what it changes by a command of its own. */
  readonly permitPreviews?: boolean;
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
  inlayHints: { types: true, parameters: true, verdicts: 'notAllowed' },
};
