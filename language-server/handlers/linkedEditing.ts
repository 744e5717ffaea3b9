// Linked editing ranges, in the protocol's form.

import type { Connection } from 'vscode-languageserver';
import { toOffset, toRange } from '../convert.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

export function registerLinkedEditing(connection: Connection, session: Session): void {
  connection.languages.onLinkedEditingRange(({ textDocument, position }, token) =>
    ask(session, 'linked editing', textDocument.uri, token, null, (provider, asked) => {
      const linked = provider.linkedNames?.(asked, toOffset(asked.lines, position));
      return linked === undefined ? null : { ranges: linked.spans.map((span) => toRange(asked.lines, span)) };
    }),
  );
}
