// The keys of a host file that describe processes, services and disks: what they become, and what is wrong with them.

import { expect, test } from 'vitest';
import schema from '#core/sandbox/host/hostFile.schema.json' with { type: 'json' };
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { VirtualHost } from '#core/sandbox/host/virtualHost.ts';

function read(value: unknown) {
  return parseHostFile(JSON.stringify(value));
}

function hostOf(value: unknown): VirtualHost {
  const { description, problems } = read(value);
  expect(problems).toEqual([]);
  if (description === undefined) throw new Error('no host');
  return new VirtualHost(description);
}

const PROCESS = {
  command: ['/usr/bin/sleep', '9'],
  user: 'alice',
  pid: 300,
  parent: 1,
  state: 'Idle',
  memory_kb: 8,
  cpu_percent: 50,
  run_s: 10,
  threads: 2,
  working_directory: '/srv',
  open_files: ['/etc/hosts'],
};
const SERVICE = {
  active_state: 'reloading',
  sub_state: 'reload',
  load_state: 'loaded',
  description: 'Web',
  path: '/etc/web.service',
  unit_file_state: 'static',
  preset: 'disabled',
  main_pid: 300,
  tasks: 2,
  memory: 9,
  documentation: ['man:web'],
  need_daemon_reload: true,
};
const DISK = { size_kb: 1000, removable: true, read_only: true, partitions: { sdb1: 900 } };

test('a process has a folder under /proc', () => {
  const host = hostOf({ processes: [PROCESS, { command: ['top'] }] });
  expect(host.processTable.list().map(({ pid, name, threads }) => [pid, name, threads])).toEqual([
    [1, 'init', []],
    [100, 'top', []],
    [300, 'sleep', [302]],
    [301, 'rex-runner', []],
  ]);
  expect(host.readText('/proc/300/cmdline')).toBe('/usr/bin/sleep\x009\0');
  expect(host.readText('/proc/300/stat')).toMatch(
    /^300 \(sleep\) I 1 300 300 0 -1 4194304 0 0 0 0 500 0 0 0 20 0 2 0 /,
  );
  expect(host.readText('/proc/300/status')).toMatch(/^PPid:\t1\nUid:\t1001\t1001\t1001\t1001$/m);
  expect(host.readText('/proc/self/comm')).toBe('rex-runner\n');
  const { fs, credentials } = host;
  expect(['cwd', 'exe', 'root'].map((name) => fs.readLink(credentials, `/proc/300/${name}`))).toEqual([
    '/srv',
    '/usr/bin/sleep',
    '/',
  ]);
});

test('a program that is not there has no link to it', () => {
  const { fs, credentials } = hostOf({ processes: [{ command: ['/no/such'], pid: 7 }] });
  expect(() => fs.readLink(credentials, '/proc/7/exe')).toThrow('No such file or directory');
});

test('services by name', () => {
  const { description } = read({ services: { 'web.service': SERVICE } });
  expect(description?.services?.get('web.service')).toEqual({
    activeState: 'reloading',
    subState: 'reload',
    loadState: 'loaded',
    description: 'Web',
    path: '/etc/web.service',
    unitFileState: 'static',
    preset: 'disabled',
    mainPid: 300,
    tasks: 2n,
    memory: 9n,
    documentation: ['man:web'],
    needsDaemonReload: true,
  });
  expect(read({}).description?.services).toBeUndefined();
});

test('disks show under /proc, /sys and /dev', () => {
  const host = hostOf({ disks: { sda: { size_kb: 50 }, sdb: DISK } });
  expect(
    host
      .readText('/proc/partitions')
      ?.split('\n')
      .map((row) => row.trim().split(/\s+/).join(' ')),
  ).toEqual(['major minor #blocks name', '', '254 0 50 sda', '254 16 1000 sdb', '254 17 900 sdb1', '']);
  expect(host.readText('/proc/diskstats')?.match(/ sd[ab]1? /g)).toHaveLength(3);
  expect(host.readText('/sys/dev/block/254:16/removable')).toBe('1\n');
  expect(host.readText('/sys/dev/block/254:17/uevent')).toContain('DEVTYPE=partition\n');
  expect(host.fs.stat(host.credentials, '/dev/disk/by-id').kind).toBe('directory');
});

test('the schema knows what can be read, and only that', () => {
  const { processes, services, disks } = schema.properties;
  expect(Object.keys(processes.items.properties).sort()).toEqual([...Object.keys(PROCESS), 'sockets'].sort());
  expect(Object.keys(services.additionalProperties.properties).sort()).toEqual(Object.keys(SERVICE).sort());
  expect(Object.keys(disks.additionalProperties.properties).sort()).toEqual(Object.keys(DISK).sort());
});

test.each([
  [{ processes: [{ command: [] }] }, 'needs a "command"'],
  [{ processes: [{ command: ['x'], pid: 1 }] }, 'must be a whole number from 2'],
  [
    {
      processes: [
        { command: ['x'], pid: 5 },
        { command: ['y'], pid: 5 },
      ],
    },
    'two processes have one "pid"',
  ],
  [{ processes: [{ command: ['x'], state: 'Asleep' }] }, 'must be one of Run, Sleep'],
  [{ services: { web: { active_state: 'on' } } }, 'must be one of active'],
  [{ services: { web: { need_daemon_reload: 'yes' } } }, 'must be true or false'],
  [{ disks: { sda: {} } }, 'needs "size_kb"'],
  [{ disks: { sda: { size_kb: 1, partitions: { sda1: 0 } } } }, 'must be a whole number from 1'],
])('%j is an error', (value, message) => {
  const { description, problems } = read(value);
  expect(description).toBeUndefined();
  expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
});
