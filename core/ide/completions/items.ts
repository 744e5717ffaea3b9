// How completion items are made from functions, constants and library members.

import type { StandardFunction } from '#core/catalog/standardLibrary.ts';
import type { CatalogConstant, CatalogFunction } from '#core/catalog/types.ts';
import type { CompletionItem, CompletionKind } from '../answers.ts';
import { signatureOf } from '../renderFunction.ts';

/** Overloads in one documentation pane; `to_string` has dozens. */
const MAX_DOCUMENTED_OVERLOADS = 6;

/** One item a name: overloads are shown together, the one with the fewest parameters is inserted. */
export function functionItems(functions: readonly CatalogFunction[], rank: number): readonly CompletionItem[] {
  const byName = new Map<string, CatalogFunction[]>();
  for (const fn of functions) {
    const known = byName.get(fn.name);
    if (known === undefined) byName.set(fn.name, [fn]);
    else known.push(fn);
  }
  return [...byName].map(([name, overloads]): CompletionItem => {
    const shortest = overloads.reduce((least, fn) => (fn.parameters.length < least.parameters.length ? fn : least));
    const names = shortest.parameters.map((parameter) => parameter.name);
    return {
      label: name,
      kind: kindOf(shortest),
      detail: overloads.length === 1 ? signatureOf(shortest) : `${signatureOf(shortest)}  (+${overloads.length - 1})`,
      snippet: shortest.form === 'getter' ? name : callSnippet(name, names),
      rank,
      functions: overloads.slice(0, MAX_DOCUMENTED_OVERLOADS).map((fn) => fn.id),
    };
  });
}

/** A function or property of Rhai's library; `isMember` leaves out the first parameter, which stands before the dot. */
export function libraryItem(fn: StandardFunction, form: 'member' | 'function', rank: number): CompletionItem {
  const shortest = fn.signatures.reduce((least, one) =>
    one.parameters.length < least.parameters.length ? one : least,
  );
  const parameters = form === 'member' ? shortest.parameters.slice(1) : shortest.parameters;
  const names = parameters.map(({ name }) => name);
  const isProperty = fn.form === 'getter';
  return {
    label: fn.name,
    kind: isProperty ? 'property' : form === 'member' ? 'method' : 'function',
    detail: `${fn.name}${isProperty ? '' : `(${names.join(', ')})`} -> ${shortest.returns}`,
    snippet: isProperty ? fn.name : callSnippet(fn.name, names),
    rank,
    documentation: fn.documentation,
  };
}

/** A constant of a module; with the module before it unless that stands there already. */
export function constantItem(constant: CatalogConstant, prefix: string, rank: number): CompletionItem {
  return {
    label: `${prefix}${constant.name}`,
    kind: 'constant',
    detail: constant.type,
    snippet: `${prefix}${constant.name}`,
    rank: constant.aliasOf === undefined ? rank : rank + 1,
    documentation: constant.documentation,
  };
}

export function callSnippet(name: string, parameters: readonly string[]): string {
  return `${name}(${parameters.map((parameter, index) => `\${${index + 1}:${parameter}}`).join(', ')})$0`;
}

function kindOf(fn: CatalogFunction): CompletionKind {
  if (fn.form === 'getter') return 'property';
  if (fn.form === 'method') return 'method';
  return fn.form === 'constructor' ? 'constructor' : 'function';
}
