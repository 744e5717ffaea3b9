// Call hierarchy of functions of scripts, over imports too. Calls at the top level come from the script itself.

import { importedName } from '#core/rhai/resolve/modules.ts';
import type { FunctionDefinition, Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { CallEdge, CallItem } from './answers.ts';
import { importedPlaces, importedSymbolAt, type ScriptWorkspace, visibleStarts } from './importedSymbol.ts';
import { calledFunctions, type NamedScript, symbolAt } from './scriptSymbol.ts';

const SCRIPT = 'script';

/** The functions that the name at an offset stands for. */
export function prepareCalls(script: NamedScript, offset: number): readonly CallItem[] {
  const imported = importedSymbolAt(script, offset);
  if (imported?.symbol.kind === 'function')
    return imported.symbol.definitions.map(({ definition }) => itemOf({ within: imported.module, definition }));
  const symbol = symbolAt(script, offset)?.symbol;
  return symbol?.kind === 'function'
    ? symbol.definitions.map(({ definition }) => itemOf({ within: script, definition }))
    : [];
}

/** Who calls the function, in its script and in those that import it. */
export function incomingCalls(script: NamedScript, item: CallItem, workspace?: ScriptWorkspace): readonly CallEdge[] {
  const own = callsIn(script).filter(
    ({ to }) => to.within === script && to.definition !== undefined && isItem(to.definition, item),
  );
  const edges = grouped(own.map(({ from, name }) => ({ end: { within: script, definition: from }, name })));
  const definitions = script.resolution.functions.filter(({ definition }) => isItem(definition, item));
  if (workspace === undefined || definitions.length === 0) return edges;
  const starts = visibleStarts(script, { kind: 'function', definitions });
  const home = { uri: workspace.uri };
  const others = [...workspace.importers()].flatMap((importer) => {
    const places = new Set(importedPlaces(importer, home, starts).map(({ start }) => start));
    const calls = places.size === 0 ? [] : callsIn(importer).filter(({ name }) => places.has(name.span.start));
    return grouped(calls.map(({ from, name }) => ({ end: { within: importer, definition: from }, name })));
  });
  return [...edges, ...others];
}

/** Whom the function, or the top level, calls. */
export function outgoingCalls(script: NamedScript, item: CallItem): readonly CallEdge[] {
  const isTop = item.name === SCRIPT && item.nameSpan.end === 0;
  const calls = callsIn(script).filter(({ from }) => (from === undefined ? isTop : isItem(from, item)));
  return grouped(calls.map(({ to, name }) => ({ end: to, name })));
}

/** A function of a script, or its top level. A script with an address is another one than that which is asked about. */
interface End {
  readonly within: NamedScript & { readonly uri?: string; placeOf?(span: CallItem['span']): CallItem['span'] };
  readonly definition: FunctionDefinition | undefined;
}

interface Call {
  readonly from: FunctionDefinition | undefined;
  readonly to: End;
  readonly name: Node;
}

function callsIn(script: NamedScript): readonly Call[] {
  const calls: Call[] = [];
  walk(script.parse.root, (node, ancestors) => {
    if (node.kind !== 'call' && node.kind !== 'methodCall') return true;
    const from = ancestors.find((outer) => outer.kind === 'function');
    const own = calledFunctions(script.resolution, node);
    for (const { definition } of own) calls.push({ from, to: { within: script, definition }, name: node.name });
    const imported = own.length === 0 && script.resolution.imports.length > 0 ? importedName(script, node) : undefined;
    for (const { definition } of imported?.functions ?? [])
      calls.push({ from, to: { within: imported?.module ?? script, definition }, name: node.name });
    return true;
  });
  return calls;
}

/** One edge for each end. Modules are read anew with each name, so that an end is known by its place. */
function grouped(calls: readonly { readonly end: End; readonly name: Node }[]): readonly CallEdge[] {
  const edges = new Map<string, { readonly item: CallItem; readonly spans: CallItem['span'][] }>();
  for (const { end, name } of calls) {
    const key = `${end.within.uri ?? ''} ${end.definition?.span.start ?? 'top'}`;
    const edge = edges.get(key) ?? { item: itemOf(end), spans: [] };
    edges.set(key, edge);
    edge.spans.push(name.span);
  }
  return [...edges.values()];
}

function itemOf({ within, definition }: End): CallItem {
  const uri = within.uri === undefined ? {} : { uri: within.uri };
  const place = (span: CallItem['span']) => within.placeOf?.(span) ?? span;
  if (definition === undefined)
    return { ...uri, name: SCRIPT, detail: 'top level', span: within.parse.root.span, nameSpan: { start: 0, end: 0 } };
  const { name, parameters, span } = definition;
  const detail = `(${parameters.map(({ text }) => text).join(', ')})`;
  return { ...uri, name: name.text, detail, span: place(span), nameSpan: place(name.span) };
}

function isItem({ name }: FunctionDefinition, item: CallItem): boolean {
  return name.span.start === item.nameSpan.start && name.text === item.name;
}
