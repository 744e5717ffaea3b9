// Formats policies with Cedar's own formatter. A text that the engine does not accept is left as it is.

import type { Connection, TextEdit } from 'vscode-languageserver';
import { LineIndex } from '#core/base/lineIndex.ts';
import { toRange } from '../convert.ts';
import type { Session } from '../session.ts';
import { guard } from './guard.ts';

export function registerFormat(connection: Connection, session: Session): void {
  connection.onDocumentFormatting(({ textDocument }) =>
    guard(session, 'formatting', [], (): TextEdit[] => {
      const document = session.documents.get(textDocument.uri);
      if (document === undefined || document.languageId !== 'cedar') return [];
      const text = document.getText();
      const formatted = session.analyses.engine.cedar.formatPolicies(text);
      if (!formatted.ok || formatted.text === text) return [];
      return [{ range: toRange(new LineIndex(text), { start: 0, end: text.length }), newText: formatted.text }];
    }),
  );
}
