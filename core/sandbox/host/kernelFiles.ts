// The files that the kernel of a virtual host shows under /proc for the machine as a whole.
// Source: proc(5) and its companions; the fields that the procfs crate asks for are all there.

import type { HostDescription } from './hostDescription.ts';
import { diskTables } from './kernelDiskTables.ts';
import { IPC_TABLES } from './kernelIpcTables.ts';
import { KERNEL_PARAMETERS, PARAMETER_FOLDERS } from './kernelParameters.ts';
import { internetTable, unixTable } from './kernelSocketTables.ts';
import type { HostMachine } from './machine.ts';
import { openSockets } from './openSockets.ts';
import { SLAB_TABLE } from './slabTable.ts';

export interface KernelFile {
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

/** Clock ticks of a second, as `sysconf(_SC_CLK_TCK)` gives them. */
const TICKS = 100;

/** The files for a run that starts `startMs` milliseconds after the Unix epoch. */
export function kernelFiles(description: HostDescription, startMs: number): readonly KernelFile[] {
  const { machine, processes } = description;
  const sockets = openSockets(description);
  return [
    ...parameterFiles(description),
    readable('/proc/meminfo', meminfo(machine)),
    readable('/proc/stat', stat(machine, Math.trunc(startMs / 1000), processes.length)),
    readable('/proc/uptime', `${machine.uptimeSeconds}.00 ${machine.uptimeSeconds * machine.cpus}.00\n`),
    readable('/proc/version', `Linux version ${machine.kernel.release} ${machine.kernel.version}\n`),
    { path: '/proc/slabinfo', mode: 0o400, text: SLAB_TABLE },
    ...(['tcp', 'tcp6', 'udp', 'udp6'] as const).map((protocol) =>
      readable(`/proc/net/${protocol}`, internetTable(sockets, protocol)),
    ),
    readable('/proc/net/unix', unixTable(sockets)),
    ...diskTables(description).map(([path, text]) => readable(path, text)),
    ...IPC_TABLES.map(([path, text]) => readable(path, text)),
  ];
}

/** Folders of /proc that exist although no file is in them. */
export function kernelFolders(): readonly string[] {
  return PARAMETER_FOLDERS.map((folder) => `/proc/sys/${folder}`);
}

function parameterFiles({ hostname, machine }: HostDescription): readonly KernelFile[] {
  const own = [
    { path: 'kernel/ostype', mode: 0o444, value: 'Linux' },
    { path: 'kernel/osrelease', mode: 0o444, value: machine.kernel.release },
    { path: 'kernel/version', mode: 0o444, value: machine.kernel.version },
    { path: 'kernel/hostname', mode: 0o644, value: hostname },
  ];
  const values = new Map([...machine.sysctl].map(([key, value]) => [key.replaceAll('.', '/'), value]));
  const known = [...own, ...KERNEL_PARAMETERS];
  const paths = new Set(known.map(({ path }) => path));
  const added = [...values].flatMap(([path, value]) => (paths.has(path) ? [] : [{ path, mode: 0o644, value }]));
  return [...known, ...added].map(({ path, mode, value }) => ({
    path: `/proc/sys/${path}`,
    mode,
    text: mode === 0o200 ? '' : `${values.get(path) ?? value}\n`,
  }));
}

function meminfo({ memory }: HostMachine): string {
  const used = Math.max(0, memory.totalKb - memory.availableKb);
  const active = Math.trunc(memory.cachedKb / 2);
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', memory.totalKb],
    ['MemFree', memory.freeKb],
    ['MemAvailable', memory.availableKb],
    ['Buffers', memory.buffersKb],
    ['Cached', memory.cachedKb],
    ['SwapCached', 0],
    ['Active', active + used],
    ['Inactive', memory.cachedKb - active],
    ['SwapTotal', memory.swapTotalKb],
    ['SwapFree', memory.swapFreeKb],
    ['Dirty', 48],
    ['Writeback', 0],
    ['AnonPages', used],
    ['Mapped', Math.trunc(used / 2)],
    ['Shmem', memory.sharedKb],
    ['Slab', 98_304],
    ['PageTables', 4096],
    ['CommitLimit', Math.trunc(memory.totalKb / 2) + memory.swapTotalKb],
    ['Committed_AS', used * 2],
    ['VmallocTotal', 34_359_738_367],
    ['VmallocUsed', 18_432],
    ['VmallocChunk', 0],
  ];
  return rows.map(([name, kb]) => `${`${name}:`.padEnd(16)}${String(kb).padStart(8)} kB\n`).join('');
}

function stat(machine: HostMachine, startSeconds: number, processes: number): string {
  const { cpus, uptimeSeconds } = machine;
  const each = uptimeSeconds * TICKS;
  const share = (part: number) => Math.trunc(each * part);
  // User, nice, system, idle, waiting for I/O, interrupts, soft interrupts, stolen, guest, nice guest.
  const times = [share(0.04), share(0.001), share(0.02), share(0.93), share(0.005), 0, share(0.002), 0, 0, 0];
  const row = (name: string, factor: number) => `${name} ${times.map((time) => time * factor).join(' ')}\n`;
  return [
    row('cpu ', cpus),
    ...Array.from({ length: cpus }, (_, index) => row(`cpu${index}`, 1)),
    `intr ${uptimeSeconds * 210}\n`,
    `ctxt ${uptimeSeconds * 480}\n`,
    `btime ${startSeconds - uptimeSeconds}\n`,
    `processes ${1000 + processes}\n`,
    'procs_running 1\n',
    'procs_blocked 0\n',
    `softirq ${uptimeSeconds * 130} 0 0 0 0 0 0 0 0 0 0\n`,
  ].join('');
}

function readable(path: string, text: string): KernelFile {
  return { path, mode: 0o444, text };
}
