// Definition, declaration, type definition and implementation, in the protocol's form.

import type { CancellationToken, Connection, TextDocumentPositionParams } from 'vscode-languageserver';
import { toOffset } from '../convert.ts';
import { targets } from '../providers/places.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

type Way = 'definition' | 'declaration' | 'typeDefinition' | 'implementation';

export function registerNavigation(connection: Connection, session: Session): void {
  const go =
    (way: Way) =>
    ({ textDocument, position }: TextDocumentPositionParams, token: CancellationToken) =>
      ask(session, way, textDocument.uri, token, null, (provider, asked) => {
        const found = provider[way]?.(asked, toOffset(asked.lines, position)) ?? [];
        return found.length === 0 ? null : targets(asked, found);
      });
  connection.onDefinition(go('definition'));
  connection.onDeclaration(go('declaration'));
  connection.onTypeDefinition(go('typeDefinition'));
  connection.onImplementation(go('implementation'));
}
