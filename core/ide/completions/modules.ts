// Completion of what imports bring: names of modules, what a module offers, and the paths that can be imported.

import {
  type ImportingScript,
  importedModules,
  type ModuleScript,
  moduleMembers,
  moduleWithin,
} from '#core/rhai/resolve/modules.ts';
import { visibleImports } from '#core/rhai/resolve/resolver.ts';
import type { FunctionSymbol } from '#core/rhai/resolve/symbols.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { Completion, CompletionItem } from '../answers.ts';
import { scriptCallable } from '../callables.ts';
import { callSnippet } from './items.ts';

/** What the module behind `a::b::` offers; undefined where `a` is no import. */
export function importedMembers(
  script: ImportingScript,
  names: readonly string[],
  offset: number,
): readonly CompletionItem[] | undefined {
  const [first, ...inner] = names;
  const statement = visibleImports(script.resolution, offset).find(({ alias }) => alias?.text === first);
  if (statement === undefined) return undefined;
  const target = moduleWithin(script, statement, inner);
  return target.kind === 'module' ? membersOf(target.module) : [];
}

function membersOf(module: ModuleScript): readonly CompletionItem[] {
  const { functions, exports, modules } = moduleMembers(module);
  return [
    ...functions.map((fn) => functionItem(module, fn, 'function', 0)),
    ...[...exports].map(([label, { variable }]): CompletionItem => {
      const kind = variable?.kind === 'const' ? 'constant' : 'variable';
      return { label, kind, detail: `exported by ${module.label}`, snippet: label, rank: 0 };
    }),
    ...[...modules.keys()].map((label): CompletionItem => {
      return { label, kind: 'module', detail: `imported by ${module.label}`, snippet: `${label}::`, rank: 1 };
    }),
  ];
}

/** The names under which modules are imported, as far as they can be used at an offset. */
export function moduleNames(script: ImportingScript, offset: number): readonly CompletionItem[] {
  return visibleImports(script.resolution, offset).map((statement): CompletionItem => {
    const label = statement.alias?.text ?? '';
    const target = script.imports?.of(statement);
    const detail = target?.kind === 'module' ? target.module.label : 'imported module';
    return { label, kind: 'module', detail, snippet: `${label}::`, rank: 1 };
  });
}

/** Functions of a type that modules bring, which are called with a dot. */
export function importedMethods(script: ImportingScript, type: string | undefined): readonly CompletionItem[] {
  return importedModules(script).flatMap((module) =>
    moduleMembers(module)
      .methods.filter(({ definition }) => isFor(definition.thisType?.text, type))
      .map((fn) => functionItem(module, fn, 'method', 1)),
  );
}

/** Whether a function that is declared for a type takes a value; the language calls its numbers otherwise than the catalog. */
export function isFor(declared: string | undefined, type: string | undefined): boolean {
  if (type === undefined || declared === undefined) return true;
  return (declared === 'int' ? 'i64' : declared === 'float' ? 'f64' : declared) === type;
}

function functionItem(
  module: ModuleScript,
  fn: FunctionSymbol,
  kind: 'function' | 'method',
  rank: number,
): CompletionItem {
  const { label, documentation } = scriptCallable(module, fn);
  const parameters = fn.definition.parameters.map(({ text }) => text);
  const about = documentation === '' ? {} : { documentation };
  return { label: fn.name, kind, detail: label, snippet: callSnippet(fn.name, parameters), rank, ...about };
}

/** The scripts that can stand in the path of an import; undefined elsewhere. */
export function importPathCompletion(
  script: ImportingScript,
  offset: number,
  paths: () => readonly string[],
): Completion | undefined {
  const path = pathAt(script.parse.root, offset);
  const node = path.at(-1);
  if (node?.kind !== 'string' || path.at(-2)?.kind !== 'import' || offset <= node.span.start) return undefined;
  const { text } = script.parse;
  const start = node.span.start + 1;
  const rest = /^[^"`\n]*/.exec(text.slice(offset))?.[0].length ?? 0;
  if (text.slice(start, offset).startsWith('/')) return undefined;
  const items = paths().map((label): CompletionItem => {
    return { label, kind: 'file', detail: `${label}.rhai`, snippet: label.replaceAll(/[$}\\]/g, '\\$&'), rank: 0 };
  });
  return { items, span: { start, end: offset + rest } };
}
