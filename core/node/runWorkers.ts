// Starts runs in worker threads, keeps a warm one in reserve, and stops a run at any moment by ending its thread.

import { Worker } from 'node:worker_threads';
import { ActiveRun, type RunEnding, type RunHandlers } from './activeRun.ts';
import { workerFile } from './assets.ts';
import type { RunRequest, SentResult } from './runMessages.ts';
import { loadSandboxParts, type SandboxParts } from './sandboxRun.ts';

/** A run under way. */
export interface RunHandle {
  /** Never rejects. */
  readonly ending: Promise<RunEnding>;
  /** Ends the run within a tenth of a second; without effect when it has ended. */
  stop(): void;
}

export interface RunWorkersOptions {
  /** The bundled worker; found by itself when absent. */
  readonly workerFile?: string;
  readonly parts?: SandboxParts;
  /** How many warm workers are kept in reserve; 1 when absent. */
  readonly reserve?: number;
}

/** Bounds of a worker's own heap; the engine's memory does not count towards it. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 1024, stackSizeMb: 8 };

/** Runs scripts in threads of their own. A thread whose run ended by itself serves again, any other is thrown away. */
export class RunWorkers {
  readonly #file: string;
  readonly #parts: SandboxParts;
  readonly #reserve: number;
  readonly #idle: Worker[] = [];
  readonly #active = new Set<ActiveRun>();
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
    const run = new ActiveRun(worker, request, handlers);
    this.#active.add(run);
    void run.ending.then((ending) => {
      this.#active.delete(run);
      this.#release(worker, ending);
    });
    this.#refill();
    return run;
  }

  /** Stops all runs and ends all threads. */
  dispose(): void {
    this.#disposed = true;
    for (const run of this.#active) run.cutOff();
    for (const worker of this.#idle) retire(worker);
    this.#idle.length = 0;
  }

  #take(): Worker {
    const worker = this.#idle.shift() ?? this.#create();
    worker.removeAllListeners();
    worker.ref();
    return worker;
  }

  #release(worker: Worker, ending: RunEnding): void {
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
}

/** Ends a thread; what it still says is of no interest. */
function retire(worker: Worker): void {
  worker.removeAllListeners();
  worker.on('error', () => undefined);
  void worker.terminate();
}

/** After a trap or a fault of our own nothing of the thread is trusted any more, and much memory comes back at once with its end. */
function isSuspect(result: SentResult): boolean {
  const { fault, stopped, usedMuchMemory } = result;
  return fault !== undefined || usedMuchMemory === true || stopped?.limit === 'engine' || stopped?.limit === 'memory';
}
