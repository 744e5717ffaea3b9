// `lsblk` and `iostat` over tables that a test writes: volumes, partitions, counters.

import { expect, test } from 'vitest';
import { cpuStats, deviceStats } from '#core/sandbox/sdk/disk/iostat.ts';
import { runTest } from '#test/sandbox.ts';

const sysfs = (number: string, target: string, files: Readonly<Record<string, string>>) => ({
  [`/sys/dev/block/${number}`]: { symlink: `../../${target}` },
  ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`/sys/${target}/${name}`, { content }])),
});

const HOST = {
  memory: { total_kb: 1000, free_kb: 1, available_kb: 1, swap_total_kb: 64, swap_free_kb: 64 },
  mounts: [{ path: '/srv', fstype: 'ext4', source: '/dev/vda1', options: '' }],
  files: {
    '/dev/disk/by-id': { dir: true },
    ...sysfs('254:0', 'devices/block/vda', { uevent: 'MAJOR=254\nDEVTYPE=disk\n', removable: '1\n', ro: '0\n' }),
    ...sysfs('254:1', 'devices/block/vda/vda1', { uevent: 'DEVNAME=vda1\nDEVTYPE=partition\n', ro: '1\n' }),
  },
};

test('a disk names its partitions, a partition where it is mounted', () => {
  const script = 'let d = lsblk(); [d.vda.type, d.vda.children, d.vda.removable, d.vda1.mount_point, d.vda1.read_only]';
  expect(runTest(script, { host: HOST }).payload.output).toBe('["disk", ["vda1"], "1", "/srv", "1"]');
});

test('a volume has the name of its link and no partition above it', () => {
  const host = { ...HOST, files: { ...HOST.files, '/dev/disk/by-id/dm-name-vg-data': { symlink: '../../vda1' } } };
  const script = 'let d = lsblk(); [d.keys(), d["vg-data"].type, d["vg-data"].removable, d.vda.children]';
  expect(runTest(script, { host }).payload.output).toBe('[["vda", "vg-data"], "lvm", "0", []]');
});

test('a flag that may not be read counts as off', () => {
  const policy = `permit(principal, action, resource);
    forbid(principal, action == file_system::Action::"open", resource is file_system::File)
      when { resource.path like "*/removable" };`;
  expect(runTest('lsblk().vda.removable', { host: HOST, policy }).payload.output).toBe('0');
});

test('a host file lists other disks', () => {
  const disks = {
    sda: { size_kb: 4096, partitions: { sda1: 1024, sda10: 512, sda2: 2048 } },
    sr0: { size_kb: 700, removable: true, read_only: true },
  };
  const script = `let d = lsblk();
    [d.keys(), d.sda.children, d.sda2.size_kib, d.sr0.removable, d.sr0.read_only, iostat().device_stats.len]`;
  expect(runTest(script, { host: { disks } }).payload.output).toBe(
    '[["sda", "sda1", "sda10", "sda2", "sr0"], ["sda1", "sda10", "sda2"], 2048, "1", "1", 5]',
  );
});

test('/proc/mounts leads to the mounts of the runner, about which a policy is asked as well', () => {
  const { trace } = runTest('lsblk()', { host: HOST });
  const asked = trace.flatMap((event) => (event.kind === 'decision' ? [event.resource.id] : []));
  const at = asked.indexOf('/proc/mounts');
  expect(asked.slice(at + 1, at + 3).map((path) => path.replace(/\d+/, 'N'))).toEqual([
    '/proc/N/mounts',
    '/proc/N/mounts',
  ]);
});

test('shares of the processors are of all times but those of guests', () => {
  const stats = cpuStats('cpu  10 10 20 40 5 5 5 5 99 99\ncpu0 1 1 1 1\n');
  expect(numbers(stats)).toEqual({
    user_percent: 10,
    nice_percent: 10,
    system_percent: 30,
    iowait_percent: 5,
    steal_percent: 5,
    idle_percent: 40,
  });
});

test('rates of a disk are over the time since the start, waits over the requests', () => {
  const row = '254 0 vda 100 20 800 50 300 40 1600 150 0 400000 1000 0 0 0 0 0 0'.split(' ');
  expect(numbers(deviceStats(row, 100))).toEqual({
    rrqm_per_sec: 0.2,
    wrqm_per_sec: 0.4,
    read_requests_per_sec: 1,
    write_requests_per_sec: 3,
    rkb_per_sec: 4,
    wkb_per_sec: 8,
    avg_request_size: 6,
    avg_queue_size: 0.01,
    avg_wait: 0.5,
    avg_read_wait: 0.5,
    avg_write_wait: 0.5,
    svctm: 1000,
    util_percent: 100,
  });
});

function numbers(fields: ReturnType<typeof cpuStats>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value.kind === 'float' ? [[name, value.value] as const] : [])),
  );
}
