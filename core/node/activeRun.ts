// One run in a worker thread, from its request to its ending, whichever of the two ends first.

import { DEFAULT_LIMITS, isWorded, type LimitReached, limitReached } from '#core/sandbox/runner/limits.ts';
import type { LimitEvent, TraceEvent, TraceEventBody } from '#core/trace/events.ts';
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

/** A run that does not look at the time itself is ended this long after its limit; one that met a limit has as long to end. */
const GRACE_MS = 500;

/** A run that is stopped has so long to tell what it has done so far; most need a millisecond. */
const STOP_GRACE_MS = 100;

/** What is used of a worker thread. */
export interface RunThread {
  on(event: 'message', listener: (message: WorkerMessage) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  postMessage(request: WorkerRequest): void;
}

export class ActiveRun {
  readonly ending: Promise<RunEnding>;
  readonly #handlers: RunHandlers;
  readonly #timeoutMs: number;
  #resolve: (ending: RunEnding) => void = () => undefined;
  readonly #stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #isStopped = false;
  #ended = false;
  #watchdog: NodeJS.Timeout | undefined;
  /** The last event that was seen. */
  #last: Pick<TraceEvent, 'seq' | 'atUs'> & { readonly kind?: TraceEvent['kind'] } = { seq: -1, atUs: 0 };
  /** The limit that the run said itself to have met. */
  #met: LimitReached | undefined;

  constructor(worker: RunThread, request: RunRequest, handlers: RunHandlers) {
    this.#handlers = handlers;
    this.#timeoutMs = request.options.limits?.timeoutMs ?? DEFAULT_LIMITS.timeoutMs;
    this.ending = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    worker.on('message', (message) => this.#receive(message));
    worker.on('error', (error) => this.#abandon('engine', crashMessage(error)));
    worker.on('exit', (code) => this.#abandon('engine', `The run's thread ended with code ${code}.`));
    const sendsEvents = handlers.onEvents !== undefined;
    worker.postMessage({ ...request, sendsEvents, stop: this.#stop } satisfies WorkerRequest);
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
    if (this.#last.kind !== 'end') this.#tell({ kind: 'end', status: 'ERROR' });
    this.#end({ kind: 'stopped' });
  }

  #receive(message: WorkerMessage): void {
    if (this.#ended) return;
    switch (message.kind) {
      case 'ready':
        return;
      case 'started':
        if (this.#timeoutMs > 0 && !this.#isStopped) this.#watch(this.#timeoutMs + GRACE_MS);
        return;
      case 'events':
        this.#note(message.events);
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

  #note(events: readonly TraceEvent[]): void {
    this.#last = events.at(-1) ?? this.#last;
    const limit = this.#met === undefined ? events.find((event) => event.kind === 'limit') : undefined;
    if (limit === undefined) return;
    this.#met = metLimit(limit);
    if (!this.#isStopped) this.#watch(GRACE_MS);
  }

  #watch(patienceMs: number): void {
    clearTimeout(this.#watchdog);
    const overdue = (): void => this.#abandon('time', limitReached('time', this.#timeoutMs).message);
    this.#watchdog = setTimeout(overdue, patienceMs);
  }

  /** Ends the run from outside, with the events that it can no longer send. A limit that it met itself stays the reason. */
  #abandon(limit: 'time' | 'engine', message: string): void {
    if (this.#ended) return;
    const value = limit === 'time' ? this.#timeoutMs : 0;
    const reached = this.#met ?? { limit, value, message };
    if (this.#met === undefined) this.#tell({ kind: 'limit', limit, value });
    if (this.#last.kind !== 'end') this.#tell({ kind: 'end', status: 'ERROR' });
    this.#end({ kind: 'ended', reached });
  }

  #tell(body: TraceEventBody): void {
    const { seq, atUs } = this.#last;
    const event = { seq: seq + 1, atUs, ...body } as TraceEvent;
    this.#last = event;
    this.#handlers.onEvents?.([event]);
  }

  #end(ending: RunEnding): void {
    this.#ended = true;
    clearTimeout(this.#watchdog);
    this.#resolve(ending);
  }
}

function metLimit({ limit, value }: LimitEvent): LimitReached {
  if (isWorded(limit)) return limitReached(limit, value);
  return { limit, value, message: `The run met a limit (${limit}) and did not come to its end.` };
}

function crashMessage(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'The run took more memory than its thread may have.';
  return `The run's thread failed: ${error.message}.`;
}
