// Completion in scripts, in the protocol's form; documentation is made only for the item that is looked at.

import { type CompletionItem, type CompletionList, type Connection, MarkupKind } from 'vscode-languageserver';
import { completion, completionDocumentation } from '#core/ide/completion.ts';
import { toLspCompletionItem, toOffset, toRange } from '../convert.ts';
import type { Session } from '../session.ts';
import { guard } from './guard.ts';

const NOTHING: CompletionList = { isIncomplete: false, items: [] };

export function registerCompletion(connection: Connection, session: Session): void {
  connection.onCompletion(({ textDocument, position }, token) =>
    guard(session, 'completion', NOTHING, (): CompletionList => {
      const script = session.analyses.structure(textDocument.uri, token);
      if (script === undefined) return NOTHING;
      const { items, span } = completion(script.model, toOffset(script.lines, position));
      const range = toRange(script.lines, span);
      return { isIncomplete: false, items: items.map((item) => toLspCompletionItem(item, range, textDocument.uri)) };
    }),
  );
  connection.onCompletionResolve((item, token) =>
    guard(session, 'completion item', item, (): CompletionItem => {
      const data: unknown = item.data;
      if (!isItemData(data)) return item;
      const script = session.analyses.structure(data.uri, token);
      if (script === undefined) return item;
      return {
        ...item,
        documentation: { kind: MarkupKind.Markdown, value: completionDocumentation(script.model, data.functions) },
      };
    }),
  );
}

function isItemData(data: unknown): data is { readonly uri: string; readonly functions: readonly string[] } {
  return (
    typeof data === 'object' && data !== null && 'uri' in data && 'functions' in data && Array.isArray(data.functions)
  );
}
