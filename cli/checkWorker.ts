// Entry of a thread of the check: checks what it is sent. Bundled to dist/check-worker.js.

import { parentPort } from 'node:worker_threads';
import type { ChunkAnswer } from './checkJobs.ts';
import { type CheckTask, TaskChecker } from './checkTask.ts';

const checker = new TaskChecker();

parentPort?.on('message', (tasks: readonly CheckTask[]) => parentPort?.postMessage(answerTo(tasks)));

function answerTo(tasks: readonly CheckTask[]): ChunkAnswer {
  try {
    return { reports: tasks.map((task) => checker.check(task)) };
  } catch (error) {
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
