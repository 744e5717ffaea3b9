// Starts runs in worker threads, keeps a warm one in reserve, and stops a run at any moment by ending its thread.

import { Worker } from 'node:worker_threads';
import { DEFAULT_LIMITS } from '#core/sandbox/runner/limits.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { workerFile } from './assets.ts';
import type { RunRequest, SentResult, WorkerMessage } from './runMessages.ts';
import { loadSandboxParts, type SandboxParts } from './sandboxRun.ts';

/** How a run ended. */
export type RunEnding =
  /** The script came to its end or to a limit; the payload says which. */
  | { readonly kind: 'finished'; readonly result: SentResult }
  /** Somebody stopped it. */
  | { readonly kind: 'stopped' }
  /** It could not start; `message` says why, e.g. a user whom the host does not know. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The thread ended by itself or did not answer; `message` is for people. */
  | { readonly kind: 'crashed'; readonly message: string };

/** A run under way. */
export interface RunHandle {
  /** Never rejects. */
  readonly ending: Promise<RunEnding>;
  /** Ends the run at once; without effect when it has ended. */
  stop(): void;
}

export interface RunHandlers {
  /** Events in the order in which they happened. */
  onEvents?(events: readonly TraceEvent[]): void;
}

export interface RunWorkersOptions {
  /** The bundled worker; found by itself when absent. */
  readonly workerFile?: string;
  readonly parts?: SandboxParts;
  /** How many warm workers are kept in reserve; 1 when absent. */
  readonly reserve?: number;
}

/** A run that does not look at the time itself is ended this long after its limit. */
const GRACE_MS = 2_000;

/** Bounds of a worker's own heap; the engine's memory does not count towards it. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 1024, stackSizeMb: 8 };

/** Runs scripts in threads of their own. A thread whose run ended by itself serves again, any other is thrown away. */
export class RunWorkers {
  readonly #file: string;
  readonly #parts: SandboxParts;
  readonly #reserve: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Set<Worker>();
  #disposed = false;

  constructor(options: RunWorkersOptions = {}) {
    this.#file = options.workerFile ?? workerFile();
    this.#parts = options.parts ?? loadSandboxParts();
    this.#reserve = options.reserve ?? 1;
    this.#refill();
  }

  /** Starts a run at once. */
  start(request: RunRequest, handlers: RunHandlers = {}): RunHandle {
    const worker = this.#take();
    this.#refill();
    let finish: (ending: RunEnding) => void = () => undefined;
    const ending = new Promise<RunEnding>((resolve) => {
      finish = resolve;
    });
    const end = (result: RunEnding): void => {
      clearTimeout(watchdog);
      worker.removeAllListeners();
      this.#release(worker, result);
      finish(result);
    };
    const watchdog = this.#watch(request, () =>
      end({ kind: 'crashed', message: 'The run did not react to its time limit and was ended.' }),
    );
    worker.on('message', (message: WorkerMessage) => receive(message, handlers, end));
    worker.on('error', (error) => end({ kind: 'crashed', message: crashMessage(error) }));
    worker.on('exit', (code) => end({ kind: 'crashed', message: `The run's thread ended with code ${code}.` }));
    worker.postMessage(request);
    return { ending, stop: () => this.#busy.has(worker) && end({ kind: 'stopped' }) };
  }

  /** Ends all threads; runs under way are stopped without an answer. */
  dispose(): void {
    this.#disposed = true;
    for (const worker of [...this.#idle, ...this.#busy]) retire(worker);
    this.#idle.length = 0;
  }

  #take(): Worker {
    const worker = this.#idle.shift() ?? this.#create();
    worker.removeAllListeners();
    worker.ref();
    this.#busy.add(worker);
    return worker;
  }

  #release(worker: Worker, ending: RunEnding): void {
    this.#busy.delete(worker);
    const isClean = (ending.kind === 'finished' && !isSuspect(ending.result)) || ending.kind === 'refused';
    if (isClean && !this.#disposed && this.#idle.length <= this.#reserve) this.#rest(worker);
    else retire(worker);
    this.#refill();
  }

  /** An idle thread does not keep the process alive, and one that dies is forgotten. */
  #rest(worker: Worker): void {
    worker.unref();
    const forget = (): void => {
      const index = this.#idle.indexOf(worker);
      if (index >= 0) this.#idle.splice(index, 1);
    };
    worker.on('error', forget);
    worker.on('exit', forget);
    this.#idle.push(worker);
  }

  #refill(): void {
    while (!this.#disposed && this.#idle.length < this.#reserve) this.#rest(this.#create());
  }

  #create(): Worker {
    return new Worker(this.#file, { workerData: this.#parts, resourceLimits: RESOURCE_LIMITS, env: {}, stdin: false });
  }

  #watch(request: RunRequest, onTimeout: () => void): NodeJS.Timeout | undefined {
    const timeoutMs = request.options.limits?.timeoutMs ?? DEFAULT_LIMITS.timeoutMs;
    return timeoutMs > 0 ? setTimeout(onTimeout, timeoutMs + GRACE_MS) : undefined;
  }
}

/** Ends a thread; what it still says is of no interest. */
function retire(worker: Worker): void {
  worker.removeAllListeners();
  worker.on('error', () => undefined);
  void worker.terminate();
}

function receive(message: WorkerMessage, handlers: RunHandlers, end: (ending: RunEnding) => void): void {
  switch (message.kind) {
    case 'ready':
      return;
    case 'events':
      handlers.onEvents?.(message.events);
      return;
    case 'end':
      end({ kind: 'finished', result: message.result });
      return;
    case 'refused':
      end({ kind: 'refused', message: message.message });
  }
}

/** After a trap or a fault of our own, nothing of the thread is trusted any more. */
function isSuspect(result: SentResult): boolean {
  return result.fault !== undefined || result.stopped?.limit === 'engine';
}

function crashMessage(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'The run took more memory than its thread may have.';
  return `The run's thread failed: ${error.message}`;
}
