// The one translator between the engine's offsets and the protocol's lines and columns.

import {
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  InsertTextFormat,
  type CompletionItem as LspCompletionItem,
  type Diagnostic as LspDiagnostic,
  type Position,
  type Range,
} from 'vscode-languageserver';
import type { Diagnostic, Severity } from '#core/base/diagnostic.ts';
import type { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';
import type { CompletionItem, CompletionKind } from '#core/ide/answers.ts';

export function toPosition(lines: LineIndex, offset: number): Position {
  const { line, column } = lines.toLineColumn(offset);
  return { line, character: column };
}

export function toRange(lines: LineIndex, span: Span): Range {
  return { start: toPosition(lines, span.start), end: toPosition(lines, span.end) };
}

export function toOffset(lines: LineIndex, position: Position): number {
  return lines.toOffset({ line: position.line, column: position.character });
}

/** Where a related place of a finding lies: the document's address and its lines. */
export type RelatedDocument = (
  document: 'script' | 'policy' | 'schema' | 'host',
) => { readonly uri: string; readonly lines: LineIndex } | undefined;

export function toLspDiagnostic(
  diagnostic: Diagnostic,
  lines: LineIndex,
  source: string,
  related: RelatedDocument,
): LspDiagnostic {
  const places = (diagnostic.related ?? []).flatMap((place) => {
    const target = related(place.document);
    return target === undefined
      ? []
      : [{ location: { uri: target.uri, range: toRange(target.lines, place.span) }, message: place.message }];
  });
  return {
    range: toRange(lines, diagnostic.span),
    severity: SEVERITIES[diagnostic.severity],
    code: diagnostic.code,
    source,
    message: diagnostic.message,
    ...(places.length === 0 ? {} : { relatedInformation: places }),
    ...(diagnostic.unnecessary === true ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(diagnostic.data === undefined ? {} : { data: diagnostic.data }),
  };
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  function: CompletionItemKind.Function,
  constructor: CompletionItemKind.Constructor,
  method: CompletionItemKind.Method,
  property: CompletionItemKind.Property,
  variable: CompletionItemKind.Variable,
  constant: CompletionItemKind.Constant,
  module: CompletionItemKind.Module,
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  type: CompletionItemKind.Class,
  value: CompletionItemKind.Value,
};

/** An item that is completed by `completionItem/resolve` with its documentation. */
export function toLspCompletionItem(
  item: CompletionItem,
  range: Range,
  lines: LineIndex,
  uri: string,
): LspCompletionItem {
  return {
    label: item.label,
    kind: KINDS[item.kind],
    detail: item.detail,
    sortText: `${item.rank}${item.label}`,
    insertTextFormat: InsertTextFormat.Snippet,
    textEdit: { range, newText: item.snippet },
    ...(item.documentation === undefined
      ? {}
      : { documentation: { kind: 'markdown' as const, value: item.documentation } }),
    ...(item.also === undefined
      ? {}
      : { additionalTextEdits: item.also.map(({ span, newText }) => ({ range: toRange(lines, span), newText })) }),
    ...(item.filter === undefined ? {} : { filterText: item.filter }),
    ...(item.functions === undefined ? {} : { data: { uri, functions: item.functions } }),
  };
}
