// Tells the client when answers have changed: it asks again where it can (pull), else it is sent the diagnostics (push).

import { DidChangeWatchedFilesNotification } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { NEVER_CANCELLED } from '#core/base/ports.ts';
import { diagnosticsOf } from './handlers/diagnostics.ts';
import type { Session } from './session.ts';

/** How the client learns of changed diagnostics. */
export type PushMode = 'refresh' | 'publish';

/** Changes that come close together, as typing does, are told once. */
const QUIET_MS = 80;

export function registerPush(session: Session, mode: PushMode): void {
  const { connection, documents, texts, analyses } = session;
  const pending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    timer = undefined;
    const changed = [...pending];
    pending.clear();
    if (mode === 'publish')
      publish(
        session,
        changed.some(governs) ? documents.all() : documents.all().filter(({ uri }) => changed.includes(uri)),
      );
    else if (changed.some(governs)) refresh(session);
    void connection.sendNotification('rehearsal/statusChanged', {});
  };
  const schedule = (uri: string): void => {
    pending.add(uri);
    clearTimeout(timer);
    timer = setTimeout(flush, QUIET_MS);
  };

  documents.onDidChangeContent(({ document }) => schedule(document.uri));
  documents.onDidClose(({ document }) => {
    texts.forget(document.uri);
    analyses.forget(document.uri);
    if (mode === 'publish') void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    schedule(document.uri);
  });
  connection.onNotification(DidChangeWatchedFilesNotification.type, ({ changes }) => {
    for (const { uri } of changes) {
      texts.forget(uri);
      schedule(uri);
    }
  });
}

/** Whether a document has a say in the diagnostics of others. */
function governs(uri: string): boolean {
  return !uri.endsWith('.rhai');
}

function refresh({ connection }: Session): void {
  void connection.languages.diagnostics.refresh();
  void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
}

function publish(session: Session, changed: readonly TextDocument[]): void {
  for (const document of changed) {
    try {
      void session.connection.sendDiagnostics({
        uri: document.uri,
        version: document.version,
        diagnostics: diagnosticsOf(session, document, NEVER_CANCELLED),
      });
    } catch (error) {
      session.connection.console.error(
        `diagnostics of ${document.uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
}
