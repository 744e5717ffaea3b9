// Numbers and times the events of a run, shortens their texts and stops at a number of events.

import type { Clock } from '#core/base/ports.ts';
import type { TraceEvent, TraceEventBody } from './events.ts';

/** Longest text of an argument, a result or a message in an event, in UTF-16 units. */
export const MAX_TEXT = 200;

export interface RecorderOptions {
  readonly clock: Clock;
  /** Ids of calls, times and durations as the run's own clock has them: the same for the same inputs. */
  readonly virtualTime: boolean;
  /** 0 for no limit. */
  readonly maxEvents: number;
  /** Receives each event as it happens. */
  readonly sink: (event: TraceEvent) => void;
}

export class TraceRecorder {
  readonly #options: RecorderOptions;
  readonly #startUs: number;
  #seq = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#startUs = options.virtualTime ? 0 : options.clock.monotonicUs();
  }

  /** How many events there were. */
  get count(): number {
    return this.#seq;
  }

  /** Whether the limit is reached: nothing but the end should be recorded now. */
  get full(): boolean {
    return this.#options.maxEvents > 0 && this.#seq >= this.#options.maxEvents;
  }

  /** Microseconds since the run began; with virtual time one for each event. */
  elapsedUs(): number {
    return this.#options.virtualTime ? this.#seq : Math.round(this.#options.clock.monotonicUs() - this.#startUs);
  }

  /** How long something took that began at `startUs` of {@link elapsedUs}. */
  durationUs(startUs: number): number {
    return this.#options.virtualTime ? 0 : this.elapsedUs() - startUs;
  }

  record(body: TraceEventBody): void {
    const atUs = this.elapsedUs();
    // The spread joins each alternative with its place; the compiler cannot see that through the union.
    this.#options.sink({ seq: this.#seq++, atUs, ...body } as TraceEvent);
  }
}

/** A text cut to {@link MAX_TEXT}, never inside a surrogate pair, with the number of units left out. */
export function shortened(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const before = text.charCodeAt(MAX_TEXT - 1);
  const cut = before >= 0xd800 && before <= 0xdbff ? MAX_TEXT - 1 : MAX_TEXT;
  return `${text.slice(0, cut)}... (${text.length - cut} more)`;
}
