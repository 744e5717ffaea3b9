// Entry of a run's worker thread: runs what it is sent, one script at a time. Bundled to dist/worker.js.

import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { UnknownUserError } from '#core/sandbox/host/virtualHost.ts';
import { runScript } from '#core/sandbox/runner/runScript.ts';
import { EventBatches } from './eventBatches.ts';
import type { WorkerMessage, WorkerRequest } from './runMessages.ts';
import { createSandbox, type SandboxParts, warmUp } from './sandboxRun.ts';

/** What one run may leave behind; an instance of the engine alone takes 18 MiB. */
const MUCH_BYTES = 64 * 1024 * 1024;
/** What runs may leave behind together. */
const TOO_MUCH_BYTES = 192 * 1024 * 1024;

const sandbox = createSandbox(workerData as SandboxParts);
warmUp(sandbox);
const startBytes = heldBytes();
parentPort?.on('message', (request: WorkerRequest) => run(request));
send({ kind: 'ready' });

function run({ input, options, sendsEvents, stop }: WorkerRequest): void {
  const before = heldBytes();
  send({ kind: 'started' });
  const batches = new EventBatches((events) => send({ kind: 'events', events }));
  try {
    const { fault, ...result } = runScript(sandbox, input, {
      ...options,
      onEvent: sendsEvents ? (event) => batches.add(event) : () => undefined,
      onProgress: () => batches.tick(),
      isStopped: () => Atomics.load(stop, 0) === 1,
    });
    batches.flush();
    const after = heldBytes();
    const usedMuchMemory = after - before > MUCH_BYTES || after - startBytes > TOO_MUCH_BYTES;
    send({
      kind: 'end',
      result: {
        ...result,
        ...(fault === undefined ? {} : { fault: faultText(fault) }),
        ...(usedMuchMemory ? { usedMuchMemory } : {}),
      },
    });
  } catch (error) {
    // Anything else is a fault of ours: it ends this thread, and the run is told so from outside.
    if (!(error instanceof UnknownUserError)) throw error;
    send({ kind: 'refused', name: error.name, message: error.message });
  }
}

/** Bytes that this thread holds: its heap and what lies outside of it, the engine's memory included. */
function heldBytes(): number {
  const { total_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

function faultText(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}
