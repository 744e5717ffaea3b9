// The keys of a host file that describe machine and network: what they become, and what is wrong with them.

import { expect, test } from 'vitest';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { ipText } from '#core/sandbox/host/ipBytes.ts';
import { VirtualHost } from '#core/sandbox/host/virtualHost.ts';

function read(value: unknown) {
  return parseHostFile(JSON.stringify(value));
}

test('memory, processors, kernel and parameters show under /proc', () => {
  const { description, problems } = read({
    cpus: 3,
    memory: { total_kb: 1000, available_kb: 400, swap_total_kb: 50 },
    kernel: { release: '6.6.1' },
    sysctl: { 'vm.swappiness': '10', 'net.made.up': 'x' },
  });
  expect(problems).toEqual([]);
  if (description === undefined) throw new Error('no host');
  const host = new VirtualHost(description);
  expect(host.readText('/proc/meminfo')).toMatch(/^MemTotal: +1000 kB\n(?:.*\n)*SwapFree: +50 kB$/m);
  expect(host.readText('/proc/stat')?.match(/^cpu\d/gm)).toHaveLength(3);
  expect(host.readText('/proc/sys/kernel/osrelease')).toBe('6.6.1\n');
  expect(host.readText('/proc/sys/vm/swappiness')).toBe('10\n');
  expect(host.readText('/proc/sys/net/made/up')).toBe('x\n');
});

test('sockets, names, interfaces and other servers', () => {
  const { description, problems } = read({
    processes: [{ command: ['db'], sockets: [{ local: '127.0.0.1:5432' }, { protocol: 'unix', path: '/run/db' }] }],
    dns: { 'db.internal': ['10.0.0.5'] },
    interfaces: { eth0: ['10.0.0.2'] },
    http: { 'https://api.test/v1': { body: 'v1', delay_ms: 20 }, '/ok': { fails: true } },
  });
  expect(problems).toEqual([]);
  expect(description?.network).toEqual({
    interfaces: [
      { name: 'lo', addresses: ['127.0.0.1', '::1'] },
      { name: 'eth0', addresses: ['10.0.0.2'] },
    ],
    names: new Map([['db.internal', ['10.0.0.5']]]),
  });
  expect(description?.processes[0]?.sockets?.map(({ kind, state }) => [kind, state])).toEqual([
    ['internet', 'LISTEN'],
    ['unix', 'UNCONNECTED'],
  ]);
  expect(description?.web.get('https://api.test/v1')?.delayMs).toBe(20);
  expect(description?.http?.get('/ok')?.fails).toBe(true);
});

test.each([
  [{ memory: { total_kb: 10, available_kb: 11 } }, 'memory: more is free than there is'],
  [{ processes: [{ command: ['x'], sockets: [{ local: 'here' }] }] }, 'must be an address with a port'],
  [{ processes: [{ command: ['x'], sockets: [{ protocol: 'sctp' }] }] }, '"protocol" must be tcp'],
  [{ processes: [{ command: ['x'], sockets: [{ local: '0.0.0.0:1', state: 'OPEN' }] }] }, 'must be one of'],
  [{ http: { ok: {} } }, 'a whole URL'],
  [{ cpus: 0 }, 'must be a whole number from 1'],
])('%j is an error', (value, message) => {
  const { description, problems } = read(value);
  expect(description).toBeUndefined();
  expect(problems.map((problem) => `${problem.path}: ${problem.message}`).join('\n')).toContain(message);
});

test.each([
  ['fd00:0:0:0:0:0:0:7', 'fd00::7'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['::', '::'],
  ['::FFFF:10.0.0.1', '::ffff:10.0.0.1'],
  ['1:0:2:0:0:3:0:4', '1:0:2::3:0:4'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['10.0.0.1', '10.0.0.1'],
])('%s is printed as %s', (address, text) => {
  expect(ipText(address)).toBe(text);
});
