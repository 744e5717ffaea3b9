// Call hierarchy of the functions of a script. Calls at the top level come from the script itself.

import type { FunctionSymbol } from '#core/rhai/resolve/symbols.ts';
import type { FunctionDefinition, Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { CallEdge, CallItem } from './answers.ts';
import { calledFunctions, type NamedScript, symbolAt } from './scriptSymbol.ts';

const SCRIPT = 'script';

/** The functions that the name at an offset stands for. */
export function prepareCalls(script: NamedScript, offset: number): readonly CallItem[] {
  const symbol = symbolAt(script, offset)?.symbol;
  return symbol?.kind === 'function' ? symbol.definitions.map(({ definition }) => itemOf(definition)) : [];
}

/** Who calls the function. */
export function incomingCalls(script: NamedScript, item: CallItem): readonly CallEdge[] {
  return grouped(
    callsIn(script).flatMap(({ from, to, name }) => (isItem(to.definition, item) ? [{ end: from, name }] : [])),
    script,
  );
}

/** Whom the function, or the top level, calls. */
export function outgoingCalls(script: NamedScript, item: CallItem): readonly CallEdge[] {
  return grouped(
    callsIn(script).flatMap(({ from, to, name }) => {
      const isFrom = from === undefined ? item.name === SCRIPT && item.nameSpan.end === 0 : isItem(from, item);
      return isFrom ? [{ end: to.definition, name }] : [];
    }),
    script,
  );
}

interface Call {
  readonly from: FunctionDefinition | undefined;
  readonly to: FunctionSymbol;
  readonly name: Node;
}

function callsIn({ parse, resolution }: NamedScript): readonly Call[] {
  const calls: Call[] = [];
  walk(parse.root, (node, ancestors) => {
    const from = ancestors.find((outer) => outer.kind === 'function');
    if (node.kind === 'call' || node.kind === 'methodCall')
      for (const to of calledFunctions(resolution, node)) calls.push({ from, to, name: node.name });
    return true;
  });
  return calls;
}

function grouped(
  calls: readonly { readonly end: FunctionDefinition | undefined; readonly name: Node }[],
  script: NamedScript,
): readonly CallEdge[] {
  const ends = [...new Set(calls.map(({ end }) => end))];
  return ends.map((end) => ({
    item: end === undefined ? topLevel(script) : itemOf(end),
    spans: calls.filter((call) => call.end === end).map(({ name }) => name.span),
  }));
}

function itemOf({ name, parameters, span }: FunctionDefinition): CallItem {
  const detail = `(${parameters.map(({ text }) => text).join(', ')})`;
  return { name: name.text, detail, span, nameSpan: name.span };
}

function topLevel({ parse }: NamedScript): CallItem {
  return { name: SCRIPT, detail: 'top level', span: parse.root.span, nameSpan: { start: 0, end: 0 } };
}

function isItem({ name }: FunctionDefinition, item: CallItem): boolean {
  return name.span.start === item.nameSpan.start && name.text === item.name;
}
