// Gathers events so that a worker sends them seldom enough to be cheap and often enough to be seen as they happen.

import type { TraceEvent } from '#core/trace/events.ts';

const MAX_BATCH = 500;
const MAX_WAIT_MS = 50;

export class EventBatches {
  readonly #send: (events: readonly TraceEvent[]) => void;
  #batch: TraceEvent[] = [];
  #lastMs = Date.now();

  constructor(send: (events: readonly TraceEvent[]) => void) {
    this.#send = send;
  }

  add(event: TraceEvent): void {
    this.#batch.push(event);
    if (this.#batch.length >= MAX_BATCH) this.flush();
    else this.tick();
  }

  /** Sends what has waited long enough. The run holds the thread, so no timer could do it. */
  tick(): void {
    if (this.#batch.length > 0 && Date.now() - this.#lastMs >= MAX_WAIT_MS) this.flush();
  }

  flush(): void {
    this.#lastMs = Date.now();
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#send(batch);
  }
}
