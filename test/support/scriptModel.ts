// A script's model as the editor features get it, without a policy, and a few ways to write down what they answer.

import type { Span } from '#core/base/span.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import type { TextChange } from '#core/ide/answers.ts';
import type { ScriptModel } from '#core/ide/scriptModel.ts';
import { analyzeFlow } from '#core/rhai/flow/analyzeFlow.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { readCursor } from '#test/markers.ts';

/** The model of a text. */
export function modelOf(text: string): ScriptModel {
  const parsed = parse(text);
  const resolution = resolve(parsed.root);
  const catalog = loadCatalog();
  const flow = analyzeFlow(parsed, resolution, catalog);
  return { parse: parsed, resolution, catalog, flow, predictionAt: () => undefined };
}

/** The model of a source with `$0` where the cursor is. */
export function modelAt(source: string): { readonly model: ScriptModel; readonly cursor: number } {
  const { text, cursor } = readCursor(source);
  return { model: modelOf(text), cursor };
}

/** The text with each span in brackets. */
export function bracketed(text: string, spans: readonly Span[]): string {
  return spans
    .toSorted((a, b) => b.start - a.start)
    .reduce((out, { start, end }) => `${out.slice(0, start)}[${out.slice(start, end)}]${out.slice(end)}`, text);
}

/** The text after changes. */
export function changed(text: string, changes: readonly TextChange[]): string {
  return changes
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((out, { span, newText }) => out.slice(0, span.start) + newText + out.slice(span.end), text);
}
