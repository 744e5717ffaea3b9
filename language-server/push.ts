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
const LENS_QUIET_MS = 1000;

/** Tells the client of changes that no document shows. */
export interface Changes {
  /** Anything may have changed, as after a change of the settings. */
  everything(): void;
}

export function registerPush(session: Session, mode: PushMode): Changes {
  const { connection, documents, texts, analyses } = session;
  const pending = new Set<string>();
  let everything = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  let lensTimer: ReturnType<typeof setTimeout> | undefined;

  /** What stands above a policy depends on every script that it governs, and nobody waits for it. */
  const lensesLater = (): void => {
    if (!session.client().lensRefresh || !documents.all().some(({ languageId }) => languageId === 'cedar')) return;
    clearTimeout(lensTimer);
    lensTimer = setTimeout(
      () => void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined),
      LENS_QUIET_MS,
    );
  };
  const flush = (): void => {
    timer = undefined;
    const changed = [...pending];
    const all = everything || changed.some(governs);
    pending.clear();
    everything = false;
    const importers = documents
      .all()
      .filter(({ uri }) => changed.some((file) => file !== uri && analyses.imports(uri, file)));
    if (mode === 'publish') {
      const own = documents.all().filter(({ uri }) => changed.includes(uri));
      void publish(session, all ? documents.all() : [...new Set([...own, ...importers])]);
    } else if (all || importers.length > 0) refresh(session);
    void connection.sendNotification('rehearsal/statusChanged', {});
    lensesLater();
  };
  const schedule = (): void => {
    clearTimeout(timer);
    timer = setTimeout(flush, QUIET_MS);
  };
  const scheduleFor = (uri: string): void => {
    pending.add(uri);
    schedule();
  };

  documents.onDidChangeContent(({ document }) => scheduleFor(document.uri));
  documents.onDidClose(({ document }) => {
    texts.forget(document.uri);
    analyses.forget(document.uri);
    if (mode === 'publish') void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    scheduleFor(document.uri);
  });
  connection.onNotification(DidChangeWatchedFilesNotification.type, ({ changes }) => {
    for (const { uri } of changes) {
      texts.forget(uri);
      scheduleFor(uri);
    }
  });
  return {
    everything: () => {
      everything = true;
      schedule();
    },
  };
}

/** Whether a document has a say in the diagnostics of others. */
function governs(uri: string): boolean {
  return !uri.endsWith('.rhai');
}

function refresh({ connection }: Session): void {
  // A client that cannot refresh asks again by itself sooner or later.
  void connection.sendRequest('workspace/diagnostic/refresh').catch(() => undefined);
  void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
}

async function publish(session: Session, changed: readonly TextDocument[]): Promise<void> {
  for (const document of changed) {
    try {
      const again = () =>
        void publish(
          session,
          [document].filter(({ uri }) => session.documents.get(uri) === document),
        );
      const diagnostics = await diagnosticsOf(session, document, NEVER_CANCELLED, again);
      // The analysis waits for the newest text, so that its version is asked for behind it.
      if (session.documents.get(document.uri) === document)
        void session.connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
    } catch (error) {
      session.connection.console.error(
        `diagnostics of ${document.uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
}
