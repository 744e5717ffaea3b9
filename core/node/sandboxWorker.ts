// Entry of a run's worker thread: runs what it is sent, one script at a time. Bundled to dist/worker.js.

import { parentPort, workerData } from 'node:worker_threads';
import { runScript } from '#core/sandbox/runner/runScript.ts';
import { EventBatches } from './eventBatches.ts';
import type { RunRequest, WorkerMessage } from './runMessages.ts';
import { createSandbox, type SandboxParts, warmUp } from './sandboxRun.ts';

const sandbox = createSandbox(workerData as SandboxParts);
warmUp(sandbox);
parentPort?.on('message', (request: RunRequest) => run(request));
send({ kind: 'ready' });

function run({ input, options }: RunRequest): void {
  send({ kind: 'started' });
  const batches = new EventBatches((events) => send({ kind: 'events', events }));
  try {
    const { fault, ...result } = runScript(sandbox, input, {
      ...options,
      onEvent: (event) => batches.add(event),
      onProgress: () => batches.tick(),
    });
    batches.flush();
    send({ kind: 'end', result: fault === undefined ? result : { ...result, fault: faultText(fault) } });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    send({ kind: 'refused', name, message });
  }
}

function faultText(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}
