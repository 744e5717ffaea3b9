// A run ends at each of its limits with a message that names the setting, and the next run is none the worse.

import { expect, test } from 'vitest';
import type { RunLimits } from '#core/sandbox/runner/limits.ts';
import { runTest } from '#test/sandbox.ts';

const MIB = 1024 * 1024;

test.each<[name: string, script: string, limits: Partial<RunLimits>, message: string]>([
  [
    'operations',
    'loop { }',
    { maxOperations: 50_000 },
    'Stopped after 50,000 operations (setting rehearsal.sandbox.maxOperations).',
  ],
  [
    'operations',
    'loop { try { throw 1; } catch { } }',
    { maxOperations: 500 },
    'Stopped after 500 operations (setting rehearsal.sandbox.maxOperations).',
  ],
  ['time', 'loop { }', { timeoutMs: 50, maxOperations: 0 }, 'Stopped after 50 ms (setting rehearsal.sandbox.timeout).'],
  [
    'memory',
    'let a = []; loop { a.push("0123456789"); }',
    { maxMemoryBytes: 16 * MIB, maxOperations: 0 },
    'Stopped at 16 MiB of memory (setting rehearsal.sandbox.maxMemory).',
  ],
  [
    'output',
    'let s = ""; s.pad(4096, "x"); s',
    { maxOutputBytes: 1024 },
    'Stopped: the output is over 1 KiB (setting rehearsal.sandbox.maxOutput).',
  ],
  ['events', 'loop { cat("/etc/hosts"); }', { maxEvents: 1_000 }, 'Stopped after 1,000 trace events.'],
])('%s: %s', (limit, script, limits, message) => {
  const run = runTest(script, {}, { limits });
  expect(run.payload.error).toEqual({ error_type: 'SCRIPT_EXCEPTION', message });
  expect(run.stopped?.limit).toBe(limit);
  expect(run.trace.filter((event) => event.kind === 'limit')).toHaveLength(1);
  expect(run.trace.at(-1)).toMatchObject({ kind: 'end', status: 'ERROR' });
  expect(runTest('40 + 2').payload).toMatchObject({ status: 'SUCCESS', output: '42' });
});

test.each([
  ['one step that wants four gigabytes', 'let s = ""; s.pad(4000000000, "x"); s.len'],
  ['a text that doubles', 'let s = "x"; loop { s += s; }'],
  ['an array that wants more than there is', 'let a = []; a.pad(500000000, 0); a.len'],
])('memory: %s', (_, script) => {
  const run = runTest(script, {}, { limits: { maxMemoryBytes: 64 * MIB } });
  expect(run.payload.error?.message).toBe('Stopped at 64 MiB of memory (setting rehearsal.sandbox.maxMemory).');
  expect(run.stopped?.limit).toBe('memory');
  expect(runTest('40 + 2').payload).toMatchObject({ status: 'SUCCESS', output: '42' });
});

test('files that would not fit end the run, and no script can catch that', () => {
  const script =
    'let s = "x"; for i in 0..20 { s += s; } try { for i in 0..64 { write([write::append], "/tmp/big", s); } } catch { }';
  const run = runTest(script, {}, { limits: { maxMemoryBytes: 8 * MIB } });
  expect(run.stopped?.limit).toBe('memory');
  expect(run.payload.status).toBe('ERROR');
});

test("a call depth that is exceeded has the runner's text and a limit event", () => {
  const run = runTest('fn down(n) { down(n + 1) } down(0)');
  expect(run.payload.error?.message).toMatch(/^Stack overflow/);
  expect(run.trace).toContainEqual(expect.objectContaining({ kind: 'limit', limit: 'callDepth', value: 64 }));
});
