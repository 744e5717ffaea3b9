// Signature help: the overloads of the call around an offset, the one that fits so far, and the parameter being written.

import type { Span } from '#core/base/span.ts';
import type { SignatureHelp, SignatureInformation } from './answers.ts';
import { argumentTypesOf, type Callable, callablesOf, fitting } from './callables.ts';
import { openCall } from './openCall.ts';
import type { ValuedScript } from './scriptModel.ts';

/** The help at an offset, or undefined outside of calls and in calls of nothing known. */
export function signatureHelp(model: ValuedScript, offset: number): SignatureHelp | undefined {
  const open = openCall(model.parse, offset);
  if (open === undefined) return undefined;
  const callables = callablesOf(model, open.node);
  if (callables.length === 0) return undefined;
  const complete = open.node.args.slice(0, open.argument);
  const wanted = Math.max(open.argument + 1, open.node.args.length);
  const types = argumentTypesOf(model, complete);
  // Behind a comma an argument is still to come: only overloads that have room for it are meant.
  const isComplete = open.node.args.length > open.argument;
  const [best] = [
    ...(isComplete ? exactly(callables, argumentTypesOf(model, open.node.args)) : []),
    ...fitting(callables, types, open.node.args.length === 0 ? 0 : wanted),
  ];
  return {
    signatures: callables.map(information),
    activeSignature: Math.max(0, best === undefined ? 0 : callables.indexOf(best)),
    activeParameter: open.argument,
  };
}

/** Overloads with as many parameters as there are arguments, of their types. */
function exactly(callables: readonly Callable[], types: Parameters<typeof fitting>[1]): readonly Callable[] {
  const same = callables.filter(({ parameters }) => parameters.length === types.length);
  const fits = fitting(same, types, types.length);
  return fits === same && same.length > 1 ? [] : fits;
}

function information({ label, documentation, parameters }: Callable): SignatureInformation {
  const spans: Span[] = [];
  let at = label.indexOf('(') + 1;
  for (const { name, type } of parameters) {
    const text = label.startsWith(`${name}: ${type}`, at) ? `${name}: ${type}` : name;
    spans.push({ start: at, end: at + text.length });
    at += text.length + ', '.length;
  }
  return { label, documentation, parameters: spans };
}
