// What fits at a place: the type that an argument or the other side of a comparison asks for, and what gives that type.

import type { CatalogFunction } from '#core/catalog/types.ts';
import { tokenIndexAt } from '#core/rhai/syntax/tokens.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { CompletionItem } from '../answers.ts';
import { argumentTypesOf, callablesOf, fitting } from '../callables.ts';
import { openCall } from '../openCall.ts';
import type { ValuedScript } from '../scriptModel.ts';
import { callSnippet, constantItem } from './items.ts';

/** The types that are asked for at an offset; none where anything goes. */
export function expectedTypes(model: ValuedScript, offset: number): readonly string[] {
  const call = openCall(model.parse, offset);
  if (call === undefined) return comparedType(model, offset);
  if (call.inArray) return flagTypes(model, offset);
  const written = call.node.args.slice(0, call.argument);
  const callables = fitting(callablesOf(model, call.node), argumentTypesOf(model, written), call.argument + 1);
  const types = callables.flatMap(({ parameters }) => parameters[call.argument]?.type ?? []);
  return [...new Set(types)].filter((type) => type !== 'any');
}

/** Types that the items of an array argument have. */
function flagTypes(model: ValuedScript, offset: number): readonly string[] {
  const call = openCall(model.parse, offset);
  if (call === undefined) return [];
  const { catalog } = model;
  const name = call.node.name.text;
  const module = call.node.kind === 'call' ? call.node.modules[0]?.text : undefined;
  const functions: readonly CatalogFunction[] =
    module === undefined
      ? catalog.functionsByName(name)
      : catalog.moduleFunctions(module).filter((fn) => fn.name === name);
  const types = functions.flatMap(({ parameters }) => parameters[call.argument]?.elementType ?? []);
  return [...new Set(types)];
}

/** Behind `==` or `!=`, the type before it. */
function comparedType(model: ValuedScript, offset: number): readonly string[] {
  const { tokens, root } = model.parse;
  let index = tokenIndexAt(tokens, offset);
  const isSkipped = (at: number): boolean =>
    (tokens.ends[at] ?? 0) > offset || tokens.kinds[at] === 'identifier' || tokens.kinds[at] === 'end';
  while (index >= 0 && isSkipped(index)) index--;
  const kind = tokens.kinds[index];
  if (kind !== '==' && kind !== '!=') return [];
  const at = tokens.starts[index] ?? 0;
  const node = pathAt(root, at).findLast((each) => each.kind === 'binary' && each.operatorSpan.start === at);
  const type = node?.kind === 'binary' ? model.flow.typeOf(node.left) : undefined;
  return type === undefined ? [] : [type];
}

/** Constants, flags and builders that give one of the types. */
export function fittingItems(
  { catalog }: ValuedScript,
  types: readonly string[],
  rank: number,
): readonly CompletionItem[] {
  const wanted = new Set(types);
  const items: CompletionItem[] = [];
  for (const module of catalog.data.modules) {
    for (const constant of module.constants)
      if (wanted.has(constant.type)) items.push(constantItem(constant, `${module.name}::`, rank));
    for (const fn of catalog.moduleFunctions(module.name))
      if (wanted.has(fn.returns) && fn.form === 'function') items.push(madeBy(fn, `${module.name}::${fn.name}`, rank));
  }
  for (const fn of catalog.data.functions) {
    const builds = fn.form === 'constructor' ? catalog.type(fn.returns)?.builder?.builds : undefined;
    if (builds !== undefined && wanted.has(builds)) items.push(builderItem(fn, rank));
  }
  return items;
}

/** A builder that is closed as it is opened. */
export function builderItem(fn: CatalogFunction, rank: number): CompletionItem {
  return {
    label: `${fn.name}().build()`,
    filter: fn.name,
    kind: 'snippet',
    detail: 'options, with build()',
    snippet: `${fn.name}()$0.build()`,
    rank,
    functions: [fn.id],
  };
}

function madeBy(fn: CatalogFunction, label: string, rank: number): CompletionItem {
  const names = fn.parameters.map(({ name }) => name);
  const snippet = callSnippet(label, names);
  return { label, kind: 'function', detail: fn.returns, snippet, rank, functions: [fn.id] };
}
