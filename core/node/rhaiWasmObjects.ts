// SDK objects that the engine holds by number: the host keeps each one for as long as the engine has a reference to it.

import type { RhaiValue, SdkObject } from '#core/base/value.ts';

type ForeignValue = Extract<RhaiValue, { readonly kind: 'other' }>;

interface Entry {
  readonly object: SdkObject;
  references: number;
}

/** The objects of one engine instance. */
export class RhaiWasmObjects {
  readonly #types: ReadonlyMap<string, number>;
  readonly #entries: (Entry | undefined)[] = [];
  readonly #ids = new Map<SdkObject, number>();
  readonly #free: number[] = [];
  readonly #released: number[] = [];
  readonly #foreign = new WeakMap<RhaiValue, number>();

  /** `constants` get the first numbers, in order, with one reference each. */
  constructor(types: ReadonlyMap<string, number>, constants: readonly SdkObject[]) {
    this.#types = types;
    for (const object of constants) this.lend(object);
  }

  /** Number of a type in the registration table. */
  typeIndex(type: string): number {
    const index = this.#types.get(type);
    if (index === undefined) throw new Error(`${type} is no type of the catalog`);
    return index;
  }

  /** Gives the engine one reference to an object. */
  lend(object: SdkObject): number {
    const known = this.#ids.get(object);
    if (known !== undefined) {
      const entry = this.#entries[known];
      if (entry !== undefined) entry.references++;
      return known;
    }
    const id = this.#free.pop() ?? this.#entries.length;
    this.#entries[id] = { object, references: 1 };
    this.#ids.set(object, id);
    return id;
  }

  /** Takes one reference back, at the next {@link sweep}: a result that is still to be read may name the object. */
  release(id: number): void {
    this.#released.push(id);
  }

  /** Forgets what was released, when nothing is left to be read. */
  sweep(): void {
    for (const id of this.#released) this.#forget(id);
    this.#released.length = 0;
  }

  #forget(id: number): void {
    const entry = this.#entries[id];
    if (entry === undefined || --entry.references > 0) return;
    this.#entries[id] = undefined;
    this.#ids.delete(entry.object);
    this.#free.push(id);
  }

  get(id: number): SdkObject {
    const entry = this.#entries[id];
    if (entry === undefined) throw new Error(`object ${id} is no longer held`);
    return entry.object;
  }

  /** Remembers under which number the engine lent a value that only it understands. */
  foreign(id: number, value: ForeignValue): RhaiValue {
    this.#foreign.set(value, id);
    return value;
  }

  /** The number of a lent value; one that the engine never gave out has none. */
  foreignId(value: RhaiValue): number {
    const id = this.#foreign.get(value);
    if (id === undefined) throw new Error('the value does not come from this engine');
    return id;
  }
}
