// Space and inodes of a mounted file system, as statvfs(3) tells them on the virtual host.

import type { HostDescription } from '../../host/hostDescription.ts';
import { blockDevices } from '../../host/hostStorage.ts';
import type { MountRow } from '../../host/mountTable.ts';
import { type DirectoryInode, type Inode, statOf } from '../../vfs/inode.ts';
import type { SdkContext } from '../types.ts';

export interface FileSystemUsage {
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly inodes: number;
  readonly freeInodes: number;
}

const PAGE = 4096;
const BYTES_PER_BLOCK = 512;
const BYTES_PER_INODE = 16_384;

/** What an installed system takes on the disk that the host runs from, besides the files that a run sees. */
const INSTALLED_BYTES = 3 * 1024 ** 3;
const INSTALLED_INODES = 90_000;

/** Part of a disk that the file system needs for itself. */
const OVERHEAD = 0.02;

/** Space of a disk that the host file says nothing about. */
const UNKNOWN_DISK_KB = 10_485_760;

export function fileSystemUsage(context: SdkContext, row: MountRow): FileSystemUsage {
  const { fs, description } = context.host;
  const root = row.root ?? fs.root;
  const inUse = inodesOf(root, new Set());
  const usedBytes = Array.from(inUse, spaceOf).reduce((sum, bytes) => sum + bytes, 0);
  const usedInodes = inUse.size;
  if (row.root !== undefined && (root.device.capacity !== undefined || row.type === 'tmpfs')) {
    return memoryUsage(description, row, usedBytes, usedInodes);
  }
  const installed = row.root === undefined;
  const totalBytes = pages(diskKb(description, row.source) * 1024 * (1 - OVERHEAD));
  const inodes = Math.trunc(totalBytes / BYTES_PER_INODE);
  return {
    totalBytes,
    availableBytes: Math.max(0, totalBytes - usedBytes - (installed ? INSTALLED_BYTES : 0)),
    inodes,
    freeInodes: Math.max(0, inodes - usedInodes - (installed ? INSTALLED_INODES : 0)),
  };
}

/** A tmpfs: by default half of the memory, and an inode for every second page of the memory. */
function memoryUsage(
  { machine }: HostDescription,
  { root, options }: MountRow,
  usedBytes: number,
  usedInodes: number,
): FileSystemUsage {
  const memory = machine.memory.totalKb * 1024;
  const totalBytes = pages(root?.device.capacity ?? memory / 2);
  const given = options.find((option) => option.startsWith('nr_inodes='));
  const inodes = given === undefined ? Math.trunc(memory / PAGE / 2) : Number(given.slice('nr_inodes='.length));
  return {
    totalBytes,
    availableBytes: Math.max(0, totalBytes - usedBytes),
    inodes,
    freeInodes: Math.max(0, inodes - usedInodes),
  };
}

function diskKb({ storage }: HostDescription, source: string): number {
  const name = source.replace(/^\/dev\//, '');
  return blockDevices(storage).find((device) => device.name === name)?.sizeKb ?? UNKNOWN_DISK_KB;
}

/** The directory itself and everything below it on its device, each once however many names it has. */
function inodesOf(directory: DirectoryInode, found: Set<Inode>): ReadonlySet<Inode> {
  found.add(directory);
  for (const { inode } of directory.entries.values()) {
    if (inode.device !== directory.device) continue;
    if (inode.kind === 'directory') inodesOf(inode, found);
    else found.add(inode);
  }
  return found;
}

/** Whole pages of a file; directories and links take none, as on a tmpfs. */
function spaceOf(inode: Inode): number {
  return inode.kind === 'file' ? statOf(inode).blocks * BYTES_PER_BLOCK : 0;
}

function pages(bytes: number): number {
  return Math.trunc(bytes / PAGE) * PAGE;
}
