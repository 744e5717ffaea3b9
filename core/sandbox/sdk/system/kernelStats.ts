// Counters of the kernel since boot, as /proc/stat of the virtual host has them.
// Source: rhai-safe-system-info 0.1.0 `kernel_stats.rs` and the procfs crate.

import { type RhaiValue, rhaiArray, rhaiInt, type SdkObject } from '#core/base/value.ts';
import { recordObject, recordsSdk } from '../common/records.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { requireKernelFile } from './sysinfoError.ts';

const STAT = '/proc/stat';

/** Times of a processor in the order of its line. */
const TIMES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'stolen', 'guest', 'guest_nice'];

const MS_PER_TICK = 10n;

export const kernelStatsSdk: SdkModule = {
  'kernel_stats(SystemInfo)': (context) => kernelStats(context),
  ...recordsSdk([
    { type: 'RhaiCpuTime', getters: TIMES.flatMap((name) => [`${name}_ticks`, `${name}_ms`]) },
    {
      type: 'RhaiKernelStats',
      getters: [
        ...['total_cpu_time', 'cpu_time', 'procs_running', 'procs_blocked'],
        ...['context_switches', 'boot_time', 'forks'],
      ],
    },
  ]),
};

/** Seconds since the Unix epoch at which the host booted. */
export function bootTime(context: SdkContext): bigint {
  return counter(context.host.readText(STAT) ?? '', 'btime');
}

/** Check: read on /proc/stat. */
function kernelStats(context: SdkContext): RhaiValue {
  requireKernelFile(context, STAT);
  const text = context.host.readText(STAT) ?? '';
  const cpus = Array.from(text.matchAll(/^(cpu\d*) +(.*)$/gm), ([, name, row = '']) => ({ name, time: cpuTime(row) }));
  const total = cpus.find(({ name }) => name === 'cpu')?.time ?? cpuTime('');
  return recordObject('RhaiKernelStats', {
    total_cpu_time: total,
    cpu_time: rhaiArray(cpus.filter(({ name }) => name !== 'cpu').map(({ time }) => time)),
    procs_running: rhaiInt(counter(text, 'procs_running')),
    procs_blocked: rhaiInt(counter(text, 'procs_blocked')),
    context_switches: rhaiInt(counter(text, 'ctxt')),
    boot_time: rhaiInt(counter(text, 'btime')),
    forks: rhaiInt(counter(text, 'processes')),
  });
}

function cpuTime(row: string): SdkObject {
  const ticks = row.split(' ').map((word) => (/^\d+$/.test(word) ? BigInt(word) : 0n));
  const fields = TIMES.flatMap((name, index) => {
    const time = ticks[index] ?? 0n;
    return [
      [`${name}_ticks`, rhaiInt(time)],
      [`${name}_ms`, rhaiInt(time * MS_PER_TICK)],
    ] as const;
  });
  return recordObject('RhaiCpuTime', Object.fromEntries(fields));
}

function counter(text: string, name: string): bigint {
  return BigInt(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}
