// Find references, in the protocol's form.

import type { Connection } from 'vscode-languageserver';
import { toOffset } from '../convert.ts';
import { locations } from '../providers/places.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

export function registerReferences(connection: Connection, session: Session): void {
  connection.onReferences(({ textDocument, position, context }, token) =>
    ask(session, 'references', textDocument.uri, token, [], (provider, asked) =>
      locations(asked, provider.references?.(asked, toOffset(asked.lines, position), context.includeDeclaration) ?? []),
    ),
  );
}
