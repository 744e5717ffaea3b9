// What a name in a script stands for, and everywhere else it stands: the ground of definition, references, rename and highlights.

import { type Span, touches } from '#core/base/span.ts';
import type { ImportingScript } from '#core/rhai/resolve/modules.ts';
import type { FunctionSymbol, Resolution, Variable } from '#core/rhai/resolve/symbols.ts';
import type { CallExpression, ImportStatement, Name, Node } from '#core/rhai/syntax/ast.ts';
import { pathAt, walk } from '#core/rhai/syntax/walk.ts';

export type ScriptSymbol =
  | { readonly kind: 'variable'; readonly variable: Variable }
  /** Functions of one name and number of parameters; several where they differ in the type of `this`. */
  | { readonly kind: 'function'; readonly definitions: readonly FunctionSymbol[] }
  | { readonly kind: 'module'; readonly statement: ImportStatement }
  /** The name that importers see, where it is another one than that of the variable. */
  | { readonly kind: 'export'; readonly name: Name };

export interface Occurrence {
  readonly span: Span;
  readonly kind: 'declaration' | 'read' | 'write';
  /** A mention of a function by its bare name, which does not say how many parameters it has. */
  readonly anyArity?: true;
}

/** The part of a script's model that names need. */
export type NamedScript = ImportingScript;

/** The symbol whose name is at an offset, with the place of that name. */
export function symbolAt(script: NamedScript, offset: number): { symbol: ScriptSymbol; span: Span } | undefined {
  const path = pathAt(script.parse.root, offset);
  const node = path.at(-1);
  if (node === undefined) return undefined;
  if (node.kind === 'identifier') return identifierSymbol(script, node.name, node);
  if (node.kind === 'string') return mentionedFunction(script, node, path.at(-2));
  if (node.kind !== 'name') return undefined;
  const variable = script.resolution.variableOf(node);
  if (variable !== undefined) return { symbol: { kind: 'variable', variable }, span: node.span };
  const symbol = namedBy(script, node.text, node, path.at(-2));
  return symbol && { symbol, span: node.span };
}

/** Every place that names the symbol, in the order of the text. */
export function occurrencesOf(script: NamedScript, symbol: ScriptSymbol): readonly Occurrence[] {
  switch (symbol.kind) {
    case 'variable':
      return variableOccurrences(symbol.variable);
    case 'module':
      return moduleOccurrences(script, symbol.statement);
    case 'export':
      return [{ span: symbol.name.span, kind: 'declaration' }];
    case 'function':
      return functionOccurrences(script, symbol.definitions);
  }
}

/** Functions that a call by this name and number of arguments means; empty where it means none of the script. */
export function calledFunctions(resolution: Resolution, node: Node): readonly FunctionSymbol[] {
  if (node.kind === 'methodCall') return resolution.functionsOf(node.name.text, node.args.length);
  if (node.kind !== 'call' || node.modules.length > 0) return [];
  return resolution.functionsOf(node.name.text, node.args.length);
}

function identifierSymbol({ resolution }: NamedScript, name: string, node: Node & { kind: 'identifier' }) {
  const variable = resolution.variableOf(node);
  if (variable !== undefined) return { symbol: { kind: 'variable' as const, variable }, span: node.span };
  const definitions = resolution.functions.filter((fn) => fn.name === name);
  if (definitions.length === 0 || !resolution.unresolved.some((each) => each.node === node && each.namesFunction))
    return undefined;
  const [first] = definitions;
  const same = definitions.filter(({ arity }) => arity === first?.arity);
  return { symbol: { kind: 'function' as const, definitions: same }, span: node.span };
}

function namedBy(
  { resolution }: NamedScript,
  text: string,
  node: Name,
  parent: Node | undefined,
): ScriptSymbol | undefined {
  if (parent === undefined) return undefined;
  if (parent.kind === 'export' && parent.alias === node) return { kind: 'export', name: node };
  if (parent.kind === 'import' && parent.alias === node) return { kind: 'module', statement: parent };
  if (parent.kind === 'path' || parent.kind === 'call') {
    const statement = resolution.importOf(node);
    if (statement !== undefined) return { kind: 'module', statement };
  }
  const definitions =
    parent.kind === 'function' && parent.name === node
      ? resolution.functionsOf(text, parent.parameters.length)
      : calledFunctions(resolution, parent);
  return definitions.length === 0 ? undefined : { kind: 'function', definitions };
}

/** `Fn("name")` and `is_def_fn("name", 1)` name a function of the script by its text. */
function mentionedFunction(script: NamedScript, node: Node & { kind: 'string' }, parent: Node | undefined) {
  if (parent?.kind !== 'call' || !mentions(parent) || parent.args[0] !== node) return undefined;
  const all = script.resolution.functions.filter(({ name }) => name === node.value);
  const [first] = all;
  if (first === undefined) return undefined;
  const definitions = all.filter(({ arity }) => arity === first.arity);
  const span = { start: node.span.start + 1, end: node.span.end - 1 };
  return { symbol: { kind: 'function' as const, definitions }, span };
}

function mentions({ name, modules }: CallExpression): boolean {
  return modules.length === 0 && (name.text === 'Fn' || name.text === 'is_def_fn');
}

function variableOccurrences(variable: Variable): readonly Occurrence[] {
  const declared: readonly Occurrence[] =
    variable.declaration === undefined ? [] : [{ span: variable.declaration.span, kind: 'declaration' }];
  const uses = variable.references.map(({ span, access }): Occurrence => {
    return { span, kind: access.kind === 'write' || access.kind === 'part' ? 'write' : 'read' };
  });
  return [...declared, ...uses].sort((a, b) => a.span.start - b.span.start);
}

function moduleOccurrences({ resolution }: NamedScript, statement: ImportStatement): readonly Occurrence[] {
  const declared: readonly Occurrence[] =
    statement.alias === undefined ? [] : [{ span: statement.alias.span, kind: 'declaration' }];
  const uses = resolution.modules.filter((reference) => reference.import === statement);
  return [...declared, ...uses.map(({ name }): Occurrence => ({ span: name.span, kind: 'read' }))];
}

function functionOccurrences(script: NamedScript, definitions: readonly FunctionSymbol[]): readonly Occurrence[] {
  const [first] = definitions;
  if (first === undefined) return [];
  const found: Occurrence[] = [];
  walk(script.parse.root, (node) => {
    if (node.kind === 'function') {
      if (definitions.some(({ definition }) => definition === node))
        found.push({ span: node.name.span, kind: 'declaration' });
    } else if (node.kind === 'call' && mentions(node)) {
      const [argument] = node.args;
      if (argument?.kind === 'string' && argument.value === first.name)
        found.push({
          span: { start: argument.span.start + 1, end: argument.span.end - 1 },
          kind: 'read',
          anyArity: true,
        });
    } else if (
      (node.kind === 'call' || node.kind === 'methodCall') &&
      calledFunctions(script.resolution, node).some((fn) => fn === first)
    ) {
      found.push({ span: node.name.span, kind: 'read' });
    }
    return true;
  });
  for (const { node, namesFunction } of script.resolution.unresolved)
    if (namesFunction && node.name === first.name) found.push({ span: node.span, kind: 'read', anyArity: true });
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** The occurrence at an offset. */
export function occurrenceAt(occurrences: readonly Occurrence[], offset: number): Occurrence | undefined {
  return occurrences.find(({ span }) => touches(span, offset));
}
