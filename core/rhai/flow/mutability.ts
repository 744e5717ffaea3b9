// Which variables can change behind the analysis' back: in closures, which share what they capture and may run at any time.

import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { Reference, Resolution, Variable } from '../resolve/symbols.ts';
import type { FunctionDefinition } from '../syntax/ast.ts';
import { walk } from '../syntax/walk.ts';
import { LIBRARY } from '../types/library.ts';

/** Answers by name and reference only, before any value is known. */
export class Mutability {
  readonly #resolution: Resolution;
  readonly #catalog: SdkCatalog;
  readonly #changedByClosure = new Set<Variable>();
  readonly #changed = new Set<Variable>();
  readonly #usesThis = new Map<FunctionDefinition, boolean>();
  /** Whether a function of this name may change what it is called on. */
  readonly #mayChangeBy = new Map<string, boolean>();

  constructor(resolution: Resolution, catalog: SdkCatalog) {
    this.#resolution = resolution;
    this.#catalog = catalog;
    for (const variable of resolution.variables) {
      for (const reference of variable.references) this.#note(variable, reference);
    }
  }

  /** Whether a closure that captures the variable may change it. */
  isChangedByClosure(variable: Variable): boolean {
    return this.#changedByClosure.has(variable);
  }

  /** Whether the variable keeps its first value. */
  isNeverChanged(variable: Variable): boolean {
    return !this.#changed.has(variable);
  }

  /** Whether a function of the script may change the object it is called on. */
  usesThis(definition: FunctionDefinition): boolean {
    const known = this.#usesThis.get(definition);
    if (known !== undefined) return known;
    let found = false;
    walk(definition.body, (node) => {
      if (node.kind === 'this') found = true;
      return !found;
    });
    this.#usesThis.set(definition, found);
    return found;
  }

  #note(variable: Variable, reference: Reference): void {
    if (reference.access.kind === 'read') return;
    if (reference.access.kind === 'use' && !this.#mayChange(reference.access.by)) return;
    this.#changed.add(variable);
    if (reference.owner !== variable.owner) this.#changedByClosure.add(variable);
  }

  #mayChange(name: string): boolean {
    const known = this.#mayChangeBy.get(name) ?? this.#changesByName(name);
    this.#mayChangeBy.set(name, known);
    return known;
  }

  #changesByName(name: string): boolean {
    const own = this.#resolution.functions.filter((symbol) => symbol.name === name);
    if (own.some((symbol) => this.usesThis(symbol.definition))) return true;
    const library = LIBRARY.get(name);
    const sdk = this.#catalog.functionsByName(name);
    if (library?.changes === true || sdk.some((fn) => fn.sets !== undefined)) return true;
    return library === undefined && sdk.length === 0 && own.length === 0;
  }
}
