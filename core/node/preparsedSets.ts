// Policy sets that the engine keeps parsed, under names that are used again, so that what it holds stays bounded.

import type { CedarBindings, CedarRuntime } from './cedarRuntime.ts';

/** Policy texts by id. */
export type PolicyTexts = Readonly<Record<string, string>>;

/** The engine keeps at most this many policies parsed, the sets asked last. */
const PARSED_POLICIES = 4096;

interface Entry {
  readonly name: string;
  readonly size: number;
}

/** The sets the engine holds, least recently used first. */
export class PreparsedSets {
  readonly #runtime: CedarRuntime;
  readonly #entries = new Map<string, Entry>();
  readonly #freeNames: string[] = [];
  #generation: number;
  #total = 0;
  #named = 0;

  constructor(runtime: CedarRuntime) {
    this.#runtime = runtime;
    this.#generation = runtime.generation;
  }

  /** Name under which the engine holds the set `key`; `texts` is asked for only when it does not yet. */
  nameOf(key: string, texts: () => PolicyTexts): string {
    if (this.#generation !== this.#runtime.generation) this.#forgetAll();
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.name;
    }
    const policies = texts();
    const size = Object.keys(policies).length;
    this.#makeRoom(size);
    const name = this.#freeNames.pop() ?? `set${this.#named++}`;
    this.#runtime.call((bindings) => parse(bindings, name, policies));
    this.#entries.set(key, { name, size });
    this.#total += size;
    return name;
  }

  #makeRoom(size: number): void {
    for (const [key, entry] of this.#entries) {
      if (this.#total + size <= PARSED_POLICIES) return;
      // The engine has no call to drop a set; an empty one in its place frees the policies.
      this.#runtime.call((bindings) => parse(bindings, entry.name, {}));
      this.#entries.delete(key);
      this.#freeNames.push(entry.name);
      this.#total -= entry.size;
    }
  }

  #forgetAll(): void {
    this.#entries.clear();
    this.#freeNames.length = 0;
    this.#total = 0;
    this.#named = 0;
    this.#generation = this.#runtime.generation;
  }
}

function parse(bindings: CedarBindings, name: string, policies: PolicyTexts): void {
  const answer = bindings.preparsePolicySet(name, { staticPolicies: policies });
  if (answer.type === 'failure')
    throw new Error(`the policy engine refused a policy it had accepted: ${answer.errors[0]?.message}`);
}
