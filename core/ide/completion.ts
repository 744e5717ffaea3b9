// Completion in scripts: SDK functions, methods and getters of what stands before the dot, members of modules, names in scope.

import type { Span } from '#core/base/span.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import { visibleVariables } from '#core/rhai/resolve/resolver.ts';
import type { Expression } from '#core/rhai/syntax/ast.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { Completion, CompletionItem, CompletionKind } from './answers.ts';
import { functionMarkdown, signatureOf } from './renderFunction.ts';
import type { ScriptModel } from './scriptModel.ts';

const KEYWORDS = [
  'let',
  'const',
  'if',
  'else',
  'for',
  'in',
  'while',
  'loop',
  'do',
  'until',
  'switch',
  'fn',
  'return',
  'throw',
  'try',
  'catch',
  'break',
  'continue',
  'true',
  'false',
  'import',
  'export',
  'private',
  'as',
  'this',
];

/** What can be typed at an offset; nothing inside comments and plain strings. */
export function completion(model: ScriptModel, offset: number): Completion {
  const span = wordAt(model.parse.text, offset);
  if (isInText(model, offset)) return { items: [], span };
  const before = model.parse.text.slice(0, span.start);
  const module = /([A-Za-z_]\w*)\s*::\s*$/.exec(before)?.[1];
  if (module !== undefined) return { items: moduleMembers(model, module), span };
  if (/(^|[^.])\??\.\s*$/.test(before)) return { items: members(model, span.start), span };
  return { items: names(model, offset), span };
}

/** Documentation of an item, made only for the one that is looked at. */
export function completionDocumentation(model: ScriptModel, functionIds: readonly string[]): string {
  return functionMarkdown(functionIds.flatMap((id) => model.catalog.function(id) ?? []));
}

function moduleMembers(model: ScriptModel, name: string): readonly CompletionItem[] {
  const module = model.catalog.module(name);
  if (module === undefined) return [];
  const constants = module.constants.map((constant): CompletionItem => {
    const rank = constant.aliasOf === undefined ? 0 : 1;
    return {
      label: constant.name,
      kind: 'constant',
      detail: constant.type,
      snippet: constant.name,
      rank,
      documentation: constant.documentation,
    };
  });
  const functions = model.catalog.moduleFunctions(name).filter((fn) => fn.form !== 'operator');
  return [...constants, ...functionItems(functions, 0)];
}

/** Members of the expression before the dot; of every type when its type is not known. */
function members(model: ScriptModel, offset: number): readonly CompletionItem[] {
  const receiver = receiverAt(model, offset);
  const type = receiver === undefined ? undefined : model.flow.typeOf(receiver);
  if (type !== undefined && model.catalog.type(type) !== undefined) {
    return functionItems([...model.catalog.gettersOf(type), ...model.catalog.methodsOf(type)], 0);
  }
  if (type !== undefined) return functionItems(model.catalog.methodsOf(type), 0);
  const all = model.catalog.data.functions.filter((fn) => fn.form === 'method' || fn.form === 'getter');
  return functionItems(all, 1);
}

function receiverAt(model: ScriptModel, offset: number): Expression | undefined {
  for (const node of [...pathAt(model.parse.root, offset)].reverse()) {
    if (node.kind === 'methodCall' && node.name.span.start === offset) return node.receiver;
    if (node.kind === 'member' && node.name.span.start === offset) return node.object;
  }
  return undefined;
}

function names(model: ScriptModel, offset: number): readonly CompletionItem[] {
  const variables = visibleVariables(model.resolution, offset).map((variable): CompletionItem => {
    return {
      label: variable.name,
      kind: variable.kind === 'const' ? 'constant' : 'variable',
      detail: variable.kind === 'argument' ? 'script argument' : variable.kind,
      snippet: variable.name,
      rank: 0,
    };
  });
  const own = model.resolution.functions.map((fn): CompletionItem => {
    const parameters = fn.definition.parameters.map((parameter) => parameter.text);
    return {
      label: fn.name,
      kind: 'function',
      detail: `fn ${fn.name}(${parameters.join(', ')})`,
      snippet: callSnippet(fn.name, parameters),
      rank: 1,
    };
  });
  const sdk = model.catalog
    .freeFunctionNames()
    .flatMap((name) =>
      model.catalog.functionsByName(name).filter((fn) => fn.form === 'function' || fn.form === 'constructor'),
    );
  const modules = model.catalog.data.modules.map((module): CompletionItem => {
    return {
      label: module.name,
      kind: 'module',
      detail: 'SDK module',
      snippet: `${module.name}::`,
      rank: 3,
      documentation: module.documentation,
    };
  });
  const keywords = KEYWORDS.map(
    (word): CompletionItem => ({ label: word, kind: 'keyword', detail: 'keyword', snippet: word, rank: 4 }),
  );
  return [...variables, ...own, ...functionItems(sdk, 2), ...modules, ...keywords];
}

/** One item a name: overloads are shown together, the one with the fewest parameters is inserted. */
function functionItems(functions: readonly CatalogFunction[], rank: number): readonly CompletionItem[] {
  const byName = new Map<string, CatalogFunction[]>();
  for (const fn of functions) byName.set(fn.name, [...(byName.get(fn.name) ?? []), fn]);
  return [...byName].map(([name, overloads]): CompletionItem => {
    const shortest = overloads.reduce((least, fn) => (fn.parameters.length < least.parameters.length ? fn : least));
    const isGetter = shortest.form === 'getter';
    return {
      label: name,
      kind: kindOf(shortest),
      detail: overloads.length === 1 ? signatureOf(shortest) : `${signatureOf(shortest)}  (+${overloads.length - 1})`,
      snippet: isGetter
        ? name
        : callSnippet(
            name,
            shortest.parameters.map((parameter) => parameter.name),
          ),
      rank,
      functions: overloads.slice(0, MAX_DOCUMENTED_OVERLOADS).map((fn) => fn.id),
    };
  });
}

/** Overloads in one documentation pane; `to_string` has dozens. */
const MAX_DOCUMENTED_OVERLOADS = 6;

function kindOf(fn: CatalogFunction): CompletionKind {
  if (fn.form === 'getter') return 'property';
  if (fn.form === 'method') return 'method';
  return fn.form === 'constructor' ? 'constructor' : 'function';
}

function callSnippet(name: string, parameters: readonly string[]): string {
  return `${name}(${parameters.map((parameter, index) => `\${${index + 1}:${parameter}}`).join(', ')})$0`;
}

function wordAt(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && /\w/.test(text[start - 1] ?? '')) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text[end] ?? '')) end++;
  return { start, end };
}

/** Whether the offset lies within a comment or the text of a string, where code cannot be typed. */
function isInText(model: ScriptModel, offset: number): boolean {
  const inner = pathAt(model.parse.root, offset).at(-1);
  if (inner !== undefined && (inner.kind === 'string' || inner.kind === 'char' || inner.kind === 'text')) {
    return inner.span.start < offset && offset < inner.span.end;
  }
  return model.parse.tokens.comments.some((comment) => comment.span.start < offset && offset <= comment.span.end);
}
