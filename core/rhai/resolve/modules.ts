// Imported scripts: where an import leads, what a module offers, and what a name with `::` stands for.
// How paths are read and what is visible was tried out with the runner.

import type { Span } from '#core/base/span.ts';
import type {
  CallExpression,
  ImportStatement,
  MethodCall,
  Name,
  PathExpression,
  Script,
  Statement,
} from '../syntax/ast.ts';
import type { ParseResult } from '../syntax/parser.ts';
import type { FunctionSymbol, Resolution, Variable } from './symbols.ts';

/** A script whose imports can be followed where `imports` is there. */
export interface ImportingScript {
  readonly parse: ParseResult;
  readonly resolution: Resolution;
  readonly imports?: Imports;
}

/** Follows the imports of one script, over files that stay as they are while it is in use. */
export interface Imports {
  of(statement: ImportStatement): ImportTarget;
}

/** A script of the workspace or of the host. */
export interface ModuleScript extends ImportingScript {
  /** Address of the document that holds its text. */
  readonly uri: string;
  /** Its path, as people read it. */
  readonly label: string;
  /** Whether the text lies inside another file, so that its names cannot be changed in place. */
  readonly embedded: boolean;
  /** Where a stretch of the script lies in its document. */
  placeOf(span: Span): Span;
}

/** Where an import leads. */
export type ImportTarget =
  | {
      readonly kind: 'module';
      readonly module: ModuleScript;
      /** Whether a run surely loads this very text, unless the script changes it first. */
      readonly certain: boolean;
      /** What a run would do otherwise. */
      readonly missingInRun?: string;
    }
  /** No such file; `certain` where a run surely finds none either, unless the script makes it first. */
  | { readonly kind: 'missing'; readonly reason: string; readonly certain: boolean }
  /** The path is computed, or the files are not known. */
  | { readonly kind: 'unknown' };

/** The path of an import that is written out; undefined where it is computed. */
export function importPath({ path }: ImportStatement): string | undefined {
  let inner = path;
  while (inner.kind === 'paren') inner = inner.inner;
  return inner.kind === 'string' ? inner.value : undefined;
}

/**
 * The file that the engine opens for an import: absolute, or relative to the working directory. In a module, relative
 * paths begin at the folder of the path by which that module was itself imported. The extension is always `.rhai`.
 */
