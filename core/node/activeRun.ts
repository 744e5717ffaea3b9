// One run in a worker thread, from its request to its ending, whichever of the two ends first.

import type { Worker } from 'node:worker_threads';
import { DEFAULT_LIMITS, type LimitReached, limitReached } from '#core/sandbox/runner/limits.ts';
import type { TraceEvent, TraceEventBody } from '#core/trace/events.ts';
import type { RunRequest, SentResult, WorkerMessage, WorkerRequest } from './runMessages.ts';

/** How a run ended. */
export type RunEnding =
  /** The script came to its end or to a limit; the payload says which. */
  | { readonly kind: 'finished'; readonly result: SentResult }
  /** Somebody stopped it; `result` is there where it came to an end of its own before its thread was ended. */
  | { readonly kind: 'stopped'; readonly result?: SentResult }
  /** It could not start; `message` says why, e.g. a user whom the host does not know. */
  | { readonly kind: 'refused'; readonly message: string }
  /** One step took so long that the run could not look at its time limit, or the thread failed: it was ended. */
  | { readonly kind: 'ended'; readonly reached: LimitReached };

export interface RunHandlers {
  /** Events in the order in which they happened; the last one is the `end`, however the run ended. */
  onEvents?(events: readonly TraceEvent[]): void;
}

/** A run that does not look at the time itself is ended this long after its limit. */
const GRACE_MS = 500;

/** A run that is stopped has so long to tell what it has done so far; most need a millisecond. */
const STOP_GRACE_MS = 100;

export class ActiveRun {
  readonly ending: Promise<RunEnding>;
  readonly #handlers: RunHandlers;
  readonly #timeoutMs: number;
  #resolve: (ending: RunEnding) => void = () => undefined;
  readonly #stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #isStopped = false;
  #ended = false;
  #watchdog: NodeJS.Timeout | undefined;
  /** Of the last event that was seen. */
  #last = { seq: -1, atUs: 0 };

  constructor(worker: Worker, request: RunRequest, handlers: RunHandlers) {
    this.#handlers = handlers;
    this.#timeoutMs = request.options.limits?.timeoutMs ?? DEFAULT_LIMITS.timeoutMs;
    this.ending = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    worker.on('message', (message: WorkerMessage) => this.#receive(message));
    worker.on('error', (error) => this.#abandon('engine', crashMessage(error)));
    worker.on('exit', (code) => this.#abandon('engine', `The run's thread ended with code ${code}.`));
    worker.postMessage({ ...request, stop: this.#stop } satisfies WorkerRequest);
  }

  /** Asks the run to end, and ends it when it does not. */
  stop(): void {
    if (this.#ended || this.#isStopped) return;
    Atomics.store(this.#stop, 0, 1);
    this.#isStopped = true;
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.cutOff(), STOP_GRACE_MS);
  }

  /** Ends the run at once, without its result. */
  cutOff(): void {
    if (this.#ended) return;
    this.#tell({ kind: 'end', status: 'ERROR' });
    this.#end({ kind: 'stopped' });
  }

  #receive(message: WorkerMessage): void {
    if (this.#ended) return;
    switch (message.kind) {
      case 'ready':
        return;
      case 'started':
        this.#watch();
        return;
      case 'events':
        this.#last = message.events.at(-1) ?? this.#last;
        this.#handlers.onEvents?.(message.events);
        return;
      case 'end':
        this.#end(
          this.#isStopped ? { kind: 'stopped', result: message.result } : { kind: 'finished', result: message.result },
        );
        return;
      case 'refused':
        this.#end({ kind: 'refused', message: message.message });
    }
  }

  #watch(): void {
    if (this.#timeoutMs === 0 || this.#isStopped) return;
    const overdue = (): void => this.#abandon('time', limitReached('time', this.#timeoutMs).message);
    this.#watchdog = setTimeout(overdue, this.#timeoutMs + GRACE_MS);
  }

  /** Ends the run from outside, with the events that it can no longer send. */
  #abandon(limit: 'time' | 'engine', message: string): void {
    if (this.#ended) return;
    const value = limit === 'time' ? this.#timeoutMs : 0;
    this.#tell({ kind: 'limit', limit, value }, { kind: 'end', status: 'ERROR' });
    this.#end({ kind: 'ended', reached: { limit, value, message } });
  }

  #tell(...bodies: readonly TraceEventBody[]): void {
    const { seq, atUs } = this.#last;
    this.#handlers.onEvents?.(bodies.map((body, index) => ({ seq: seq + 1 + index, atUs, ...body }) as TraceEvent));
  }

  #end(ending: RunEnding): void {
    this.#ended = true;
    clearTimeout(this.#watchdog);
    this.#resolve(ending);
  }
}

function crashMessage(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'The run took more memory than its thread may have.';
  return `The run's thread failed: ${error.message}.`;
}
