// Texts of the options and errors of the process area, and what a policy leaves out. Expected: the SDK's own sources and recorded cases.

import { expect, test } from 'vitest';
import { runTest } from '#test/sandbox.ts';

const HOST = {
  files: { '/srv/app/log': { content: 'line\n' } },
  processes: [
    { command: ['/srv/bin/worker', '600'], open_files: ['/srv/app/log'], working_directory: '/srv/app' },
    { command: ['sleep', '300'], user: 'alice' },
  ],
};
const ROOT = { ...HOST, principal: 'root', runs_as: 'root' };
const SERVICES = { ...ROOT, services: { 'web.service': { active_state: 'failed' } } };

const SHOW = 'let out = (); try { out = CALL } catch (e) { out = if type_of(e) == "map" { e.message } else { e } } out';

function answer(call: string, host: object): string {
  const script = SHOW.replace('CALL', () => call);
  return String(runTest(script, { host }).payload.output);
}

test.each([
  ['KillOptions().pid(5).build()', 'Validation error: signal is required'],
  ['KillOptions().signal(Signal::SIGTERM).pid(-5).build()', 'Validation error: PID cannot be negative'],
  [
    'KillOptions().signal(Signal::SIGTERM).pid(5).username("a").build()',
    'Validation error: pid cannot be used together with process_name, username, or command',
  ],
  ['LsofOptions().build()', 'Validation error: Either path or pid is required'],
  ['LsofOptions().path("").build()', 'Validation error: Path cannot be empty'],
  ['MonitorProcessesCpuOptions().pids_to_monitor([-1]).build()', 'Validation error: PIDs array cannot be empty'],
  [
    'NamespaceOptions().pid(-1)',
    'Parameter conversion failed for pid: out of range integral type conversion attempted',
  ],
  ['TraceOptions().build()', 'Field not initialized: ns_pid'],
  ['ProcessManager().trace(4000000)', 'Process not found: Process not found: PID 4000000'],
  ['kill(4000000)', 'Validation error: kill: Process not found: Process not found: PID 4000000'],
  ['kill(-1)', 'Validation error: kill: failed to build options: Validation error: PID cannot be negative'],
  [
    'ProcessManager().processes_using_inode("/srv/none")',
    'Validation error: Failed to canonicalize path /srv/none: No such file or directory (os error 2)',
  ],
])('%s is refused', (call, message) => {
  expect(answer(call, HOST)).toBe(message);
});

test.each([
  ['ps().filter(|p| p.name == "worker").map(|p| [p.username, p.command])', HOST, '[["agent", "worker 600"]]'],
  [
    'ProcessManager().processes_using_inode("/srv/app").map(|u| [u.command, u.access])',
    HOST,
    '[["worker 600", "Working directory"]]',
  ],
  [
    'ProcessManager().list_open_files(LsofOptions().path("/srv/app/log").build()).map(|f| [f.user, f.file_type])',
    HOST,
    '[["agent", "REG"]]',
  ],
  [
    'kill(ps().find(|p| p.command == "sleep 300").pid)',
    HOST,
    'Validation error: kill: Operation not permitted (os error 1)',
  ],
  ['kill(ps().find(|p| p.command == "sleep 300").pid).map(|k| k.name)', ROOT, '["sleep"]'],
  ['SystemctlManager().status("web.service").active_state.to_string()', SERVICES, 'failed'],
  ['SystemctlManager().restart("none.service")', SERVICES, 'Unit: none.service'],
])('%s', (call, host, output) => {
  expect(answer(call, host)).toBe(output);
});

test('a pattern reaches only processes that the manager has listed', () => {
  const script = `let pm = ProcessManager();
    let o = KillOptions().process_name("worker").signal(Signal::SIGTERM).build();
    let out = [];
    try { pm.kill(o) } catch (e) { out.push(e.message) }
    pm.processes();
    out.push(pm.kill(o).len);
    out`;
  expect(runTest(script, { host: HOST }).payload.output).toBe(
    '["Process not found: No matching processes found: PID 0", 1]',
  );
});

test('processes that the policy denies are left out without an error', () => {
  const policy = `permit(principal, action == process_system::Action::"list", resource)
    when { resource.username == "alice" };`;
  expect(runTest('ps().map(|p| p.name)', { host: HOST, policy }).payload.output).toBe('["sleep"]');
});

test('without privileges the run ends after SystemctlManager, caught or not', () => {
  const { payload } = runTest('try { SystemctlManager(); } catch { } info("after"); 1', { host: HOST });
  expect(payload.error?.message).toContain('Script terminated: Failed to initialize systemd manager. Error: EPERM');
});
