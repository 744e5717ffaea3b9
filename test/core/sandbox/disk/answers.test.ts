// Answers of the disk area for hosts with more disks and mounts than the recorded one.
// Expected values: statvfs(3), umount2(2) and the SDK's own arithmetic, worked out by hand.

import { expect, test } from 'vitest';
import { runTest } from '#test/sandbox.ts';

const DATA = { path: '/data', fstype: 'tmpfs', source: 'datafs', options: 'size=64k,nr_inodes=20,noatime,mode=755' };
const HOST = {
  mounts: [
    DATA,
    { path: '/data/deep', fstype: 'tmpfs', source: 'nfs.internal:/deep', options: 'size=4k,ro' },
    { path: '/run/lock', fstype: 'tmpfs', source: 'lockfs', options: 'size=4k' },
    { path: '/proc/fake', fstype: 'tmpfs', source: 'fake', options: 'size=4k' },
    { path: '/pstore', fstype: 'pstore', source: 'pstore', options: '' },
  ],
};
const ROOT = { ...HOST, principal: 'root', runs_as: 'root' };

const SHOW = 'let out = (); try { out = CALL } catch (e) { out = if type_of(e) == "map" { e.message } else { e } } out';
const ONE = 'Filesystems(FilesystemOptions().targets(["/data"]).build()).filesystems()[0]';

test.each([
  ['df().map(|f| f.mounted_on).filter(|p| !p.starts_with("/data"))', HOST, lineOf(['/lib', '/lib64', '/usr', '/bin'])],
  ['df().filter(|f| f.mounted_on.starts_with("/data")).map(|f| f.fs_device)', HOST, '["datafs", "nfs.internal:/deep"]'],
  [
    'Filesystems(FilesystemOptions().targets(["/data"]).local(true).build()).filesystems().map(|f| f.fs_device)',
    HOST,
    '["datafs"]',
  ],
  ['Filesystems(FilesystemOptions().targets(["/run", "/proc", "/pstore"]).build()).filesystems().len', HOST, '0'],
  ['"noatime" in ONE.mount_options && !("relatime" in ONE.mount_options)', HOST, 'true'],
  ['ONE.to_map().keys().len', HOST, '14'],
  ['[ONE.to_map().size, ONE.to_map().fs_kind]', HOST, '[65536, "tmpfs"]'],
  ['format_bytes(ONE.size, Unit::KILOBYTES).to_int()', HOST, '64'],
  ['unmount(UnmountOptions().path("/none").build())', ROOT, text('/none', 'No such file or directory (os error 2)')],
  ['unmount(UnmountOptions().path("/usr").build())', ROOT, text('/usr', 'Device or resource busy (os error 16)')],
  [
    'unmount(UnmountOptions().path("/data/deep").build())',
    HOST,
    text('/data/deep', 'Operation not permitted (os error 1)'),
  ],
  ['lsblk()', {}, 'No such file or directory (os error 2)'],
])('%s', (call, host, output) => {
  const script = SHOW.replace('CALL', () => call.replaceAll('ONE', ONE));
  const actual = runTest(script, { host }).payload.output;
  if (output.endsWith('…')) expect(actual.startsWith(output.slice(0, -1)), actual).toBe(true);
  else expect(actual).toBe(output);
});

test('what a script writes is used space', () => {
  const script = `
    write("/data/log", "0123456789");
    write("/data/other", "0");
    let d = ${ONE};
    [d.block_used, d.block_available, d.iused].map(|n| n.to_int()) + [d.block_use_percent]`;
  const { payload } = runTest(script, { host: { ...ROOT, mounts: [DATA] } });
  expect(payload.error).toBeUndefined();
  expect(payload.output).toBe('[8192, 57344, 3, 12.5]');
});

test('an unmounted file system is listed no more', () => {
  const script = `
    unmount(UnmountOptions().path("/data/deep").build());
    unmount(UnmountOptions().path("/data").build());
    [df().filter(|f| f.mounted_on.starts_with("/data")).len, cat("/proc/self/mounts").contains("datafs")]`;
  const { payload, trace } = runTest(script, { host: ROOT });
  expect(payload.error).toBeUndefined();
  expect(payload.output).toBe('[0, false]');
  expect(trace.flatMap((event) => (event.kind === 'effect' ? [event.target] : []))).toEqual(['/data/deep', '/data']);
});

test('a mount below another keeps it busy', () => {
  const { payload } = runTest('unmount(UnmountOptions().path("/data").build())', { host: ROOT });
  expect(payload.error?.message).toContain(text('/data', 'Device or resource busy (os error 16)'));
});

function text(path: string, reason: string): string {
  return `Failed to unmount ${path}: ${reason}`;
}

/** The beginning of an array's text. */
function lineOf(items: readonly string[]): string {
  return `[${items.map((item) => `"${item}"`).join(', ')}…`;
}
