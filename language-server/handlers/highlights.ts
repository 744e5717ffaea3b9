// Document highlights, in the protocol's form.

import { type Connection, DocumentHighlightKind } from 'vscode-languageserver';
import { toOffset, toRange } from '../convert.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

const KINDS = {
  text: DocumentHighlightKind.Text,
  read: DocumentHighlightKind.Read,
  write: DocumentHighlightKind.Write,
} as const;

export function registerHighlights(connection: Connection, session: Session): void {
  connection.onDocumentHighlight(({ textDocument, position }, token) =>
    ask(session, 'highlights', textDocument.uri, token, [], (provider, asked) =>
      (provider.highlights?.(asked, toOffset(asked.lines, position)) ?? []).map(({ span, kind }) => ({
        range: toRange(asked.lines, span),
        kind: KINDS[kind],
      })),
    ),
  );
}
