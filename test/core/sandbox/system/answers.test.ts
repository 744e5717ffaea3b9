// Answers of the system area that depend on what the host file says. Expected texts: the SDK's own, from its sources.

import { expect, test } from 'vitest';
import { runTest } from '#test/sandbox.ts';

const HOST = {
  cpus: 4,
  kernel: { release: '6.6.1', version: '#7 SMP', machine: 'aarch64' },
  memory: { total_kb: 1000, free_kb: 100, available_kb: 400, buffers_kb: 10, cached_kb: 20, shared_kb: 5 },
  sysctl: { 'vm.swappiness': '10' },
};
const ROOT = { ...HOST, principal: 'root', runs_as: 'root' };

const SHOW = 'let out = (); try { out = CALL } catch (e) { out = if type_of(e) == "map" { e.message } else { e } } out';

test.each([
  ['nproc()', HOST, '4'],
  ['SystemInfo().kernel_stats().cpu_time.len', HOST, '4'],
  ['uname().to_string()', HOST, 'Linux rehearsal-host 6.6.1 #7 SMP aarch64 aarch64 aarch64 GNU/Linux'],
  ['free().memory.used.to_int()', HOST, '614400'],
  [
    'SystemInfo().memory_info().to_string()',
    HOST,
    'Memory Info:\n  Total: 1024000 bytes\n  Free: 102400 bytes\n  Available: 409600 bytes\n  Used: 614400 bytes\n  Buffers: 10240 bytes\n  Cached: 20480 bytes\n  Shared: 5120 bytes',
  ],
  ['SystemInfo().swap_info().to_string()', HOST, 'Swap Info:\n  Total: 0 bytes\n  Free: 0 bytes\n  Used: 0 bytes'],
  ['sysctl_read("vm.swappiness")', HOST, '10'],
  ['SysctlManager().find("vm/swapp").map(|e| e.to_map())', HOST, '[#{"key": "vm.swappiness", "value": "10"}]'],
  ['sysctl_read("vm.mmap_rnd_bits")', HOST, 'Permission denied (os error 13)'],
  ['SystemInfo().slab_info()', HOST, 'Permission denied (os error 13)'],
  ['sysctl_write("vm.swappiness", "x")', ROOT, 'Invalid sysctl value for vm.swappiness=x: Invalid argument'],
  ['sysctl_write("vm.none", "1")', ROOT, 'Invalid sysctl parameter: vm.none'],
  ['sysctl_write("kernel.ostype", "BSD")', ROOT, 'Permission denied (os error 13)'],
  ['SystemInfo().resolve_hostname(ResolveOptions().build())', HOST, '`hostname` must be initialized'],
  ['resolve("x.internal")', HOST, 'DNS resolution failed for hostname: x.internal, reason: request timed out'],
])('%s', (call, host, output) => {
  expect(
    runTest(
      SHOW.replace('CALL', () => call),
      { host },
    ).payload.output,
  ).toBe(output);
});

test('a new host name is the name from then on', () => {
  const script = 'sysctl_write("kernel.hostname", "later"); [hostname(), uname().nodename]';
  expect(runTest(script, { host: ROOT }).payload.output).toBe('["later", "later"]');
});

test('a name server that is not there takes its time', () => {
  const script = 'let t = timestamp(); try { resolve("x.internal") } catch { } t.elapsed >= 15.0';
  expect(runTest(script, {}).payload.output).toBe('true');
});
