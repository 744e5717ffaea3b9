// Hover, in the protocol's form.

import { type Connection, MarkupKind } from 'vscode-languageserver';
import { toOffset, toRange } from '../convert.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

export function registerHover(connection: Connection, session: Session): void {
  connection.onHover(({ textDocument, position }, token) =>
    ask(session, 'hover', textDocument.uri, token, null, async (provider, asked) => {
      const found = await provider.hover?.(asked, toOffset(asked.lines, position));
      if (found === undefined) return null;
      return {
        contents: { kind: MarkupKind.Markdown, value: found.markdown },
        range: toRange(asked.lines, found.span),
      };
    }),
  );
}
