// Rename in scripts. The renamed text is resolved again and must bind every name as before, or the rename is refused.

import type { Span } from '#core/base/span.ts';
import { type ModuleScript, moduleMembers } from '#core/rhai/resolve/modules.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import type { FunctionSymbol } from '#core/rhai/resolve/symbols.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { KEYWORD_KINDS, RESERVED_WORDS } from '#core/rhai/syntax/tokens.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { EditOrRefusal, RenameStart, TextChange } from './answers.ts';
import { homeOf, importedSymbolAt, type ScriptWorkspace, usesByImporters } from './importedSymbol.ts';
import { calledFunctions, type NamedScript, occurrencesOf, type ScriptSymbol, symbolAt } from './scriptSymbol.ts';

/** The name that a rename at an offset would change, or why it cannot be. */
export function prepareRename(
  script: NamedScript,
  offset: number,
  workspace?: ScriptWorkspace,
): RenameStart | undefined {
  const found = renamedAt(script, offset);
  if (found === undefined) return undefined;
  const reason = 'reason' in found ? found.reason : unrenamable(found.home, found.symbol, workspace);
  if (reason !== undefined) return { kind: 'refused', reason };
  return { kind: 'name', span: found.span, text: script.parse.text.slice(found.span.start, found.span.end) };
}

/** The changes that give the name at an offset another text, here and in all scripts that import it. */
export function rename(
  script: NamedScript,
  offset: number,
  newName: string,
  workspace?: ScriptWorkspace,
): EditOrRefusal {
  const found = renamedAt(script, offset);
  if (found === undefined) return refused('There is no name of this script here.');
  if ('reason' in found) return refused(found.reason);
  const { home, symbol, module } = found;
  const reason = unrenamable(home, symbol, workspace) ?? invalidName(newName);
  if (reason !== undefined) return refused(reason);
  const changes = changesOf(home, symbol, newName, workspace);
  const clash = clashOf(home, changes, newName);
  if (clash !== undefined) return refused(clash);
  const own = { ...(module === undefined ? {} : { uri: module.uri }), changes };
  if (workspace === undefined) return { kind: 'edit', documents: [own] };
  const address = module === undefined ? { uri: workspace.uri } : homeOf(module);
  const uses = usesByImporters(address, home, symbol, workspace.importers());
  const taken =
    symbol.kind === 'function' && uses.find((use) => hidesMethod(use.importer, symbol.definitions, newName));
  if (taken) return refused(`${newName} already means something else in ${taken.importer.label}.`);
  if (uses.some(({ importer }) => importer.embedded)) return refused('A script inside of a host file uses this name.');
  return { kind: 'edit', documents: merged([{ uri: address.uri, changes }, ...uses.map(changeOf(newName))]) };
}

function changeOf(newText: string): (use: { readonly uri: string; readonly span: Span }) => UriChange {
  return ({ uri, span }) => ({ uri, changes: [{ span, newText }] });
}

interface UriChange {
  readonly uri: string;
  readonly changes: readonly TextChange[];
}

/** One entry for each document, and each place once. */
function merged(all: readonly UriChange[]): readonly UriChange[] {
  const byUri = new Map<string, Map<number, TextChange>>();
  for (const { uri, changes } of all) {
    const known = byUri.get(uri) ?? new Map<number, TextChange>();
    byUri.set(uri, known);
    for (const change of changes) if (!known.has(change.span.start)) known.set(change.span.start, change);
  }
  return [...byUri].map(([uri, changes]) => ({ uri, changes: [...changes.values()] }));
}

/** Functions of a type are called without the name of their module: an own function of the new name would be meant. */
function hidesMethod(importer: NamedScript, definitions: readonly FunctionSymbol[], newName: string): boolean {
  return definitions.some(
    ({ definition, arity }) =>
      definition.thisType !== undefined && importer.resolution.functionsOf(newName, arity).length > 0,
  );
}

interface Renamed {
  readonly home: NamedScript;
  /** Where the name is declared, unless that is the script itself. */
  readonly module: ModuleScript | undefined;
  readonly symbol: ScriptSymbol;
  readonly span: Span;
}

function renamedAt(
  script: NamedScript,
  offset: number,
): Renamed | { readonly span: Span; readonly reason: string } | undefined {
  const imported = importedSymbolAt(script, offset);
  if (imported === undefined) {
    const found = symbolAt(script, offset);
    return found && { home: script, module: undefined, ...found };
  }
  const { module, symbol, span } = imported;
  if (symbol.kind === 'file')
    return { span, reason: `This is the path of ${module.label}. Rename the file, and the imports follow.` };
  if (module.embedded) return { span, reason: `${module.label} lies inside of the host file; change it there.` };
  return { home: module, module, symbol, span };
}

