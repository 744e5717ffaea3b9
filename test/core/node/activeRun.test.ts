// The end of a run from outside: what the trace says when the thread ends late, by itself or not at all.

import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ActiveRun } from '#core/node/activeRun.ts';
import type { WorkerMessage } from '#core/node/runMessages.ts';
import { MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import type { TraceEvent } from '#core/trace/events.ts';

const TIMEOUT_MS = 1_000;
const GRACE_MS = 500;
const LIMIT: TraceEvent = { kind: 'limit', seq: 0, atUs: 5, limit: 'time', value: TIMEOUT_MS };
const END: TraceEvent = { kind: 'end', seq: 1, atUs: 6, status: 'ERROR' };

class FakeThread extends EventEmitter {
  postMessage(): void {}

  says(message: WorkerMessage): void {
    this.emit('message', message);
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started() {
  const thread = new FakeThread();
  const events: TraceEvent[] = [];
  const input = { script: '', policy: '', host: MINIMAL_HOST };
  const request = { input, options: { limits: { timeoutMs: TIMEOUT_MS } } };
  const run = new ActiveRun(thread, request, { onEvents: (batch) => events.push(...batch) });
  thread.says({ kind: 'started' });
  return { thread, run, told: () => events.map(({ seq, kind }) => `${seq} ${kind}`) };
}

test('a run that never answers is ended after its time, with a limit and an end', async () => {
  const { run, told } = started();
  vi.advanceTimersByTime(TIMEOUT_MS + GRACE_MS);
  expect(await run.ending).toMatchObject({ kind: 'ended', reached: { limit: 'time', value: TIMEOUT_MS } });
  expect(told()).toEqual(['0 limit', '1 end']);
});

test('a run that met its limit has time to end, and its limit is told once', async () => {
  const { thread, run, told } = started();
  vi.advanceTimersByTime(TIMEOUT_MS + GRACE_MS - 1);
  thread.says({ kind: 'events', events: [LIMIT] });
  vi.advanceTimersByTime(GRACE_MS - 1);
  expect(told()).toEqual(['0 limit']);
  vi.advanceTimersByTime(1);
  expect(await run.ending).toMatchObject({ kind: 'ended', reached: { limit: 'time', value: TIMEOUT_MS } });
  expect(told()).toEqual(['0 limit', '1 end']);
});

test('what a run met itself is the reason, also where it is cut off for its time', async () => {
  const { thread, run, told } = started();
  thread.says({ kind: 'events', events: [{ ...LIMIT, limit: 'unsupported', value: 0 }, END] });
  vi.advanceTimersByTime(GRACE_MS);
  expect(await run.ending).toMatchObject({ kind: 'ended', reached: { limit: 'unsupported' } });
  expect(told()).toEqual(['0 limit', '1 end']);
});

test('a stop after the end of the trace adds no second end', async () => {
  const { thread, run, told } = started();
  thread.says({ kind: 'events', events: [LIMIT, END] });
  run.cutOff();
  expect(await run.ending).toEqual({ kind: 'stopped' });
  expect(told()).toEqual(['0 limit', '1 end']);
});
