// What a run gives besides what recorded cases hold: the trace, its positions and policies, and that runs can be repeated.

import { expect, test } from 'vitest';
import { MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { runScript } from '#core/sandbox/runner/runScript.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { runTest, testSandbox } from '#test/sandbox.ts';

const POLICY = `@id("readers")
permit(principal, action in [file_system::Action::"open", file_system::Action::"read"], resource);

forbid(principal, action, resource == file_system::File::"/srv/secret");
`;

const HOST = { files: { '/srv/secret': { content: 'x' }, '/srv/a': { content: 'text' } } };

test('a decision names the call, the place and the policy that decided', () => {
  const script = 'fn show(p) {\n  /* 😀 */ cat(p)\n}\nshow("/srv/secret")';
  const { trace } = runTest(script, { policy: POLICY, host: HOST }, { policyFile: 'p.cedar' });
  const denied = trace.find((event) => event.kind === 'decision' && event.decision === 'deny');
  expect(denied).toMatchObject({
    call: { function: 'cat', position: { line: 2, column: 12 }, stack: ['show'], number: 0 },
    principal: { type: 'User', id: 'agent' },
    resource: { type: 'file_system::File', id: '/srv/secret' },
    determining: [{ id: 'policy1', file: 'p.cedar', line: 4 }],
  });
  const allowed = trace.find((event) => event.kind === 'decision' && event.decision === 'allow');
  expect(allowed).toMatchObject({ determining: [{ id: 'policy0', annotation: 'readers', line: 1 }] });
});

test('events are numbered without gaps and belong to calls that begin and end', () => {
  const { trace } = runTest('info(cat("/srv/a")); try { cat("/none"); } catch { }', { host: HOST });
  expect(trace.map(({ seq }) => seq)).toEqual(trace.map((_, index) => index));
  const kinds = trace.filter(({ kind }) => kind !== 'decision').map(({ kind }) => kind);
  expect(kinds).toEqual(['call', 'return', 'log', 'call', 'throw', 'end']);
});

test('what the script changes is an effect', () => {
  const { trace } = runTest('write([], "/srv/a", "new")', { host: HOST });
  expect(trace.some((event) => event.kind === 'effect' && event.target === '/srv/a')).toBe(true);
});

test('equal inputs give equal traces and payloads when time is virtual', () => {
  const script = 'let x = now_nanos().nanosecond; info(x + " " + generate_random_alphanumeric(20)); cat("/srv/a"); x';
  const run = () => runTest(script, { host: HOST }, { virtualTime: true, seed: 7 });
  const first = run();
  const second = run();
  expect(second.payload).toEqual(first.payload);
  expect(second.trace).toEqual(first.trace);
});

test('a function that cannot be run yet ends the run with its name, and no script can catch that', () => {
  const trace: TraceEvent[] = [];
  const { payload, stopped } = runScript(
    { ...testSandbox(), sdk: {} },
    { script: 'try { cat("/etc/hosts") } catch { } "survived"', policy: POLICY, host: MINIMAL_HOST },
    { onEvent: (event) => trace.push(event) },
  );
  expect(payload).toMatchObject({ status: 'ERROR', error: { message: 'The sandbox cannot run cat(string) yet.' } });
  expect(stopped?.limit).toBe('unsupported');
  expect(trace).toContainEqual(expect.objectContaining({ kind: 'limit', limit: 'unsupported' }));
});

test('a fault of the sandbox itself is told apart from a failure of the script', () => {
  const broken = () => {
    throw new Error('broken');
  };
  const input = { script: 'cat("/etc/hosts")', policy: POLICY, host: MINIMAL_HOST };
  const { payload, fault } = runScript({ ...testSandbox(), sdk: { 'cat(string)': broken } }, input);
  expect(payload.error?.error_type).toBe('INTERNAL_EXCEPTION');
  expect(payload.error?.message).toBe('The sandbox failed in cat(string): broken');
  expect(fault).toBeInstanceOf(Error);
});

test('a module is imported from the virtual host only', () => {
  const host = {
    files: { '/srv/lib.rhai': { content: 'fn peek() {\n  cat("/srv/a")\n}' }, '/srv/a': { content: 'text' } },
  };
  const { payload, trace } = runTest('import "/srv/lib" as lib;\nlib::peek()', { host });
  expect(payload.output).toBe('text');
  expect(trace.find((event) => event.kind === 'call')).toMatchObject({
    call: { position: { line: 2, column: 3, module: '/srv/lib' } },
  });
  const real = import.meta.filename.replace(/\.ts$/, '');
  expect(runTest(`import "${real}" as m;`).payload.error?.message).toMatch(/^Module not found/);
});
