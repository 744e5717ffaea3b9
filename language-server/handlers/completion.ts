// Completion, in the protocol's form; documentation is made only for the item that is looked at.

import { type CompletionItem, type CompletionList, type Connection, MarkupKind } from 'vscode-languageserver';
import { toLspCompletionItem, toOffset, toRange } from '../convert.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

const NOTHING: CompletionList = { isIncomplete: false, items: [] };

export function registerCompletion(connection: Connection, session: Session): void {
  connection.onCompletion(({ textDocument, position }, token) =>
    ask(session, 'completion', textDocument.uri, token, NOTHING, (provider, asked): CompletionList => {
      const found = provider.completion?.(asked, toOffset(asked.lines, position));
      if (found === undefined) return NOTHING;
      const range = toRange(asked.lines, found.span);
      return {
        isIncomplete: false,
        items: found.items.map((item) => toLspCompletionItem(item, range, asked.lines, textDocument.uri)),
      };
    }),
  );
  connection.onCompletionResolve((item, token): CompletionItem | Promise<CompletionItem> => {
    const data: unknown = item.data;
    if (!isItemData(data)) return item;
    return ask(session, 'completion item', data.uri, token, item, (provider, asked): CompletionItem => {
      const value = provider.completionDocumentation?.(asked, data.functions);
      return value === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
    });
  });
}

function isItemData(data: unknown): data is { readonly uri: string; readonly functions: readonly string[] } {
  return (
    typeof data === 'object' && data !== null && 'uri' in data && 'functions' in data && Array.isArray(data.functions)
  );
}
