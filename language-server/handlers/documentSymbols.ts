// The outline of a document and the search for symbols in the workspace, in the protocol's form.

import { type Connection, type DocumentSymbol, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { OutlineItem, OutlineKind } from '#core/ide/answers.ts';
import { toRange } from '../convert.ts';
import { ask } from '../providers/providers.ts';
import type { Asked } from '../providers/types.ts';
import type { Session } from '../session.ts';
import { WorkspaceSymbols } from '../workspaceSymbols.ts';
import { guard } from './guard.ts';

const KINDS: Readonly<Record<OutlineKind, SymbolKind>> = {
  function: SymbolKind.Function,
  variable: SymbolKind.Variable,
  constant: SymbolKind.Constant,
  module: SymbolKind.Module,
  namespace: SymbolKind.Namespace,
  class: SymbolKind.Class,
  property: SymbolKind.Property,
  event: SymbolKind.Event,
  key: SymbolKind.Key,
  enum: SymbolKind.Enum,
  enumMember: SymbolKind.EnumMember,
};

export function registerSymbols(connection: Connection, session: Session): void {
  connection.onDocumentSymbol(({ textDocument }, token) =>
    ask(session, 'document symbols', textDocument.uri, token, [], (provider, asked) =>
      (provider.documentSymbols?.(asked) ?? []).map((item) => toSymbol(asked, item)),
    ),
  );
  const workspace = new WorkspaceSymbols(session);
  connection.onWorkspaceSymbol(({ query }, token) =>
    guard(session, 'workspace symbols', [], token, () =>
      workspace.search(query, token).map(
        ({ item, container, asked }): WorkspaceSymbol => ({
          name: item.name,
          kind: KINDS[item.kind],
          containerName: container,
          location: { uri: asked.uri, range: toRange(asked.lines, item.nameSpan) },
        }),
      ),
    ),
  );
}

function toSymbol(asked: Asked, item: OutlineItem): DocumentSymbol {
  return {
    name: item.name === '' ? '(no name)' : item.name,
    detail: item.detail,
    kind: KINDS[item.kind],
    range: toRange(asked.lines, item.span),
    selectionRange: toRange(asked.lines, item.nameSpan),
    children: item.children.map((child) => toSymbol(asked, child)),
  };
}
