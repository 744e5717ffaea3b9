// Document links, in the protocol's form. The address carries the line, as editors understand it.

import type { Connection, DocumentLink } from 'vscode-languageserver';
import { toPosition, toRange } from '../convert.ts';
import { ask, linesOf } from '../providers/providers.ts';
import type { Session } from '../session.ts';

export function registerDocumentLinks(connection: Connection, session: Session): void {
  connection.onDocumentLinks(({ textDocument }, token) =>
    ask(session, 'document links', textDocument.uri, token, [], (provider, asked) =>
      (provider.documentLinks?.(asked) ?? []).map(({ span, target, tooltip }): DocumentLink => {
        const lines = linesOf(asked, target.uri);
        const at = lines === undefined ? undefined : toPosition(lines, target.span.start);
        const fragment = at === undefined ? '' : `#L${at.line + 1},${at.character + 1}`;
        return { range: toRange(asked.lines, span), target: `${target.uri}${fragment}`, tooltip };
      }),
    ),
  );
}
