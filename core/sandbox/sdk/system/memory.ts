// Memory and swap, as /proc/meminfo of the virtual host has them.
// Source: rust-safe-system-info 0.1.0 `memory` and the procfs crate.

import { type RhaiValue, rhaiMap } from '#core/base/value.ts';
import { asCommand } from '../common/commandForm.ts';
import { integerField, type RecordFields, recordObject, recordsSdk, rhaiU64 } from '../common/records.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { requireKernelFile } from './sysinfoError.ts';

const MEMINFO = '/proc/meminfo';
const BYTES_PER_KB = 1024n;
const MEMORY_FIELDS = ['total', 'free', 'available', 'used', 'buffers', 'cached', 'shared_mem'];

export const memorySdk: SdkModule = {
  'memory_info(SystemInfo)': (context) => memoryInfo(context),
  'swap_info(SystemInfo)': (context) => swapInfo(context),
  'free()': asCommand((context) =>
    rhaiMap([
      ['memory', memoryInfo(context)],
      ['swap', swapInfo(context)],
    ]),
  ),
  ...recordsSdk([
    { type: 'Meminfo', getters: MEMORY_FIELDS, text: memoryText },
    { type: 'Swapinfo', getters: ['total', 'free', 'used'], text: swapText },
  ]),
};

/** Check: read on /proc/meminfo. */
function memoryInfo(context: SdkContext): RhaiValue {
  requireKernelFile(context, MEMINFO);
  const bytes = readMeminfo(context);
  const total = bytes('MemTotal');
  const available = bytes('MemAvailable');
  return recordObject('Meminfo', {
    total: rhaiU64(total),
    free: rhaiU64(bytes('MemFree')),
    available: rhaiU64(available),
    used: rhaiU64(total - available),
    buffers: rhaiU64(bytes('Buffers')),
    cached: rhaiU64(bytes('Cached')),
    shared_mem: rhaiU64(bytes('Shmem')),
  });
}

/** Check: read on /proc/meminfo. */
function swapInfo(context: SdkContext): RhaiValue {
  requireKernelFile(context, MEMINFO);
  const bytes = readMeminfo(context);
  const total = bytes('SwapTotal');
  const free = bytes('SwapFree');
  return recordObject('Swapinfo', { total: rhaiU64(total), free: rhaiU64(free), used: rhaiU64(total - free) });
}

function readMeminfo(context: SdkContext): (key: string) => bigint {
  const rows = (context.host.readText(MEMINFO) ?? '').matchAll(/^(\S+):\s+(\d+)/gm);
  const values = new Map(Array.from(rows, ([, key = '', kb = '0']) => [key, BigInt(kb) * BYTES_PER_KB] as const));
  return (key) => values.get(key) ?? 0n;
}

function memoryText(fields: RecordFields): string {
  const bytes = (label: string, name: string) => `  ${label}: ${integerField(fields, name)} bytes`;
  return [
    'Memory Info:',
    bytes('Total', 'total'),
    bytes('Free', 'free'),
    bytes('Available', 'available'),
    bytes('Used', 'used'),
    bytes('Buffers', 'buffers'),
    bytes('Cached', 'cached'),
    bytes('Shared', 'shared_mem'),
  ].join('\n');
}

function swapText(fields: RecordFields): string {
  const bytes = (label: string, name: string) => `  ${label}: ${integerField(fields, name)} bytes`;
  return ['Swap Info:', bytes('Total', 'total'), bytes('Free', 'free'), bytes('Used', 'used')].join('\n');
}
