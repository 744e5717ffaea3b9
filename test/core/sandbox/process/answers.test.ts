// Answers of the process area for a host with more processes than the recorded one has.
// Expected values: the SDK's own arithmetic and texts, and what the kernel does on the signals, worked out by hand.

import { expect, test } from 'vitest';
import { runTest } from '#test/sandbox.ts';

const HOST = {
  memory: { total_kb: 400_000, available_kb: 100_000 },
  files: { '/srv/log/app.log': { content: 'x\n' }, '/srv/bin/worker': { symlink: '/usr/bin/sleep' } },
  processes: [
    { command: ['/srv/bin/worker', '-n', '2'], pid: 700, memory_kb: 40_000, cpu_percent: 30, run_s: 60, threads: 3 },
    { command: ['a-program-with-a-long-name'], parent: 700, open_files: ['/srv/log/app.log', '/none/here'] },
    {
      command: ['db'],
      user: 'alice',
      sockets: [{ local: '127.0.0.1:5432' }],
      working_directory: '/srv/log',
      open_files: ['/srv/log/app.log'],
    },
  ],
};
const ROOT = { ...HOST, principal: 'root', runs_as: 'root' };

const SHOW =
  'let pm = ProcessManager(); let out = (); try { out = { CALL } } catch (e) { out = if type_of(e) == "map" { e.message } else { e } } out';
const WORKER = 'pm.processes().filter(|p| p.pid == 700)[0]';

test.each([
  ['pm.processes().map(|p| p.name)', '["init", "a-program-with-", "db", "worker", "rex-runner"]'],
  ['pm.processes().map(|p| p.ppid)', '[(), 700, 1, 1, 1]'],
  ['pm.processes().map(|p| p.uid)', '[0, 1000, 1001, 1000, 1000]'],
  [`${WORKER}.command`, 'worker -n 2'],
  [`let w = ${WORKER}; [w.memory_usage, w.memory_percent, w.state]`, '[40960000, 10.0, "Sleep"]'],
  [`let w = ${WORKER}; [w.historical_cpu_usage, w.recent_cpu_usage]`, '[30.0, ()]'],
  ['pm.processes(ProcessOptions().include_threads(true).build()).filter(|p| p.name == "worker").len', '3'],
  [
    'pm.processes(ProcessOptions().include_threads(true).build()).filter(|p| p.ppid == 700 && p.name == "worker").len',
    '2',
  ],
  [
    'pm.monitor_processes_cpu(MonitorProcessesCpuOptions().pids_to_monitor([700, 9]).batches(2).build()).map(|b| b.map(|p| [p.pid, p.recent_cpu_usage, p.username]))',
    '[[[700, 30.0, ""]], [[700, 30.0, ""]]]',
  ],
  [
    'pm.monitor_processes_cpu(MonitorProcessesCpuOptions().pids_to_monitor([700]).include_threads(true).build())[0].map(|p| p.recent_cpu_usage)',
    '[10.0, 10.0, 10.0]',
  ],
  [
    'pm.kill(KillOptions().pid(4294967296).signal(Signal::SIGTERM).build())',
    'Validation error: Invalid PID value 4294967296: out of range integral type conversion attempted',
  ],
  ['kill(0)', 'Validation error: kill: Process not found: Process not found: PID 0'],
  ['kill(1)', 'Validation error: kill: Operation not permitted (os error 1)'],
  ['kill(["9"], 700)', 'Validation error: kill: expected KillFlag flag, got string'],
  ['pm.processes_using_inode("/srv/log/app.log").map(|u| u.command)', '["a-program-with-a-long-name"]'],
  [
    'pm.list_open_files(LsofOptions().path("/srv/log").include_subdir(true).build()).map(|f| [f.pid, f.file_type])',
    '[[100, "REG"]]',
  ],
  [
    'pm.list_open_files(LsofOptions().pid(700).build()).map(|f| [f.access, f.file_path])',
    '[["Working directory", "/"], ["Root directory", "/"], ["Executable", "/usr/bin/sleep"], ["File descriptor", "/dev/null"], ["File descriptor", "/dev/null"], ["File descriptor", "/dev/null"]]',
  ],
  [
    'pm.list_open_files(LsofOptions().pid(100).build()).filter(|f| f.file_path.starts_with("/none")).map(|f| f.file_type)',
    '["UNK"]',
  ],
  ['pm.list_open_files(LsofOptions().pid(101).build())', '[]'],
  [
    'pm.nsenter(NamespaceOptions().net_ns_name("blue").build(), || 1)',
    'Namespace operation failed: Failed to open network namespace at /run/netns: No such file or directory (os error 2)',
  ],
  ['cat("/proc/700/comm")', 'worker\n'],
  ['cat("/proc/self/status").contains("Name:\\trex-runner")', 'true'],
  ['pm.ipcs_info().to_string().starts_with("Shared Memory Segments:\\n       key      shmid perms")', 'true'],
  ['pm.trace(700)', 'No such file or directory (os error 2)'],
])('%s', (call, output) => {
  const script = SHOW.replace('CALL', () => call);
  expect(runTest(script, { host: HOST }).payload.output).toBe(output);
});

