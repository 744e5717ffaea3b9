// What a run's worker and the thread that started it tell each other.

import type { RunInput, RunOptions, RunResult } from '#core/sandbox/runner/runScript.ts';
import type { TraceEvent } from '#core/trace/events.ts';

/** What is to be run and how; everything in it can be sent to a worker. */
export interface RunRequest {
  readonly input: RunInput;
  readonly options: Omit<RunOptions, 'onEvent' | 'onProgress' | 'isStopped'>;
}

/** To a worker: a run, and a word of shared memory that is 1 as soon as somebody stops it. */
export interface WorkerRequest extends RunRequest {
  /** Whether anybody wants the events; copying them from thread to thread is half the work of a run with many calls. */
  readonly sendsEvents: boolean;
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** From a worker. Events come in batches, in order, all of them before the end. */
export type WorkerMessage =
  /** The thread can run scripts. */
  | { readonly kind: 'ready' }
  /** A run begins; its time counts from here. */
  | { readonly kind: 'started' }
  | { readonly kind: 'events'; readonly events: readonly TraceEvent[] }
  | { readonly kind: 'end'; readonly result: SentResult }
  /** The run could not be made at all. */
  | { readonly kind: 'refused'; readonly name: string; readonly message: string };

/** A result without what cannot be sent: a fault becomes its text. */
export type SentResult = Omit<RunResult, 'fault'> & {
  readonly fault?: string;
  /** The run left so much for its thread to clear away that ending the thread is the quicker way. */
  readonly usedMuchMemory?: true;
};
