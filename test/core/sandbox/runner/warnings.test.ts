// What a run warns of: modules that no policy is asked about, and the end of a runner that got SIGTERM.

import { expect, test } from 'vitest';
import { runTest } from '#test/sandbox.ts';

const MODULE = { files: { '/srv/m.rhai': { content: 'fn name() { cat("/etc/hosts").len }' } } };

test('an import is read without a check, told in the trace, and calls in it are checked', () => {
  const script = 'import "/srv/m" as m; let r = ""; try { m::name(); } catch (e) { r = "denied"; } r';
  const { payload, trace } = runTest(script, { host: MODULE, policy: 'forbid(principal, action, resource);' });
  expect(payload).toMatchObject({ status: 'SUCCESS', output: 'denied', logs: [] });
  expect(trace[0]).toMatchObject({ kind: 'warning', code: 'unchecked-import', target: '/srv/m.rhai' });
  const decisions = trace.flatMap((event) => (event.kind === 'decision' ? [event] : []));
  expect(decisions[0]).toMatchObject({ decision: 'deny', call: { position: { module: '/srv/m', line: 1 } } });
});

test('a module is told once, a missing one not at all', () => {
  const { trace } = runTest('import "/srv/m" as a; import "/srv/m" as b; import "/srv/n" as c;', { host: MODULE });
  expect(trace.map(({ kind }) => kind)).toEqual(['warning', 'end']);
});

const OWN_PID = 'let me = ProcessManager().processes().filter(|p| p.name == "rex-runner")[0].pid; ';

test('a runner that its script sends SIGTERM gives it ten seconds, then an end that cannot be caught', () => {
  const script = `${OWN_PID} kill(me); sleep(9); info("nine"); sleep(2); try { cat("/etc/hosts"); } catch (e) { info("caught"); } "lived"`;
  const { payload, trace } = runTest(script);
  expect(payload.error?.message).toMatch(/^Script terminated: SIGTERM timeout exceeded/);
  expect(payload.error?.error_type).toBe('SCRIPT_EXCEPTION');
  expect(payload.alarms).toMatchObject([{ alarm_type: 'RexRunnerScriptExecutionFailure' }]);
  expect((payload.logs ?? []).map(({ attributes }) => attributes.message)).toEqual(['nine']);
  expect(trace.filter(({ kind }) => kind === 'warning')).toMatchObject([{ code: 'termination' }]);
});

test('a script that ends within the ten seconds ends well', () => {
  expect(runTest(`${OWN_PID} kill(me); sleep(5); "done"`).payload).toMatchObject({ status: 'SUCCESS', output: 'done' });
});

test('a run that is stopped ends as one whose time after SIGTERM is over', () => {
  let asked = 0;
  const { payload } = runTest('try { loop { } } catch (e) { } "lived"', {}, { isStopped: () => ++asked > 3 });
  expect(payload.error?.message).toMatch(/^Script terminated: SIGTERM timeout exceeded \(line 1/);
});

test('nobody waits beyond all dates', () => {
  const { payload, trace } = runTest('sleep(9223372036854775807); write("/tmp/a", "x");');
  expect(payload.error?.message).toBe('Stopped: the script waits beyond the year 9999.');
  expect(trace.map(({ kind }) => kind)).toEqual(['limit', 'end']);
});
