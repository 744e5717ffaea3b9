// Texts that the kernel makes and the SDK reads. Expected values: recorded runs, slabinfo(5), proc(5).

import { expect, test } from 'vitest';
import { MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { kernelFiles } from '#core/sandbox/host/kernelFiles.ts';
import { SLAB_TABLE } from '#core/sandbox/host/slabTable.ts';
import { calendarText, parseKernelMessages, sinceBootText } from '#core/sandbox/sdk/system/dmesg.ts';
import { parseSlabInfo, slabSdk } from '#core/sandbox/sdk/system/slab.ts';
import { refuseParameterValue } from '#core/sandbox/sdk/system/sysctlValue.ts';
import { call } from '../common/fakeContext.ts';

test.each([
  [1_000_000n, '    1.000000'],
  [61_000_001n, '   61.000001'],
  [5n, '    0.000005'],
  [123_456_789_000_000n, '123456789.000000'],
])('%s microseconds since boot', (microseconds, text) => {
  expect(sinceBootText(microseconds)).toBe(text);
});

test('a moment on the calendar has 24 characters', () => {
  expect(calendarText(1_777_982_400n)).toBe('Tue May 05 12:00:00 2026');
});

test('lines without a header or without a text are left out', () => {
  const text = 'no header\n6,1,5,-;\n30,4,7000000,-;text; with; semicolons\n SUBSYSTEM=pci\n';
  expect(parseKernelMessages(text)).toEqual([{ microseconds: 7_000_000n, text: 'text; with; semicolons' }]);
});

test.each([
  ['6,,5,-;x', 'Unable to parse  into a usize due to error: cannot parse integer from empty string'],
  ['4294967296,1,5,-;x', 'Unable to parse 4294967296 into a u32 due to error: number too large to fit in target type'],
  ['96,1,5,-;x', 'Unable to parse 96 into log facility and level. Line: 96,1,5,-;x'],
])('the header of %j fails', (line, reason) => {
  expect(() => parseKernelMessages(line)).toThrow(`RMesgError:: EntryParsingError: Generic("${reason}`);
});

test('the table of slabs is read and summed up', () => {
  const table = SLAB_TABLE.split('\n').slice(0, 2).join('\n');
  const rows = 'a 1 2 512 4 1 : tunables 0 0 0 : slabdata 3 4 0\nb 0 30 1024 8 2 : tunables 0 0 0 : slabdata 0 4 0\n';
  const info = parseSlabInfo(`${table}\n${rows}`);
  const slabs = call(slabSdk, 'get$slabs(SlabInfo)', [info]);
  const first = slabs.kind === 'array' ? slabs.items[0] : undefined;
  expect(first && call(slabSdk, 'get$name(SlabEntry)', [first])).toMatchObject({ value: 'b' });
  expect(first && call(slabSdk, 'get$cache_size_kb(SlabEntry)', [first])).toMatchObject({ type: 'u64', value: 0n });
  expect(call(slabSdk, 'to_string(SlabSummary)', [call(slabSdk, 'get$summary(SlabInfo)', [info])])).toMatchObject({
    value: [
      'Active / Total Objects (% used)    : 1 / 32 (3.1%)',
      'Active / Total Slabs (% used)      : 3 / 8 (37.5%)',
      'Active / Total Caches (% used)     : 1 / 2 (50.0%)',
      'Active / Total Size (% used)       : 0.50K / 31K (1.6%)',
      'Minimum / Average / Maximum Object : 0.50K / 0.97K / 1.00K',
    ].join('\n'),
  });
});

test.each([
  ['', 'Failed to parse slabinfo data: Missing version line in /proc/slabinfo'],
  ['slabinfo - version: 1.1\n', 'Failed to parse slabinfo. This version 1.1 of slabinfo is not supported'],
  ['slabinfo - version: 2.1\n# name\n', 'Failed to parse slabinfo data: No slab entries found'],
])('a table that begins with %j is refused', (text, message) => {
  expect(() => parseSlabInfo(text)).toThrow(message);
});

test.each([
  ['60\n', '10', false],
  ['60\n', 'ten', true],
  ['4096\t131072\t6291456\n', '4096 87380 16777216', false],
  ['(none)\n', 'lab.test', false],
])('a parameter that reads %j and is set to %j', (present, value, refused) => {
  expect(refuseParameterValue(present, value)).toBe(refused);
});

test('sockets stand in the tables of /proc/net as the kernel writes them', () => {
  const process = {
    command: ['db'],
    user: 'agent',
    sockets: [
      {
        kind: 'internet',
        protocol: 'tcp6',
        local: { ip: '::1', port: 5432 },
        remote: { ip: '::', port: 0 },
        state: 'LISTEN',
      },
      { kind: 'unix', type: 'STREAM', state: 'UNCONNECTED', path: '/run/db.sock' },
    ],
  } as const;
  const files = kernelFiles({ ...MINIMAL_HOST, http: new Map(), processes: [process] }, 0);
  const text = (path: string) => files.find((file) => file.path === path)?.text;
  expect(text('/proc/net/tcp')).toContain(' 0: 0100007F:1F90 00000000:0000 0A ');
  expect(text('/proc/net/tcp6')).toContain(
    ' 0: 00000000000000000000000001000000:1538 00000000000000000000000000000000:0000 0A ',
  );
  expect(text('/proc/net/unix')).toMatch(/: 00000002 00000000 00010000 0001 01 \d+ \/run\/db\.sock$/m);
});
