// Call hierarchy, in the protocol's form. An item carries its document, so that the next question can be asked there.

import { type CallHierarchyItem, type Connection, SymbolKind } from 'vscode-languageserver';
import type { CallEdge, CallItem } from '#core/ide/answers.ts';
import { toOffset, toRange } from '../convert.ts';
import { ask, linesOf } from '../providers/providers.ts';
import type { Asked } from '../providers/types.ts';
import type { Session } from '../session.ts';

export function registerCallHierarchy(connection: Connection, session: Session): void {
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(({ textDocument, position }, token) =>
    ask(session, 'call hierarchy', textDocument.uri, token, null, (provider, asked) => {
      const found = provider.prepareCalls?.(asked, toOffset(asked.lines, position)) ?? [];
      return found.length === 0 ? null : found.map((item) => toItem(asked, item));
    }),
  );
  callHierarchy.onIncomingCalls(({ item }, token) =>
    ask(session, 'incoming calls', item.uri, token, [], (provider, asked) =>
      (provider.incomingCalls?.(asked, fromItem(asked, item)) ?? []).map((edge) => ({
        from: toItem(asked, edge.item),
        fromRanges: rangesOf(asked, edge, edge.item.uri),
      })),
    ),
  );
  callHierarchy.onOutgoingCalls(({ item }, token) =>
    ask(session, 'outgoing calls', item.uri, token, [], (provider, asked) =>
      (provider.outgoingCalls?.(asked, fromItem(asked, item)) ?? []).map((edge) => ({
        to: toItem(asked, edge.item),
        fromRanges: rangesOf(asked, edge, undefined),
      })),
    ),
  );
}

function rangesOf(asked: Asked, { spans }: CallEdge, uri: string | undefined) {
  const lines = linesOf(asked, uri) ?? asked.lines;
  return spans.map((span) => toRange(lines, span));
}

function toItem(asked: Asked, { uri, name, detail, span, nameSpan }: CallItem): CallHierarchyItem {
  const lines = linesOf(asked, uri) ?? asked.lines;
  return {
    name,
    detail,
    kind: SymbolKind.Function,
    uri: uri ?? asked.uri,
    range: toRange(lines, span),
    selectionRange: toRange(lines, nameSpan),
  };
}

function fromItem({ lines }: Asked, item: CallHierarchyItem): CallItem {
  const span = { start: toOffset(lines, item.range.start), end: toOffset(lines, item.range.end) };
  const { start, end } = item.selectionRange;
  return {
    name: item.name,
    detail: item.detail ?? '',
    span,
    nameSpan: { start: toOffset(lines, start), end: toOffset(lines, end) },
  };
}
