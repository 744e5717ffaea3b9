// What names stand for: variables with their references, functions, modules, and the scopes that hold them.

import type { Span } from '#core/base/span.ts';
import type {
  Closure,
  ExportStatement,
  Expression,
  FunctionDefinition,
  Identifier,
  ImportStatement,
  Name,
  Script,
} from '../syntax/ast.ts';

export type VariableKind = 'let' | 'const' | 'parameter' | 'loop' | 'counter' | 'catch' | 'argument';

/** The code a variable belongs to or a reference stands in: what one call frame of the engine runs. */
export type Owner = Script | FunctionDefinition | Closure;

/** How a reference uses its variable. */
export type Access =
  | { readonly kind: 'read' }
  /** The variable itself gets a value. */
  | { readonly kind: 'write' }
  /** An item or property of it gets a value. */
  | { readonly kind: 'part' }
  /** It is the receiver of a method or the first argument of a function, which may change it in place. */
  | { readonly kind: 'use'; readonly by: string };

export interface Reference {
  readonly node: Identifier | Name;
  readonly span: Span;
  readonly access: Access;
  readonly owner: Owner;
}

export interface Variable {
  readonly name: string;
  readonly kind: VariableKind;
  /** Where it is declared; undefined for script arguments. */
  readonly declaration: Name | undefined;
  readonly initializer: Expression | undefined;
  readonly owner: Owner;
  readonly references: readonly Reference[];
}

export interface FunctionSymbol {
  readonly name: string;
  readonly arity: number;
  readonly definition: FunctionDefinition;
}

export interface Scope {
  readonly kind: 'script' | 'function' | 'closure' | 'block';
  readonly span: Span;
  readonly parent: Scope | undefined;
  readonly variables: readonly Variable[];
  /** Modules that are imported under a name here, in the order of the text. */
  readonly imports: readonly ImportStatement[];
  readonly children: readonly Scope[];
}

/** A place that names a module: `m` of `m::f()`, with the import in whose scope it stands. */
export interface ModuleReference {
  readonly name: Name;
  readonly import: ImportStatement | undefined;
}

/** A name that no declaration covers; at the top level it can be a script argument, in a function it cannot. */
export interface UnresolvedName {
  readonly node: Identifier;
  readonly owner: Owner;
  /** Whether a function of this name stands before it, which the engine accepts as a value. */
  readonly namesFunction: boolean;
}

export interface Resolution {
  readonly root: Scope;
  /** Declared variables, then script arguments. */
  readonly variables: readonly Variable[];
  readonly functions: readonly FunctionSymbol[];
  readonly modules: readonly ModuleReference[];
  readonly imports: readonly ImportStatement[];
  readonly exports: readonly ExportStatement[];
  readonly unresolved: readonly UnresolvedName[];
  /** The variable that an identifier or a declared name stands for. */
  variableOf(node: Identifier | Name): Variable | undefined;
  /** The import that the name of a module stands for. */
  importOf(name: Name): ImportStatement | undefined;
  /** Functions of the script by name and number of parameters, `this` not counted. */
  functionsOf(name: string, arity: number): readonly FunctionSymbol[];
}
