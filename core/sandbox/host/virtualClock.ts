// The clock of a run: it moves only when the run does something, so that a run can be repeated.

import type { Clock } from '#core/base/ports.ts';

const NS_PER_MS = 1_000_000n;

/** Dates have no year after 9999 in the runner's texts; nobody waits so long. */
const END_NS = 253_402_300_799_000n * NS_PER_MS;

/** The run waits beyond the end of all dates; scripts cannot catch it. */
export class EndOfTimeError extends Error {
  constructor() {
    super('Stopped: the script waits beyond the year 9999.');
    this.name = 'EndOfTimeError';
  }
}

/** Every look at the time takes this long, so that two events never happen at the same time. */
const TICK_NS = 1_000n;

export class VirtualClock implements Clock {
  readonly #startNs: bigint;
  #nowNs: bigint;

  /** @param startMs milliseconds since the Unix epoch at which the run begins */
  constructor(startMs: number) {
    this.#startNs = BigInt(Math.trunc(startMs)) * NS_PER_MS;
    this.#nowNs = this.#startNs;
  }

  /** Nanoseconds since the Unix epoch. */
  nowNs(): bigint {
    this.#nowNs += TICK_NS;
    return this.#nowNs;
  }

  now(): number {
    return Number(this.nowNs() / NS_PER_MS);
  }

  monotonicUs(): number {
    return Number((this.nowNs() - this.#startNs) / 1_000n);
  }

  /** Lets time pass, as `sleep` does. Throws {@link EndOfTimeError}; the clock then stands as before. */
  advance(milliseconds: number): void {
    const passing = milliseconds * 1e6;
    if (!(passing < Number(END_NS))) throw new EndOfTimeError();
    const then = this.#nowNs + BigInt(Math.round(passing));
    if (then > END_NS) throw new EndOfTimeError();
    this.#nowNs = then;
  }
}
