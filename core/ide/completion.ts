// Completion in scripts: what fits best first, then names in scope, the SDK, Rhai's library, modules and keywords.

import type { Span } from '#core/base/span.ts';
import { standardLibrary } from '#core/catalog/standardLibrary.ts';
import { visibleVariables } from '#core/rhai/resolve/resolver.ts';
import { tokenIndexAt } from '#core/rhai/syntax/tokens.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { Completion, CompletionItem } from './answers.ts';
import { builderItem, expectedTypes, fittingItems } from './completions/expected.ts';
import { callSnippet, constantItem, functionItems, libraryItem } from './completions/items.ts';
import { KEYWORD_ITEMS, SNIPPET_ITEMS } from './completions/keywords.ts';
import { memberItems } from './completions/members.ts';
import { importedMembers, importPathCompletion, moduleNames } from './completions/modules.ts';
import { pathCompletion } from './completions/paths.ts';
import { postfixItems } from './completions/postfix.ts';
import type { HostPaths } from './hostPaths.ts';
import { functionMarkdown } from './renderFunction.ts';
import type { ValuedScript } from './scriptModel.ts';

/** What lies around a script. */
export interface CompletionSurroundings {
  readonly host?: HostPaths | undefined;
  /** Paths of scripts that it can import. */
  importable?(): readonly string[];
}

/** What can be typed at an offset: nothing inside comments and where a new name is made up, paths inside strings. */
export function completion(model: ValuedScript, offset: number, around: CompletionSurroundings = {}): Completion {
  const span = wordAt(model.parse.text, offset);
  if (isInText(model, offset)) {
    const paths = () => around.importable?.() ?? [];
    return (
      importPathCompletion(model, offset, paths) ??
      (around.host && pathCompletion(model, offset, around.host)) ?? { items: [], span }
    );
  }
  const before = model.parse.text.slice(Math.max(0, span.start - MAX_LOOK_BACK), span.start);
  const modules = /(?:[A-Za-z_]\w*\s*::\s*)+$/
    .exec(before)?.[0]
    .split('::')
    .map((name) => name.trim())
    .slice(0, -1);
  if (modules !== undefined) return { items: membersBehind(model, modules, span.start), span };
  if (/(^|[^.])\??\.\s*$/.test(before))
    return { items: [...memberItems(model, span.start), ...postfixItems(model, span.start)], span };
  if (declaresName(model, span.start)) return { items: [], span };
  return { items: names(model, offset), span };
}

/** A module's name, or white space before a dot, is never longer. */
const MAX_LOOK_BACK = 200;

/** Documentation of an item, made only for the one that is looked at. */
export function completionDocumentation(model: ValuedScript, functionIds: readonly string[]): string {
  return functionMarkdown(functionIds.flatMap((id) => model.catalog.function(id) ?? []));
}

function membersBehind(model: ValuedScript, names: readonly string[], offset: number): readonly CompletionItem[] {
  const imported = importedMembers(model, names, offset);
  const name = names.at(-1) ?? '';
  const module = names.length === 1 ? model.catalog.module(name) : undefined;
  if (imported !== undefined || module === undefined) return imported ?? [];
  const functions = model.catalog.moduleFunctions(name).filter((fn) => fn.form !== 'operator');
  return [...module.constants.map((constant) => constantItem(constant, '', 0)), ...functionItems(functions, 0)];
}

