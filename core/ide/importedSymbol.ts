// Names that an import brings: what they stand for in the imported script, and where other scripts use what a script offers.

import type { Span } from '#core/base/span.ts';
import {
  type ImportedName,
  type ImportingScript,
  importedName,
  type ModuleScript,
  moduleAt,
  moduleMembers,
} from '#core/rhai/resolve/modules.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import { pathAt, walk } from '#core/rhai/syntax/walk.ts';
import type { Place } from './answers.ts';
import type { ScriptSymbol } from './scriptSymbol.ts';

/** A name of an imported script, or the script itself by its path. */
export interface ImportedSymbol {
  readonly module: ModuleScript;
  readonly symbol: ScriptSymbol | { readonly kind: 'file' };
  /** Where it is named. */
  readonly span: Span;
}

/** All scripts among which names are followed. */
export interface ScriptWorkspace {
  /** Address of the script that is asked about. */
  readonly uri: string;
  /** Those that import something. */
  importers(): Iterable<ModuleScript>;
}

/** What an import brings to the name or path at an offset. */
export function importedSymbolAt(script: ImportingScript, offset: number): ImportedSymbol | undefined {
  if (script.resolution.imports.length === 0) return undefined;
  const path = pathAt(script.parse.root, offset);
  const node = path.at(-1);
  const parent = path.at(-2);
  if (node?.kind === 'string' && parent?.kind === 'import') {
    const target = script.imports?.of(parent);
    return target?.kind === 'module'
      ? { module: target.module, symbol: { kind: 'file' }, span: inside(node) }
      : undefined;
  }
  if (node?.kind !== 'name' || parent === undefined) return undefined;
  if (parent.kind === 'methodCall' && parent.name === node) return symbolOf(importedName(script, parent), node.span);
  if (parent.kind !== 'call' && parent.kind !== 'path') return undefined;
  if (parent.name === node) return symbolOf(importedName(script, parent), node.span);
  const inner = parent.modules.indexOf(node);
  const outer = inner > 0 ? moduleAt(script, parent.modules, inner) : undefined;
  if (outer?.kind !== 'module') return undefined;
  const statement = moduleMembers(outer.module).modules.get(node.text);
  return statement && { module: outer.module, symbol: { kind: 'module', statement }, span: node.span };
}

function symbolOf(found: ImportedName | undefined, span: Span): ImportedSymbol | undefined {
  if (found === undefined) return undefined;
  const { module, functions, exported } = found;
  if (exported === undefined) return { module, symbol: { kind: 'function', definitions: functions }, span };
  const { name, variable } = exported;
  if (variable === undefined || variable.name !== name.text) return { module, symbol: { kind: 'export', name }, span };
  return { module, symbol: { kind: 'variable', variable }, span };
}

/** The text of a string without its quotes. */
function inside({ span }: Node): Span {
  return { start: span.start + 1, end: span.end - 1 };
}

/** Where the names of a symbol begin that importers see. */
export function visibleStarts(script: ImportingScript, symbol: ImportedSymbol['symbol']): ReadonlySet<number> {
  const { exports, modules } = moduleMembers(script);
  switch (symbol.kind) {
    case 'function':
      return new Set(
        symbol.definitions.flatMap(({ definition }) => (definition.private ? [] : [definition.name.span.start])),
      );
    case 'variable':
      return new Set(
        [...exports.values()].flatMap(({ name, variable }) =>
          variable === symbol.variable && name.text === variable.name ? [name.span.start] : [],
        ),
      );
    case 'export':
      return new Set([symbol.name.span.start]);
    case 'module': {
      const { alias } = symbol.statement;
      return new Set(alias !== undefined && modules.get(alias.text) === symbol.statement ? [alias.span.start] : []);
    }
    case 'file':
      return new Set();
  }
}

/** A script as the target of imports. Several can lie in one document. */
export interface Home {
  readonly uri: string;
  /** Given where the script lies inside another file. */
  readonly label?: string;
}

export function homeOf({ uri, label, embedded }: ModuleScript): Home {
  return embedded ? { uri, label } : { uri };
}

/** Where a script names what another offers: names that begin at `starts` there, or the other itself by its path. */
export function importedPlaces(
  importer: ImportingScript,
  home: Home,
  starts: ReadonlySet<number> | 'path',
): readonly Span[] {
  if (importer.resolution.imports.length === 0) return [];
  const isHome = (module: ModuleScript): boolean =>
    module.uri === home.uri &&
    module.embedded === (home.label !== undefined) &&
    (home.label ?? module.label) === module.label;
  const found: Span[] = [];
  walk(importer.parse.root, (node) => {
    if (node.kind === 'import') {
      const target = starts === 'path' && node.path.kind === 'string' ? importer.imports?.of(node) : undefined;
      if (target?.kind === 'module' && isHome(target.module)) found.push(inside(node.path));
      return true;
    }
    if (starts === 'path' || (node.kind !== 'call' && node.kind !== 'path' && node.kind !== 'methodCall')) return true;
    const named = importedName(importer, node);
    if (named !== undefined && isHome(named.module) && namesAny(named, starts)) found.push(node.name.span);
    if (node.kind !== 'methodCall') found.push(...innerModules(importer, node.modules, isHome, starts));
    return true;
  });
  return found;
}

function namesAny({ functions, exported }: ImportedName, starts: ReadonlySet<number>): boolean {
  if (exported !== undefined) return starts.has(exported.name.span.start);
  return functions.some(({ definition }) => starts.has(definition.name.span.start));
}

/** `inner` of `m::inner::f()`. */
function innerModules(
  importer: ImportingScript,
  names: Parameters<typeof moduleAt>[1],
  isHome: (module: ModuleScript) => boolean,
  starts: ReadonlySet<number>,
): readonly Span[] {
  return names.flatMap((name, index) => {
    const outer = index === 0 ? undefined : moduleAt(importer, names, index);
    if (outer?.kind !== 'module' || !isHome(outer.module)) return [];
    const alias = moduleMembers(outer.module).modules.get(name.text)?.alias;
    return alias !== undefined && starts.has(alias.span.start) ? [name.span] : [];
  });
}

/** The uses of a symbol of `home` in all scripts that import it. */
export function usesByImporters(
  home: Home,
  script: ImportingScript,
  symbol: ImportedSymbol['symbol'],
  importers: Iterable<ModuleScript>,
): readonly (Place & { readonly uri: string; readonly importer: ModuleScript })[] {
  const starts = symbol.kind === 'file' ? 'path' : visibleStarts(script, symbol);
  if (starts !== 'path' && starts.size === 0) return [];
  return [...importers].flatMap((importer) =>
    importedPlaces(importer, home, starts).map((span) => ({ uri: importer.uri, span, importer })),
  );
}