export function moduleFile(path: string, importedAs: string | undefined): string {
  const folder = /^.*\/(?=[^/]+\/*$)/.exec(importedAs ?? '')?.[0] ?? '';
  return withExtension(normalized(path.startsWith('/') ? path : `${folder}${path}`));
}

function withExtension(path: string): string {
  const start = path.lastIndexOf('/') + 1;
  const name = path.slice(start);
  if (name === '' || name === '..') return path;
  const dot = name.lastIndexOf('.');
  return `${path.slice(0, start)}${dot > 0 ? name.slice(0, dot) : name}.rhai`;
}

/** Without `.` and empty parts; `..` takes the part before it away where there is one. */
function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    const last = parts.at(-1);
    if (part !== '..' || (last === undefined && !path.startsWith('/')) || last === '..') parts.push(part);
    else parts.pop();
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** A name that importers see. */
export interface ExportedName {
  readonly name: Name;
  /** Undefined where the script exports what it does not declare. */
  readonly variable: Variable | undefined;
}

/** What a script offers to those who import it. */
export interface ModuleMembers {
  /** Called as `m::f()`; private functions and those of a type are not among them. */
  readonly functions: readonly FunctionSymbol[];
  /** Functions of a type, which importers call as methods without the name of the module. */
  readonly methods: readonly FunctionSymbol[];
  readonly exports: ReadonlyMap<string, ExportedName>;
  /** Its own imports at the top level, which importers reach as `m::inner::f()`. */
  readonly modules: ReadonlyMap<string, ImportStatement>;
}

const KNOWN = new WeakMap<Script, ModuleMembers>();

/** What a script offers to those who import it. */
export function moduleMembers(script: ImportingScript): ModuleMembers {
  const { root } = script.parse;
  const known = KNOWN.get(root);
  if (known !== undefined) return known;
  const visible = script.resolution.functions.filter(({ name, definition }) => name !== '' && !definition.private);
  const members = {
    functions: visible.filter(({ definition }) => definition.thisType === undefined),
    methods: visible.filter(({ definition }) => definition.thisType !== undefined),
    exports: new Map(root.statements.flatMap((statement) => exportOf(script.resolution, statement))),
    modules: new Map(
      root.statements.flatMap((statement) =>
        statement.kind === 'import' && statement.alias !== undefined ? [[statement.alias.text, statement]] : [],
      ),
    ),
  };
  KNOWN.set(root, members);
  return members;
}

function exportOf(resolution: Resolution, statement: Statement): readonly (readonly [string, ExportedName])[] {
  if ((statement.kind === 'let' || statement.kind === 'const') && statement.exported)
    return [[statement.name.text, { name: statement.name, variable: resolution.variableOf(statement.name) }]];
  if (statement.kind !== 'export') return [];
  const name = statement.alias ?? statement.name;
  return [[name.text, { name, variable: resolution.variableOf(statement.name) }]];
}

/** Where `a::b::` leads, as far as its first `count` names; undefined where the first is no import of the script. */
export function moduleAt(
  script: ImportingScript,
  names: readonly Name[],
  count = names.length,
): ImportTarget | undefined {
  const [first, ...inner] = names.slice(0, count);
  const statement = first === undefined ? undefined : script.resolution.importOf(first);
  if (statement === undefined) return undefined;
  return moduleWithin(
    script,
    statement,
    inner.map(({ text }) => text),
  );
}

/** Where an import leads, and from there the names of imports one within the other. */
export function moduleWithin(
  script: ImportingScript,
  statement: ImportStatement,
  inner: readonly string[],
): ImportTarget {
  let target = script.imports?.of(statement) ?? UNKNOWN;
  for (const name of inner) {
    if (target.kind !== 'module') return target;
    const next = moduleMembers(target.module).modules.get(name);
    if (next === undefined) return { kind: 'missing', reason: `it imports no ${name}`, certain: target.certain };
    target = target.module.imports?.of(next) ?? UNKNOWN;
  }
  return target;
}

const UNKNOWN: ImportTarget = { kind: 'unknown' };

/** What a name of a module stands for. */
export interface ImportedName {
  readonly module: ModuleScript;
  readonly functions: readonly FunctionSymbol[];
  readonly exported: ExportedName | undefined;
}

/** What `m::f()`, `m::NAME` or a method of a module stands for; undefined where it is nothing that an import brings. */
export function importedName(
  script: ImportingScript,
  node: CallExpression | PathExpression | MethodCall,
): ImportedName | undefined {
  if (node.kind === 'methodCall') return importedMethod(script, node);
  const target = node.modules.length === 0 ? undefined : moduleAt(script, node.modules);
  if (target?.kind !== 'module') return undefined;
  const { module } = target;
  const members = moduleMembers(module);
  if (node.kind === 'path') {
    const exported = members.exports.get(node.name.text);
    return exported && { module, functions: [], exported };
  }
  const named = members.functions.filter(({ name }) => name === node.name.text);
  const functions = named.filter(({ arity }) => arity === node.args.length);
  return functions.length === 0 ? undefined : { module, functions, exported: undefined };
}

function importedMethod(script: ImportingScript, node: MethodCall): ImportedName | undefined {
  if (script.resolution.functionsOf(node.name.text, node.args.length).length > 0) return undefined;
  for (const module of importedModules(script)) {
    const functions = moduleMembers(module).methods.filter(
      ({ name, arity }) => name === node.name.text && arity === node.args.length,
    );
    if (functions.length > 0) return { module, functions, exported: undefined };
  }
  return undefined;
}

/** All modules that a script imports, directly or through another; each once, also where they import each other. */
export function importedModules(script: ImportingScript): readonly ModuleScript[] {
  if (script.imports === undefined || script.resolution.imports.length === 0) return [];
  const known = FOLLOWED.get(script.imports);
  if (known !== undefined) return known;
  const found = new Map<string, ModuleScript>();
  const follow = (from: ImportingScript): void => {
    for (const statement of from.resolution.imports) {
      const target = from.imports?.of(statement);
      if (target?.kind !== 'module' || found.has(target.module.label)) continue;
      found.set(target.module.label, target.module);
      follow(target.module);
    }
  };
  follow(script);
  const modules = [...found.values()];
  FOLLOWED.set(script.imports, modules);
  return modules;
}

/** Each method call of a script asks for all modules. */
const FOLLOWED = new WeakMap<Imports, readonly ModuleScript[]>();

/** Whether everything that a script imports, directly or through another, is known. */
export function knowsAllImports(script: ImportingScript): boolean {
  return [script, ...importedModules(script)].every(({ resolution, imports }) =>
    resolution.imports.every((statement) => imports?.of(statement).kind === 'module'),
  );
}
