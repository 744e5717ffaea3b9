// The SDK catalog as the rest of the engine asks it: by name, by receiver, by module, by id. The index is built once.

import data from './data/catalog.json' with { type: 'json' };
import type { Catalog, CatalogConstant, CatalogFunction, CatalogModule, CatalogType, TypeId } from './types.ts';

/** What a name behind `module::` stands for. */
export type ModuleMember =
  | { readonly kind: 'constant'; readonly constant: CatalogConstant }
  | { readonly kind: 'functions'; readonly functions: readonly CatalogFunction[] };

let loaded: SdkCatalog | undefined;

/** The catalog of the Rex version this product models. The first call builds the index. */
export function loadCatalog(): SdkCatalog {
  // The import's inferred type has `string` where the contract has unions; a test validates the file against the schema.
  loaded ??= new SdkCatalog(data as unknown as Catalog);
  return loaded;
}

/** Read-only index over the catalog. Lookups that find nothing give `undefined` or an empty list. */
export class SdkCatalog {
  readonly #ids: ReadonlyMap<string, CatalogFunction>;
  readonly #types: ReadonlyMap<TypeId, CatalogType>;
  readonly #modules: ReadonlyMap<string, CatalogModule>;
  readonly #byName: ReadonlyMap<string, readonly CatalogFunction[]>;
  readonly #byReceiver: ReadonlyMap<TypeId, readonly CatalogFunction[]>;

  constructor(readonly data: Catalog) {
    this.#ids = new Map(data.functions.map((fn) => [fn.id, fn]));
    this.#types = new Map(data.types.map((type) => [type.id, type]));
    this.#modules = new Map(data.modules.map((module) => [module.name, module]));
    const callable = data.functions.filter((fn) => fn.form !== 'getter' && isGlobal(fn));
    this.#byName = groupBy(callable, (fn) => fn.name);
    this.#byReceiver = groupBy(data.functions, (fn) => fn.receiver);
  }

  /** A function by its catalog id, e.g. `cat(string)`. */
  function(id: string): CatalogFunction | undefined {
    return this.#ids.get(id);
  }

  type(id: TypeId): CatalogType | undefined {
    return this.#types.get(id);
  }

  module(name: string): CatalogModule | undefined {
    return this.#modules.get(name);
  }

  /**
   * Every overload that `name(...)` can mean, methods and operators included: Rhai calls a method like a function whose
   * first argument is the receiver. Functions that need their module before them are left out.
   */
  functionsByName(name: string): readonly CatalogFunction[] {
    return this.#byName.get(name) ?? [];
  }

  /** Overloads of a method of a type, or all its methods. */
  methodsOf(type: TypeId, name?: string): readonly CatalogFunction[] {
    return this.#members(type, 'method').filter((fn) => name === undefined || fn.name === name);
  }

  gettersOf(type: TypeId): readonly CatalogFunction[] {
    return this.#members(type, 'getter');
  }

  /** What `module::name` stands for. */
  moduleMember(module: string, name: string): ModuleMember | undefined {
    const entry = this.#modules.get(module);
    const constant = entry?.constants.find((candidate) => candidate.name === name);
    if (constant !== undefined) return { kind: 'constant', constant };
    const functions = this.moduleFunctions(module).filter((fn) => fn.registeredName === name);
    return functions.length === 0 ? undefined : { kind: 'functions', functions };
  }

  /** The functions of a module, those that are also global included. */
  moduleFunctions(module: string): readonly CatalogFunction[] {
    const ids = this.#modules.get(module)?.functions ?? [];
    return ids.flatMap((id) => this.#ids.get(id) ?? []);
  }

  /** Names that a call without a dot or a module can use: commands, makers of options and objects. */
  freeFunctionNames(): readonly string[] {
    return [...this.#byName].filter(([, functions]) => functions.some(isFree)).map(([name]) => name);
  }

  #members(type: TypeId, form: 'method' | 'getter'): readonly CatalogFunction[] {
    return (this.#byReceiver.get(type) ?? []).filter((fn) => fn.form === form);
  }
}

function groupBy(
  functions: readonly CatalogFunction[],
  key: (fn: CatalogFunction) => string | undefined,
): ReadonlyMap<string, readonly CatalogFunction[]> {
  const groups = new Map<string, CatalogFunction[]>();
  for (const fn of functions) {
    const name = key(fn);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [fn]);
    else group.push(fn);
  }
  return groups;
}

function isGlobal(fn: CatalogFunction): boolean {
  return fn.module === undefined || fn.global === true;
}

function isFree(fn: CatalogFunction): boolean {
  return fn.form === 'function' || fn.form === 'constructor';
}
