// Builds the server: its parts, its capabilities and its handlers, on one screen.

import { userInfo } from 'node:os';
import {
  type ClientCapabilities,
  CodeActionKind,
  type Connection,
  DidChangeWorkspaceFoldersNotification,
  type FileOperationRegistrationOptions,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '#core/ide/answers.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import type { InitializationOptions, ServerSettings } from '#protocol';
import { Analyses } from './analyses.ts';
import { Governor } from './governance.ts';
import { registerBind } from './handlers/bind.ts';
import { registerCodeLens } from './handlers/codeLens.ts';
import { registerDiagnostics } from './handlers/diagnostics.ts';
import { registerHostFile } from './handlers/hostFile.ts';
import { registerLanguageFeatures } from './handlers/languageFeatures.ts';
import { registerRealRun } from './handlers/realRun.ts';
import { registerReview } from './handlers/review.ts';
import { registerRun } from './handlers/run.ts';
import { registerStatus } from './handlers/status.ts';
import { registerTests } from './handlers/tests.ts';
import { registerWhatIf } from './handlers/whatIf.ts';
import { registerPredictions } from './predictions.ts';
import { registerPush } from './push.ts';
import { type ClientAbilities, DEFAULT_SETTINGS, type Session } from './session.ts';
import { TextStore } from './textStore.ts';

/** What may be named by path: files by their ends, and any folder above one. */
const RENAMED_FILES: FileOperationRegistrationOptions['filters'] = [
  { scheme: 'file', pattern: { glob: '**/*.{cedar,cedarschema,rhai,json}', matches: 'file' } },
  { scheme: 'file', pattern: { glob: '**/*', matches: 'folder' } },
];

const CAPABILITIES: InitializeResult = {
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    hoverProvider: true,
    completionProvider: { triggerCharacters: ['.', ':', '"', '/', '`'], resolveProvider: true },
    signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: [','] },
    definitionProvider: true,
    declarationProvider: true,
    typeDefinitionProvider: true,
    implementationProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    documentHighlightProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
      full: { delta: true },
      range: true,
    },
    inlayHintProvider: true,
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor, CodeActionKind.Source],
      resolveProvider: true,
    },
    callHierarchyProvider: true,
    linkedEditingRangeProvider: true,
    documentLinkProvider: {},
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: [';'] },
    codeLensProvider: { resolveProvider: false },
    diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false },
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: { willRename: { filters: RENAMED_FILES } },
    },
  },
  serverInfo: { name: 'rehearsal' },
};

/** Wires everything to the connection and listens. */
export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const texts = new TextStore(documents);
  const governor = new Governor(texts);
  const analyses = new Analyses(createAnalysisEngine(), texts, governor, userName());
  let settings: ServerSettings = DEFAULT_SETTINGS;
  let client: ClientAbilities = { definitionLinks: false };
  const session: Session = {
    connection,
    documents,
    texts,
    governor,
    analyses,
    settings: () => settings,
    client: () => client,
  };

  connection.onInitialize((params) => {
    const options: Partial<InitializationOptions> | undefined = params.initializationOptions;
    settings = options?.settings ?? DEFAULT_SETTINGS;
    governor.setRoots((params.workspaceFolders ?? []).map(({ uri }) => uri));
    client = { ...abilitiesOf(params.capabilities), permitPreviews: options?.permitPreviews === true };
    const canPull = params.capabilities.textDocument?.diagnostic !== undefined;
    const changed = registerPush(session, canPull ? 'refresh' : 'publish');
    connection.onDidChangeConfiguration((change: { readonly settings: unknown }) => {
      if (!isSettings(change.settings)) return;
      settings = change.settings;
      changed.everything();
    });
    connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
      const gone = new Set(removed.map(({ uri }) => uri));
      governor.setRoots([...governor.roots.filter((root) => !gone.has(root)), ...added.map(({ uri }) => uri)]);
      changed.everything();
    });
    return CAPABILITIES;
  });
  for (const register of [
    registerDiagnostics,
    registerLanguageFeatures,
    registerCodeLens,
    registerStatus,
    registerBind,
    registerRun,
    registerTests,
    registerRealRun,
    registerReview,
    registerHostFile,
    registerWhatIf,
    registerPredictions,
  ]) {
    register(connection, session);
  }
  documents.listen(connection);
  connection.listen();
}

function abilitiesOf({ textDocument, workspace }: ClientCapabilities): ClientAbilities {
  return {
    definitionLinks: textDocument?.definition?.linkSupport === true,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    lateEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
  };
}

function isSettings(value: unknown): value is ServerSettings {
  return typeof value === 'object' && value !== null && 'diagnostics' in value && 'codeLens' in value;
}

/** The user that the runner would run as where nothing else says; some containers have none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
