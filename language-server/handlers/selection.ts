// Selection ranges, in the protocol's form.

import type { Connection, SelectionRange } from 'vscode-languageserver';
import { toOffset, toRange } from '../convert.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

export function registerSelection(connection: Connection, session: Session): void {
  connection.onSelectionRanges(({ textDocument, positions }, token) =>
    ask(session, 'selection ranges', textDocument.uri, token, [], (provider, asked) =>
      positions.map((position): SelectionRange => {
        const spans = provider.selection?.(asked, toOffset(asked.lines, position)) ?? [];
        const chain = spans.reduceRight<SelectionRange | undefined>(
          (parent, span) => ({ range: toRange(asked.lines, span), ...(parent === undefined ? {} : { parent }) }),
          undefined,
        );
        return chain ?? { range: { start: position, end: position } };
      }),
    ),
  );
}
