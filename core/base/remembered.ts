// The newest results of an expensive computation, by its text.

/** Keeps the `limit` results that were asked for last. */
export class Remembered<Result> {
  readonly #limit: number;
  readonly #results = new Map<string, Result>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The result for `key`, computed where it is not known. */
  get(key: string, compute: () => Result): Result {
    const known = this.#results.get(key);
    // As long as nothing has to go soon, it does not matter which result is the oldest.
    if (known !== undefined && this.#results.size * 2 <= this.#limit) return known;
    const result = known ?? compute();
    // A map keeps the order of insertion: asking moves an entry to the end, and the first is the oldest.
    this.#results.delete(key);
    this.#results.set(key, result);
    for (const oldest of this.#results.keys()) {
      if (this.#results.size <= this.#limit) break;
      this.#results.delete(oldest);
    }
    return result;
  }
}
