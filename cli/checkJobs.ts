// Does the tasks of a check: those the cache knows at once, the others here or in worker threads, reports in the order of the tasks.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CheckCache } from './checkCache.ts';
import { type CheckTask, TaskChecker } from './checkTask.ts';
import type { FileReport } from './output/report.ts';

/** Tasks that stand together share policies, and each thread prepares those it needs: neighbours go to one thread. */
const CHUNK = 8;

/** What a thread is sent, and what it answers; a fault comes as its stack. */
export type ChunkAnswer = { readonly reports: readonly FileReport[] } | { readonly fault: string };

/** How the work is done. */
export interface Jobs {
  /** Threads at most; 1 means this one. */
  readonly jobs: number;
  readonly cache?: CheckCache | undefined;
}

/** The reports, in the order of the tasks, whatever the number of jobs. */
export async function runTasks(tasks: readonly CheckTask[], { jobs, cache }: Jobs): Promise<readonly FileReport[]> {
  const keys = new Map(cache === undefined ? [] : tasks.map((task) => [task, cache.key(task)]));
  const reports = new Map<CheckTask, FileReport>();
  for (const [task, key] of keys) {
    const hit = cache?.get(key);
    if (hit !== undefined) reports.set(task, hit);
  }
  const missing = tasks.filter((task) => !reports.has(task));
  const chunks = chunksOf(missing);
  const threads = Math.min(jobs, chunks.length);
  const fresh = (threads > 1 ? await inThreads(chunks, threads) : checkHere(chunks)).flat();
  missing.forEach((task, index) => {
    const report = fresh[index];
    if (report === undefined) return;
    reports.set(task, report);
    const key = keys.get(task);
    if (key !== undefined) cache?.put(key, report);
  });
  if (missing.length > 0) cache?.prune();
  return tasks.flatMap((task) => reports.get(task) ?? []);
}

function chunksOf(tasks: readonly CheckTask[]): readonly (readonly CheckTask[])[] {
  return Array.from({ length: Math.ceil(tasks.length / CHUNK) }, (_, index) =>
    tasks.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}

function checkHere(chunks: readonly (readonly CheckTask[])[]): readonly (readonly FileReport[])[] {
  const checker = new TaskChecker();
  return chunks.map((chunk) => chunk.map((task) => checker.check(task)));
}

/** Each thread takes the next chunk when it is done with one. */
async function inThreads(
  chunks: readonly (readonly CheckTask[])[],
  count: number,
): Promise<readonly (readonly FileReport[])[]> {
  const results: (readonly FileReport[])[] = chunks.map(() => []);
  const workers = Array.from({ length: count }, () => new Worker(workerFile()));
  let next = 0;
  const serve = async (worker: Worker): Promise<void> => {
    for (let index = next++; index < chunks.length; index = next++)
      results[index] = await ask(worker, chunks[index] ?? []);
  };
  try {
    await Promise.all(workers.map(serve));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

function ask(worker: Worker, chunk: readonly CheckTask[]): Promise<readonly FileReport[]> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      act();
    };
    const onMessage = (answer: ChunkAnswer): void =>
      settle(() => ('fault' in answer ? reject(new Error(answer.fault)) : resolve(answer.reports)));
    const onError = (error: Error): void => settle(() => reject(error));
    const onExit = (code: number): void => settle(() => reject(new Error(`a thread of the check ended with ${code}`)));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.postMessage(chunk);
  });
}

/** Beside the bundle, or in the checkout when run from source. */
function workerFile(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const name = 'check-worker.js';
  const beside = path.join(here, name);
  return existsSync(beside) ? beside : path.join(here, '../dist', name);
}
