// Long work that several requests wait for: done in slices between which the server reads its messages, and ended as soon as
// nobody waits for it any more or a newer text has made it useless.

import { type CancellationToken, Cancelled } from '#core/base/ports.ts';
import type { Steps } from '#core/base/steps.ts';

/** Work goes on for so long before others get their turn; a person does not notice such a wait. */
const SLICE_MS = 6;

/** So many messages are read between two slices. */
const TURNS = 8;

interface Waiter<T> {
  readonly token: CancellationToken;
  resolve(value: T): void;
  reject(error: unknown): void;
}

export class SharedWork<T> {
  readonly #steps: Steps<T>;
  readonly #isUseless: () => boolean;
  readonly #waiting = new Set<Waiter<T>>();
  #isRunning = false;
  #hasEnded = false;

  /** Work that ends with {@link Cancelled} for all who wait once `isUseless` says so. */
  constructor(steps: Steps<T>, isUseless: () => boolean) {
    this.#steps = steps;
    this.#isUseless = isUseless;
  }

  /** Whether the work is over, well or not: then nobody can wait for it any more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The result. Throws {@link Cancelled} when the token asks for it, or when the work has become useless. */
  wait(token: CancellationToken): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add({ token, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      for (;;) {
        // Also before the first slice: what came in together with the request may change or cancel it.
        await othersTurn();
        this.#dismissCancelled();
        if (this.#waiting.size === 0 || this.#isUseless()) throw new Cancelled();
        const result = this.#slice();
        if (result !== undefined) {
          this.#hasEnded = true;
          for (const waiter of this.#waiting) waiter.resolve(result.value);
          return;
        }
      }
    } catch (error) {
      this.#hasEnded = true;
      for (const waiter of this.#waiting) waiter.reject(error);
    }
  }

  #slice(): { readonly value: T } | undefined {
    const until = performance.now() + SLICE_MS;
    do {
      const step = this.#steps.next();
      if (step.done === true) return { value: step.value };
    } while (performance.now() < until);
    return undefined;
  }

  #dismissCancelled(): void {
    for (const waiter of this.#waiting) {
      if (!waiter.token.isCancellationRequested) continue;
      this.#waiting.delete(waiter);
      waiter.reject(new Cancelled());
    }
  }
}

async function othersTurn(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
