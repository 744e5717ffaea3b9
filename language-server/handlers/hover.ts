// Hover in scripts, in the protocol's form.

import { type Connection, MarkupKind } from 'vscode-languageserver';
import { hover } from '#core/ide/hover.ts';
import { toOffset, toRange } from '../convert.ts';
import type { Session } from '../session.ts';
import { guard } from './guard.ts';

export function registerHover(connection: Connection, session: Session): void {
  connection.onHover(({ textDocument, position }, token) =>
    guard(session, 'hover', null, () => {
      const script = session.analyses.script(textDocument.uri, token);
      const found = script && hover(script.model, toOffset(script.lines, position));
      if (script === undefined || found === undefined) return null;
      return {
        contents: { kind: MarkupKind.Markdown, value: found.markdown },
        range: toRange(script.lines, found.span),
      };
    }),
  );
}
