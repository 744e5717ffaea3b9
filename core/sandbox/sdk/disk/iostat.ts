// `iostat`: use of the processors and the disks since the host started, from /proc/stat, /proc/diskstats and /proc/uptime.
// Source: rust-safe-disk-info 0.1.0 `iostat` and procfs 0.17.

import { type RhaiValue, rhaiArray, rhaiFloat, rhaiString } from '#core/base/value.ts';
import { asCommand } from '../common/commandForm.ts';
import { floatField, type RecordFields, recordObject, recordsSdk, textField } from '../common/records.ts';
import { fixedFloat64 } from '../common/rustText.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { requireKernelFile } from './diskError.ts';

const CPU_FIELDS = [
  ...['user_percent', 'nice_percent', 'system_percent', 'iowait_percent', 'steal_percent', 'idle_percent'],
];

/** Fields of a device in the order of its row in the text, with the width each has there. */
const DEVICE_COLUMNS: readonly (readonly [field: string, width: number])[] = [
  ...(['rrqm_per_sec', 'wrqm_per_sec'] as const).map((field) => [field, 8] as const),
  ...(['read_requests_per_sec', 'write_requests_per_sec'] as const).map((field) => [field, 7] as const),
  ...(['rkb_per_sec', 'wkb_per_sec', 'avg_request_size', 'avg_queue_size'] as const).map(
    (field) => [field, 8] as const,
  ),
  ...(['avg_wait', 'avg_read_wait', 'avg_write_wait'] as const).map((field) => [field, 7] as const),
  ...(['svctm', 'util_percent'] as const).map((field) => [field, 6] as const),
];

const CPU_HEADING = 'avg-cpu:  %user   %nice %system %iowait  %steal   %idle';
const DEVICE_HEADING =
  'Device:         rrqm/s   wrqm/s     r/s     w/s    rkB/s    wkB/s avgrq-sz avgqu-sz   await r_await w_await  svctm  %util';

const SECTOR_KB = 0.5;

export const iostatSdk: SdkModule = {
  'iostat(Filesystems)': (context) => snapshot(context),
  'iostat()': asCommand((context) => snapshot(context)),
  ...recordsSdk([
    { type: 'IoStatSnapshot', getters: ['cpu_stats', 'device_stats'], text: snapshotText },
    { type: 'CpuStats', getters: CPU_FIELDS },
    { type: 'DeviceStats', getters: ['device_name', ...DEVICE_COLUMNS.map(([field]) => field)] },
  ]),
};

/** Checks: read on /proc/stat and /proc/diskstats. /proc/uptime is read without one. */
function snapshot(context: SdkContext): RhaiValue {
  requireKernelFile(context, '/proc/stat');
  requireKernelFile(context, '/proc/diskstats');
  const read = (path: string) => context.host.readText(path) ?? '';
  const uptime = Number(words(read('/proc/uptime'))[0] ?? 0);
  const devices = read('/proc/diskstats').split('\n').map(words);
  return recordObject('IoStatSnapshot', {
    cpu_stats: recordObject('CpuStats', cpuStats(read('/proc/stat'))),
    device_stats: rhaiArray(
      devices.filter((row) => row.length > 3).map((row) => recordObject('DeviceStats', deviceStats(row, uptime))),
    ),
  });
}

/** Percentages of the first row of /proc/stat; time of guests is part of the users' time. */
export function cpuStats(stat: string): RecordFields {
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = words(
    stat.split('\n')[0] ?? '',
  )
    .slice(1)
    .map(Number);
  const total = user + nice + system + idle + iowait + irq + softirq + steal;
  const share = (time: number) => rhaiFloat(divide(time, total) * 100);
  return {
    user_percent: share(user),
    nice_percent: share(nice),
    system_percent: share(system + irq + softirq),
    iowait_percent: share(iowait),
    steal_percent: share(steal),
    idle_percent: share(idle),
  };
}

/** A row of /proc/diskstats, spread over the seconds since the host started. */
export function deviceStats(row: readonly string[], uptime: number): RecordFields {
  const [
    reads = 0,
    merged = 0,
    sectorsRead = 0,
    readMs = 0,
    writes = 0,
    writesMerged = 0,
    sectorsWritten = 0,
    ...rest
  ] = row.slice(3).map(Number);
  const [writeMs = 0, , busyMs = 0, weightedMs = 0] = rest;
  const total = reads + writes;
  const values: Readonly<Record<string, number>> = {
    rrqm_per_sec: divide(merged, uptime),
    wrqm_per_sec: divide(writesMerged, uptime),
    read_requests_per_sec: divide(reads, uptime),
    write_requests_per_sec: divide(writes, uptime),
    rkb_per_sec: divide(sectorsRead * SECTOR_KB, uptime),
    wkb_per_sec: divide(sectorsWritten * SECTOR_KB, uptime),
    avg_request_size: divide(sectorsRead + sectorsWritten, total),
    avg_queue_size: divide(weightedMs, uptime * 1000),
    avg_wait: divide(readMs + writeMs, total),
    avg_read_wait: divide(readMs, reads),
    avg_write_wait: divide(writeMs, writes),
    svctm: divide(busyMs, total),
    util_percent: Math.min(100, divide(busyMs, uptime * 1000) * 100),
  };
  return {
    device_name: rhaiString(row[2] ?? ''),
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rhaiFloat(value)])),
  };
}

function snapshotText(fields: RecordFields): string {
  const cpu = recordAt(fields['cpu_stats']);
  const devices = fields['device_stats'];
  const rows = (devices?.kind === 'array' ? devices.items : []).map(recordAt);
  const percentages = CPU_FIELDS.map((name) => number(cpu, name, 6)).join('  ');
  const table = rows.map((row) => {
    const columns = DEVICE_COLUMNS.map(([name, width]) => number(row, name, width));
    return `${textField(row, 'device_name').padEnd(15)} ${columns.join(' ')}\n`;
  });
  return `${CPU_HEADING}\n          ${percentages}\n\n${DEVICE_HEADING}\n${table.join('')}`;
}

function recordAt(value: RhaiValue | undefined): RecordFields {
  if (value?.kind !== 'object') throw new Error('a structure is missing');
  return value.state as RecordFields;
}

function number(fields: RecordFields, name: string, width: number): string {
  return fixedFloat64(floatField(fields, name), 2).padStart(width);
}

function divide(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
