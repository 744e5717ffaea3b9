// Formatting of documents, ranges and while typing, in the protocol's form.

import type { Connection, FormattingOptions } from 'vscode-languageserver';
import type { FormatOptions } from '#core/ide/answers.ts';
import { toOffset } from '../convert.ts';
import { edits } from '../providers/places.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

export function registerFormat(connection: Connection, session: Session): void {
  connection.onDocumentFormatting(({ textDocument, options }, token) =>
    ask(session, 'formatting', textDocument.uri, token, [], (provider, asked) =>
      edits(asked, provider.format?.(asked, optionsOf(options)) ?? []),
    ),
  );
  connection.onDocumentRangeFormatting(({ textDocument, range, options }, token) =>
    ask(session, 'range formatting', textDocument.uri, token, [], (provider, asked) => {
      const span = { start: toOffset(asked.lines, range.start), end: toOffset(asked.lines, range.end) };
      return edits(asked, provider.format?.(asked, optionsOf(options), span) ?? []);
    }),
  );
  connection.onDocumentOnTypeFormatting(({ textDocument, position, ch, options }, token) =>
    ask(session, 'formatting while typing', textDocument.uri, token, [], (provider, asked) =>
      edits(asked, provider.formatOnType?.(asked, toOffset(asked.lines, position), ch, optionsOf(options)) ?? []),
    ),
  );
}

function optionsOf({ tabSize, insertSpaces }: FormattingOptions): FormatOptions {
  return { tabSize, insertSpaces };
}