test.each([
  ['pm.processes_using_inode("/srv/log").map(|u| [u.user, u.access])', '[["alice", "Working directory"]]'],
  ['pm.processes_using_inode("/usr/bin/sleep").map(|u| u.access)', '["Executable"]'],
  [
    'pm.list_open_files(LsofOptions().pid(101).build()).filter(|f| f.file_type == "SOCK").map(|f| f.file_path)',
    '["socket:[20001]"]',
  ],
  ['pm.nsenter(NamespaceOptions().pid(101).mount(true).net(true).build(), || 7)', '7'],
  ['kill(1).len', '1'],
])('root: %s', (call, output) => {
  const script = SHOW.replace('CALL', () => call);
  expect(runTest(script, { host: ROOT }).payload.output).toBe(output);
});

const STATES = 'pm.processes().filter(|p| p.pid in [100, 700]).map(|p| [p.pid, p.ppid, p.state, p.command])';

test('an ended process stays as a zombie where the first process does not take it off', () => {
  const script = `let pm = ProcessManager(); let known = ${STATES}; kill(700); [${STATES.replaceAll('pm.', 'ProcessManager().')}, cat("/proc/700/cmdline")]`;
  const { payload, trace } = runTest(script, { host: HOST });
  expect(payload.output).toBe('[[[100, 1, "Sleep", "a-program-with-a-long-name"], [700, 1, "Zombie", ""]], ""]');
  expect(trace.flatMap((event) => (event.kind === 'effect' ? [[event.change, event.target]] : []))).toEqual([
    ['process', '700 worker -n 2'],
  ]);
});

test('a manager remembers the command line of a zombie', () => {
  const script = `let pm = ProcessManager(); pm.processes(); kill(700); ${STATES}[1]`;
  expect(runTest(script, { host: HOST }).payload.output).toBe('[700, 1, "Zombie", "worker -n 2"]');
});

test('on a server an ended process is gone, also from /proc', () => {
  const script = `let pm = ProcessManager(); let p = pm.processes().filter(|p| p.name == "app")[0].pid;
    let o = KillOptions().pid(p).signal(Signal::SIGKILL).build();
    pm.kill(o); let out = [];
    try { pm.kill(o) } catch (e) { out.push(e.message) }
    try { kill(p) } catch (e) { out.push(e.message.sub_string(0, 50)) }
    try { cat("/proc/" + p + "/comm") } catch (e) { out.push(e.message) }
    out`;
  expect(runTest(script, { host: { extends: 'small-server' } }).payload.output).toBe(
    '["No such process (os error 3)", "Validation error: kill: Process not found: Process", "No such file or directory (os error 2)"]',
  );
});

test('a script that kills its own runner ends the run, unless the runner waits for more', () => {
  const own = 'let pm = ProcessManager(); let p = pm.processes().filter(|p| p.name == "rex-runner")[0].pid;';
  const kill = (signal: string) => `${own} pm.kill(KillOptions().pid(p).signal(Signal::${signal}).build()).len`;
  expect(runTest(kill('SIGTERM'), { host: HOST }).payload.output).toBe('1');
  expect(runTest(kill('SIGKILL'), { host: HOST }).exitCode).toBe(101);
});

test('rounds without end are refused', () => {
  const script = 'ProcessManager().monitor_processes_cpu(MonitorProcessesCpuOptions().batches(4000000000).build())';
  expect(runTest(script, { host: HOST }).payload.error?.message).toContain('at most 100000 times');
});
