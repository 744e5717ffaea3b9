// What the kernel of a virtual host shows of its disks under /proc, /sys and /dev.
// Source: proc_diskstats(5), proc_partitions(5), proc_swaps(5) and the kernel's ABI documents for sysfs.

import type { HostDescription, HostFileEntry } from './hostDescription.ts';
import { type BlockDevice, blockDevices, type DiskCounters, type HostStorage } from './hostStorage.ts';

/** A file of the kernel as its path and text. */
type Shown = readonly [path: string, text: string];

/** The tables under /proc. */
export function diskTables({ storage, machine }: HostDescription): readonly Shown[] {
  const devices = blockDevices(storage);
  const partitions = devices.map(
    ({ major, minor, sizeKb, name }) =>
      `${String(major).padStart(4)} ${String(minor).padStart(8)} ${String(sizeKb).padStart(10)} ${name}\n`,
  );
  const { swapTotalKb: total, swapFreeKb: free } = machine.memory;
  const swap =
    total === 0 ? '' : `${'/swapfile'.padEnd(39)} file\t\t${String(total).padEnd(7)}\t${total - free}\t\t-2\n`;
  return [
    ['/proc/partitions', `major minor  #blocks  name\n\n${partitions.join('')}`],
    ['/proc/diskstats', devices.map(statisticsRow).join('')],
    ['/proc/swaps', `Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n${swap}`],
  ];
}

/** The entries of /sys and /dev for the disks. */
export function diskEntries(storage: HostStorage): ReadonlyMap<string, HostFileEntry> {
  if (!storage.showsDisks) return new Map();
  const folder: HostFileEntry = { kind: 'directory', owner: 'root' };
  return new Map([['/dev/disk/by-id', folder], ...blockDevices(storage).flatMap(sysfsEntries)]);
}

function sysfsEntries(device: BlockDevice): readonly (readonly [string, HostFileEntry])[] {
  const { major, minor, name, disk, isPartition } = device;
  const target = isPartition ? `devices/block/${disk.name}/${name}` : `devices/block/${name}`;
  const uevent = [
    `MAJOR=${major}`,
    `MINOR=${minor}`,
    `DEVNAME=${name}`,
    `DEVTYPE=${isPartition ? 'partition' : 'disk'}`,
  ];
  return [
    [`/sys/${target}/uevent`, file(`${uevent.join('\n')}\n`)],
    [`/sys/${target}/ro`, file(disk.readOnly ? '1\n' : '0\n')],
    ...(isPartition ? [] : [[`/sys/${target}/removable`, file(disk.removable ? '1\n' : '0\n')] as const]),
    [`/sys/dev/block/${major}:${minor}`, { kind: 'symlink', target: `../../${target}`, owner: 'root' }],
  ];
}

function file(text: string): HostFileEntry {
  return { kind: 'file', content: Uint8Array.from(text, (char) => char.charCodeAt(0)), owner: 'root' };
}

function statisticsRow({ major, minor, name, disk }: BlockDevice): string {
  const c: DiskCounters = disk.counters;
  const read = `${c.reads} ${c.readsMerged} ${c.sectorsRead} ${c.readMs}`;
  const written = `${c.writes} ${c.writesMerged} ${c.sectorsWritten} ${c.writeMs}`;
  const place = `${String(major).padStart(4)} ${String(minor).padStart(7)} ${name}`;
  return `${place} ${read} ${written} 0 ${c.busyMs} ${c.readMs + c.writeMs} 0 0 0 0 0 0\n`;
}