function unrenamable(
  script: NamedScript,
  symbol: ScriptSymbol,
  workspace: ScriptWorkspace | undefined,
): string | undefined {
  if (symbol.kind === 'variable') {
    const { name, kind, declaration } = symbol.variable;
    if (kind === 'argument') return `${name} is a script argument; its name comes from those who run the script.`;
    const exported = script.parse.root.statements.some(
      (node) => (node.kind === 'let' || node.kind === 'const') && node.exported && node.name === declaration,
    );
    return exported && workspace === undefined
      ? `${name} is exported; scripts that import it use this name.`
      : undefined;
  }
  if (symbol.kind !== 'function') return undefined;
  const [first] = symbol.definitions;
  const others = script.resolution.functions.some(({ name, arity }) => name === first?.name && arity !== first.arity);
  if (others && occurrencesOf(script, symbol).some(({ anyArity }) => anyArity === true))
    return `${first?.name} is named without its parameters somewhere, and several functions have this name.`;
  return undefined;
}

function invalidName(name: string): string | undefined {
  if (!/^_*[A-Za-z]\w*$/.test(name)) return `${name === '' ? 'Nothing' : name} is not a name that Rhai accepts.`;
  if (KEYWORD_KINDS.has(name)) return `${name} is a keyword of Rhai.`;
  return RESERVED_WORDS.has(name) ? `${name} is a reserved word of Rhai.` : undefined;
}

function changesOf(
  script: NamedScript,
  symbol: ScriptSymbol,
  newName: string,
  workspace: ScriptWorkspace | undefined,
): readonly TextChange[] {
  const exports = new Set(
    script.resolution.exports.filter(({ alias }) => alias === undefined).map(({ name }) => name.span),
  );
  return occurrencesOf(script, symbol).map(({ span }) => {
    const old = script.parse.text.slice(span.start, span.end);
    // Importers that are not known go on using the old name.
    return { span, newText: workspace === undefined && exports.has(span) ? `${newName} as ${old}` : newName };
  });
}

/** Why the changed text would mean something else; undefined where it means the same. */
function clashOf(script: NamedScript, changes: readonly TextChange[], newName: string): string | undefined {
  const text = applyChanges(script.parse.text, changes);
  const parsed = parse(text);
  const after = { parse: parsed, resolution: resolve(parsed.root) };
  if (parsed.errors.length > script.parse.errors.length) return `${newName} is already defined where it would be.`;
  const before = bindingsOf(script, (offset) => shifted(offset, changes));
  const now = bindingsOf(after, (offset) => offset);
  for (const [place, binding] of before)
    if (now.get(place) !== binding) return `${newName} already means something else where the name is used.`;
  if (now.size !== before.size) return `${newName} already means something else in this script.`;
  return offered(after) < offered(script) ? `${newName} is already something that importers see.` : undefined;
}

/** How many names importers see: fewer where two have become one. */
function offered(script: NamedScript): number {
  const { exports, modules } = moduleMembers(script);
  return exports.size + modules.size;
}

/** What each name in the text is bound to, by the place of its declaration. */
function bindingsOf(script: NamedScript, move: (offset: number) => number): ReadonlyMap<number, string> {
  const bindings = new Map<number, string>();
  const { resolution } = script;
  walk(script.parse.root, (node: Node) => {
    if (node.kind === 'identifier' || node.kind === 'name') {
      const variable = resolution.variableOf(node);
      const declared = variable?.declaration?.span.start;
      if (declared !== undefined) bindings.set(move(node.span.start), `variable ${move(declared)}`);
      else if (variable !== undefined) bindings.set(move(node.span.start), `argument ${variable.name}`);
    }
    const functions = calledFunctions(resolution, node);
    if (functions.length > 0 && (node.kind === 'call' || node.kind === 'methodCall')) {
      const places = functions.map(({ definition }) => move(definition.name.span.start));
      bindings.set(move(node.name.span.start), `function ${places.join(' ')}`);
    }
    return true;
  });
  for (const { node, namesFunction } of resolution.unresolved)
    if (namesFunction) bindings.set(move(node.span.start), 'function');
  for (const { name, import: origin } of resolution.modules)
    if (origin !== undefined) bindings.set(move(name.span.start), `module ${move(origin.span.start)}`);
  return bindings;
}

function applyChanges(text: string, changes: readonly TextChange[]): string {
  let out = '';
  let at = 0;
  for (const { span, newText } of [...changes].sort((a, b) => a.span.start - b.span.start)) {
    out += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return out + text.slice(at);
}

function shifted(offset: number, changes: readonly TextChange[]): number {
  let by = 0;
  for (const { span, newText } of changes) if (isBefore(span, offset)) by += newText.length - (span.end - span.start);
  return offset + by;
}

function isBefore(span: Span, offset: number): boolean {
  return span.end <= offset;
}

function refused(reason: string): EditOrRefusal {
  return { kind: 'refused', reason };
}
