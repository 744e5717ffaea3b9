// Reads the keys of a host file that describe its machine: `cpus`, `memory`, `kernel`, `uptime_s` and `sysctl`.

import type { JsonField, JsonFields } from './jsonFields.ts';
import type { HostMachine, HostMemory } from './machine.ts';

export const MACHINE_KEYS: readonly string[] = ['cpus', 'memory', 'kernel', 'uptime_s', 'sysctl'];

const MAX_CPUS = 4096;
const MAX_KB = 2 ** 40;
const MAX_UPTIME = 2 ** 31;

/** The machine that the members describe, on top of what the host starts from. */
export function readMachine(
  fields: JsonFields,
  members: ReadonlyMap<string, JsonField>,
  base: HostMachine,
): HostMachine {
  const sysctl = members.get('sysctl');
  const values = sysctl === undefined ? [] : [...fields.members(sysctl)];
  return {
    cpus: fields.integer(members.get('cpus'), base.cpus, 1, MAX_CPUS),
    memory: readMemory(fields, members.get('memory'), base.memory),
    kernel: readKernel(fields, members.get('kernel'), base.kernel),
    uptimeSeconds: fields.integer(members.get('uptime_s'), base.uptimeSeconds, 0, MAX_UPTIME),
    sysctl: new Map([...base.sysctl, ...values.map(([key, value]) => [key, fields.text(value, '')] as const)]),
  };
}

function readMemory(fields: JsonFields, field: JsonField | undefined, base: HostMemory): HostMemory {
  if (field === undefined) return base;
  const members = fields.members(field, MEMORY_KEYS);
  const kb = (key: string, fallback: number) => fields.integer(members.get(key), fallback, 0, MAX_KB);
  const totalKb = kb('total_kb', base.totalKb);
  const availableKb = kb('available_kb', Math.min(base.availableKb, totalKb));
  const swapTotalKb = kb('swap_total_kb', base.swapTotalKb);
  const memory: HostMemory = {
    totalKb,
    freeKb: kb('free_kb', Math.min(base.freeKb, availableKb)),
    availableKb,
    buffersKb: kb('buffers_kb', base.buffersKb),
    cachedKb: kb('cached_kb', base.cachedKb),
    sharedKb: kb('shared_kb', base.sharedKb),
    swapTotalKb,
    swapFreeKb: kb('swap_free_kb', swapTotalKb),
  };
  if (memory.availableKb > totalKb || memory.freeKb > totalKb) fields.error(field, 'more is free than there is');
  if (memory.swapFreeKb > swapTotalKb) fields.error(field, 'more swap is free than there is');
  return memory;
}

const MEMORY_KEYS = [
  ...['total_kb', 'free_kb', 'available_kb', 'buffers_kb', 'cached_kb', 'shared_kb'],
  ...['swap_total_kb', 'swap_free_kb'],
];

function readKernel(
  fields: JsonFields,
  field: JsonField | undefined,
  base: HostMachine['kernel'],
): HostMachine['kernel'] {
  if (field === undefined) return base;
  const members = fields.members(field, ['release', 'version', 'machine']);
  return {
    release: fields.text(members.get('release'), base.release),
    version: fields.text(members.get('version'), base.version),
    machine: fields.text(members.get('machine'), base.machine),
  };
}