function names(model: ValuedScript, offset: number): readonly CompletionItem[] {
  const { catalog } = model;
  const types = expectedTypes(model, offset);
  const fits = fittingItems(model, types, 0);
  const sdk = catalog
    .freeFunctionNames()
    .flatMap((name) =>
      catalog.functionsByName(name).filter((fn) => fn.form === 'function' || fn.form === 'constructor'),
    );
  const builders = sdk.filter((fn) => fn.form === 'constructor' && catalog.type(fn.returns)?.builder !== undefined);
  const modules = catalog.data.modules.map((module): CompletionItem => {
    const snippet = `${module.name}::`;
    return {
      label: module.name,
      kind: 'module',
      detail: 'SDK module',
      snippet,
      rank: 5,
      documentation: module.documentation,
    };
  });
  const shown = new Set(fits.map(({ label }) => label));
  return [
    ...fits,
    ...variableItems(model, offset, types),
    ...ownFunctions(model),
    ...moduleNames(model, offset),
    ...functionItems(sdk, 3),
    ...builders.map((fn) => builderItem(fn, 3)).filter(({ label }) => !shown.has(label)),
    ...libraryItems(),
    ...modules,
    ...SNIPPET_ITEMS,
    ...KEYWORD_ITEMS,
  ];
}

/** Variables in scope; those of a type that is asked for come before all else. */
function variableItems(model: ValuedScript, offset: number, types: readonly string[]): readonly CompletionItem[] {
  const visible = visibleVariables(model.resolution, offset).filter(({ name }) => name !== '');
  return visible.map((variable): CompletionItem => {
    const { name, kind, initializer } = variable;
    const type = initializer === undefined ? undefined : model.flow.typeOf(initializer);
    const word = kind === 'argument' ? 'script argument' : kind;
    return {
      label: name,
      kind: kind === 'const' ? 'constant' : 'variable',
      detail: type === undefined ? word : `${word}: ${type}`,
      snippet: name,
      rank: type !== undefined && types.includes(type) ? 0 : 1,
    };
  });
}

function ownFunctions({ resolution }: ValuedScript): readonly CompletionItem[] {
  return resolution.functions
    .filter(({ name }) => name !== '')
    .map((fn): CompletionItem => {
      const parameters = fn.definition.parameters.map((parameter) => parameter.text);
      return {
        label: fn.name,
        kind: 'function',
        detail: `fn ${fn.name}(${parameters.join(', ')})`,
        snippet: callSnippet(fn.name, parameters),
        rank: 2,
      };
    });
}

/** Functions of the library that are written without a dot; nearly all others are methods. */
const FREE_LIBRARY: ReadonlySet<string> = new Set(
  'parse_int parse_float parse_json timestamp range type_of debug sleep exit blob min max Fn is_def_fn is_def_var'.split(
    ' ',
  ),
);

function libraryItems(): readonly CompletionItem[] {
  return standardLibrary()
    .filter(({ name, form }) => FREE_LIBRARY.has(name) && (form === 'function' || form === 'keyword'))
    .map((fn) => libraryItem(fn, 'function', 4));
}

function wordAt(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && /\w/.test(text[start - 1] ?? '')) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text[end] ?? '')) end++;
  return { start, end };
}

/** Whether a name at this place is a new one: behind `let`, `const`, `fn` and `for`. */
function declaresName({ parse }: ValuedScript, start: number): boolean {
  const { tokens } = parse;
  let index = tokenIndexAt(tokens, start);
  while (index >= 0 && ((tokens.ends[index] ?? 0) > start || tokens.kinds[index] === 'end')) index--;
  return ['let', 'const', 'fn', 'for', 'as'].includes(tokens.kinds[index] ?? '');
}

/** Whether the offset lies within a comment or the text of a string, where code cannot be typed. */
function isInText(model: ValuedScript, offset: number): boolean {
  const inner = pathAt(model.parse.root, offset).at(-1);
  if (inner !== undefined && (inner.kind === 'string' || inner.kind === 'char' || inner.kind === 'text')) {
    const { start, end } = inner.span;
    const isOpen =
      inner.kind === 'string' &&
      offset === end &&
      end - start > 0 &&
      !/["`]$/.test(model.parse.text.slice(start + 1, end));
    return start < offset && (offset < end || isOpen);
  }
  return model.parse.tokens.comments.some((comment) => comment.span.start < offset && offset <= comment.span.end);
}
