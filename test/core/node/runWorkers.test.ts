// Runs in threads: they answer as in this thread, can be stopped at any moment, and no run harms the next.

import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunWorkers } from '#core/node/runWorkers.ts';
import { MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import type { RunOptions } from '#core/sandbox/runner/runScript.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { PERMIT_ALL, runTest } from '#test/sandbox.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
let folder: string;
let workers: RunWorkers;

beforeAll(async () => {
  // Inside the checkout, where the bundle finds what it needs.
  folder = await mkdtemp(path.join(ROOT, 'node_modules/.worker-test-'));
  const workerFile = path.join(folder, 'worker.js');
  await build({
    entryPoints: [path.join(ROOT, 'core/node/sandboxWorker.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    outfile: workerFile,
    logLevel: 'warning',
  });
  workers = new RunWorkers({ workerFile });
});

afterAll(() => {
  workers.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function start(script: string, options: Omit<RunOptions, 'onEvent' | 'onProgress'> = {}) {
  const events: TraceEvent[] = [];
  const input = { script, policy: PERMIT_ALL, host: MINIMAL_HOST };
  const handle = workers.start({ input, options }, { onEvents: (batch) => events.push(...batch) });
  return { ...handle, events };
}

const SCRIPT = 'info("a"); cat("/etc/hosts").len';

test('a thread gives the payload and the events of this thread', async () => {
  const { ending, events } = start(SCRIPT, { virtualTime: true });
  const here = runTest(SCRIPT, {}, { virtualTime: true });
  expect(await ending).toMatchObject({ kind: 'finished', result: { payload: here.payload, exitCode: 0 } });
  expect(events).toEqual(here.trace);
});

test('an endless loop is ended in well under 200 ms, and the next run works', async () => {
  const unlimited = { limits: { maxOperations: 0, timeoutMs: 0 } };
  const run = start('info("going"); loop { }', unlimited);
  await expect.poll(() => run.events.length, { timeout: 10_000 }).toBe(1);
  const began = performance.now();
  run.stop();
  expect(await run.ending).toEqual({ kind: 'stopped' });
  expect(performance.now() - began).toBeLessThan(200);
  run.stop();
  expect(await start('40 + 2').ending).toMatchObject({ kind: 'finished', result: { payload: { output: '42' } } });
});

test('events of a long run are seen while it goes on', async () => {
  const run = start('loop { cat("/etc/hosts"); }', { limits: { maxOperations: 0, maxEvents: 0 } });
  await expect.poll(() => run.events.length, { timeout: 10_000 }).toBeGreaterThan(0);
  run.stop();
  expect(await run.ending).toEqual({ kind: 'stopped' });
});

test('a user whom the host does not know is refused with a reason', async () => {
  const input = { script: '1', policy: PERMIT_ALL, host: MINIMAL_HOST, principal: 'nobody-here' };
  const ending = await workers.start({ input, options: {} }).ending;
  expect(ending).toMatchObject({ kind: 'refused', message: expect.stringContaining('nobody-here') });
});

test('runs at the same time do not see each other', async () => {
  const scripts = ['a', 'b', 'c'].map((name) => `write([], "/tmp/x", "${name}"); cat("/tmp/x")`);
  const endings = await Promise.all(scripts.map((script) => start(script).ending));
  expect(endings.map((ending) => ending.kind === 'finished' && ending.result.payload.output)).toEqual(['a', 'b', 'c']);
});

test('a thread that fails gives an error and the next run works', async () => {
  const broken = new RunWorkers({ workerFile: path.join(folder, 'missing.js'), reserve: 0 });
  const input = { script: '1', policy: PERMIT_ALL, host: MINIMAL_HOST };
  expect(await broken.start({ input, options: {} }).ending).toMatchObject({ kind: 'crashed' });
  broken.dispose();
  expect(await start('1').ending).toMatchObject({ kind: 'finished' });
});
