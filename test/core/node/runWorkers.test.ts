// Runs in threads: they answer as in this thread, can be stopped at any moment, and no run harms the next.

import { afterAll, expect, test } from 'vitest';
import { RunWorkers } from '#core/node/runWorkers.ts';
import { MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import type { RunOptions } from '#core/sandbox/runner/runScript.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { PERMIT_ALL, runTest } from '#test/sandbox.ts';

const workers = new RunWorkers();

afterAll(() => workers.dispose());

/** Runs on the minimal host, permitted everything. */
function start(script: string, options: Omit<RunOptions, 'onEvent' | 'onProgress'> = {}) {
  const events: TraceEvent[] = [];
  const input = { script, policy: PERMIT_ALL, host: MINIMAL_HOST };
  const handle = workers.start({ input, options }, { onEvents: (batch) => events.push(...batch) });
  return { ending: handle.ending, stop: () => handle.stop(), events };
}

const SCRIPT = 'info("a"); cat("/etc/hosts").len';

test('a thread gives the payload and the events of this thread', async () => {
  const { ending, events } = start(SCRIPT, { virtualTime: true });
  const here = runTest(SCRIPT, {}, { virtualTime: true });
  expect(await ending).toMatchObject({ kind: 'finished', result: { payload: here.payload, exitCode: 0 } });
  expect(events).toEqual(here.trace);
});

// Under load a thread may get no processor in time.
test('an endless loop is ended in well under 200 ms, and the next run works', { retry: 3 }, async () => {
  const unlimited = { limits: { maxOperations: 0, timeoutMs: 0 } };
  const run = start('info("going"); loop { }', unlimited);
  await expect.poll(() => run.events.length, { timeout: 10_000 }).toBe(1);
  const began = performance.now();
  run.stop();
  const error = {
    error_type: 'SCRIPT_EXCEPTION',
    message: expect.stringMatching(/^Script terminated: SIGTERM timeout exceeded/),
  };
  expect(await run.ending).toMatchObject({ kind: 'stopped', result: { payload: { status: 'ERROR', error } } });
  expect(run.events.map(({ kind }) => kind)).toEqual(['log', 'warning', 'end']);
  expect(performance.now() - began).toBeLessThan(200);
  run.stop();
  expect(await start('40 + 2').ending).toMatchObject({ kind: 'finished', result: { payload: { output: '42' } } });
});

test('events of a long run are seen while it goes on', async () => {
  const run = start('loop { cat("/etc/hosts"); }', { limits: { maxOperations: 0, maxEvents: 0 } });
  await expect.poll(() => run.events.length, { timeout: 10_000 }).toBeGreaterThan(0);
  run.stop();
  expect(await run.ending).toMatchObject({ kind: 'stopped' });
});

test('a step that never looks at the time is ended from outside, and the trace has its end', async () => {
  // Each turn copies the array into itself: soon one turn takes longer than anyone waits.
  const greedy = 'let a = [1]; loop { let b = a; b.push(a); a = b; }';
  const run = start(greedy, { limits: { maxOperations: 0, timeoutMs: 300, maxMemoryBytes: 0 } });
  const ending = await run.ending;
  const message = 'Stopped after 300 ms (setting rehearsal.sandbox.timeout).';
  if (ending.kind === 'ended') expect(ending.reached.message).toBe(message);
  else expect(ending).toMatchObject({ kind: 'finished', result: { payload: { error: { message } } } });
  expect(run.events.at(-1)).toMatchObject({ kind: 'end', status: 'ERROR' });
  expect(run.events.map(({ seq }) => seq)).toEqual(run.events.map((_, index) => index));
});

test('a handle has no power over the run that comes after it', async () => {
  const first = start('1');
  await first.ending;
  const second = start('let n = 0; for i in 0..200000 { n += 1; } n');
  first.stop();
  expect(await second.ending).toMatchObject({ kind: 'finished', result: { payload: { output: '200000' } } });
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
  const broken = new RunWorkers({ workerFile: '/missing/worker.js', reserve: 0 });
  const input = { script: '1', policy: PERMIT_ALL, host: MINIMAL_HOST };
  expect(await broken.start({ input, options: {} }).ending).toMatchObject({
    kind: 'ended',
    reached: { limit: 'engine' },
  });
  broken.dispose();
  expect(await start('1').ending).toMatchObject({ kind: 'finished' });
});

test('a run that nobody listens to gives the same result', async () => {
  const input = { script: SCRIPT, policy: PERMIT_ALL, host: MINIMAL_HOST };
  const ending = await workers.start({ input, options: { virtualTime: true } }).ending;
  const here = runTest(SCRIPT, {}, { virtualTime: true });
  expect(ending).toMatchObject({ kind: 'finished', result: { payload: here.payload, events: here.events } });
});
