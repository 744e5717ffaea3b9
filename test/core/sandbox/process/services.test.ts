// Services of a virtual host: what starting, stopping and asking does to them.
// Expected values: org.freedesktop.systemd1(5) for states and errors, serde_json for the text.

import { expect, test } from 'vitest';
import { runTest } from '#test/sandbox.ts';

const HOST = {
  principal: 'root',
  runs_as: 'root',
  services: {
    'web.service': { main_pid: 812, tasks: 4, memory: 1024, documentation: ['man:web(8)'], need_daemon_reload: true },
    'old.service': { active_state: 'failed', description: 'Old' },
  },
};

const SHOW =
  'let m = SystemctlManager(); let out = (); try { out = { CALL } } catch (e) { out = if type_of(e) == "map" { e.kind.to_string() + ": " + e.message } else { e } } out';

test.each([
  [
    'let s = m.status("web.service"); [s.active_state.to_string(), s.sub_state, s.main_pid]',
    '["active", "running", 812]',
  ],
  ['let s = m.status("web.service"); [type_of(s.tasks), "" + s.tasks, s.to_map().tasks]', '["u64", "4", "4"]'],
  ['"" + m.status("old.service").memory', ''],
  [
    'let s = m.status("old.service"); [s.active_state == State::FAILED, s.sub_state, s.main_pid]',
    '[true, "failed", ()]',
  ],
  [
    'm.start("old.service"); let s = m.status("old.service"); [s.sub_state, "" + s.memory]',
    '["running", "18446744073709551615"]',
  ],
  [
    'm.stop("web.service"); let s = m.status("web.service"); [s.active_state.is_active, s.sub_state]',
    '[false, "dead"]',
  ],
  ['m.try_restart("old.service"); m.status("old.service").sub_state', 'failed'],
  ['m.daemon_reload(); m.status("web.service").need_daemon_reload', 'false'],
  ['m.status("none.service").load_state', 'not-found'],
  ['m.status("web")', 'ServiceNotFound: Unit: web'],
  ['m.restart("none.service")', 'ServiceNotFound: Unit: none.service'],
  [
    'm.start("web")',
    'DBusError: D-Bus operation failed: org.freedesktop.DBus.Error.InvalidArgs: Unit name web is not valid.',
  ],
  ['m.status("web.service").to_map().keys().len', '13'],
])('%s', (call, output) => {
  const script = SHOW.replace('CALL', () => call);
  expect(runTest(script, { host: HOST }).payload.output).toBe(output);
});

test('the text of a service is its structure as JSON', () => {
  const { output } = runTest('SystemctlManager().status("web.service").to_string()', { host: HOST }).payload;
  expect(JSON.parse(output)).toMatchObject({ name: 'web.service', active_state: 'active', main_pid: 812, tasks: '4' });
  expect(output.split('\n').slice(0, 2)).toEqual(['{', '  "name": "web.service",']);
});

test('what changes is an effect', () => {
  const { trace } = runTest('SystemctlManager().stop("web.service")', { host: HOST });
  const effects = trace.flatMap((event) => (event.kind === 'effect' ? [event] : []));
  expect(effects).toMatchObject([{ change: 'service', target: 'web.service', before: 'active', after: 'inactive' }]);
});
