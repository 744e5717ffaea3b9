// Random numbers that a seed fixes, so that a run can be repeated.

/** A generator with a 32 bit state (mulberry32): quick, even enough for a sandbox, not for secrets. */
export class SeededRandom {
  #state: number;

  /** @param seed any number; its 32 lowest bits count */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A version 4 UUID. */
  uuid(): string {
    return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) => {
      const digit = Math.floor(this.next() * 16);
      return (place === 'y' ? (digit & 3) | 8 : digit).toString(16);
    });
  }
}
