// Inodes, directory entries and devices: what the virtual file system is made of.

/** The time that is stamped on inodes; must not go back. */
export interface FileClock {
  nowNs(): bigint;
}

/** A mounted file system. Renames and links do not cross devices. */
export interface Device {
  readonly id: number;
  readonly type: string;
  /** As /proc/mounts shows it. */
  readonly source: string;
  readonly options: string;
  readonly readOnly: boolean;
  /** Bytes of content it takes, where it has a size of its own. */
  readonly capacity: number | undefined;
  /** Bytes of content in it. */
  used: number;
}

interface InodeBase {
  readonly number: number;
  readonly device: Device;
  /** Permission bits with setuid, setgid and sticky: 0 to 0o7777. */
  mode: number;
  uid: number;
  gid: number;
  links: number;
  accessedNs: bigint;
  modifiedNs: bigint;
  changedNs: bigint;
  readonly xattrs: Map<string, Uint8Array>;
}

export interface DirectoryInode extends InodeBase {
  readonly kind: 'directory';
  /** In order of creation. */
  readonly entries: Map<string, Dentry>;
  /** Where it hangs; undefined for the root. */
  dentry: Dentry | undefined;
  /** The directory that a mount hides. */
  readonly covers?: DirectoryInode;
}

export interface FileInode extends InodeBase {
  readonly kind: 'file';
  /** Never changed in place; may be shorter than `size`, the rest reads as zeros. */
  content: Uint8Array;
  size: number;
  /** Bytes set aside without content. */
  reserved: number;
}

export interface SymlinkInode extends InodeBase {
  readonly kind: 'symlink';
  readonly target: string;
}

export interface SpecialInode extends InodeBase {
  readonly kind: 'fifo' | 'socket' | 'charDevice' | 'blockDevice';
  /** Which device of the kernel it is, where the sandbox plays it. */
  readonly behavior?: 'null' | 'zero';
}

export type Inode = DirectoryInode | FileInode | SymlinkInode | SpecialInode;
export type InodeKind = Inode['kind'];

/** A name in a directory. It survives a rename, so that an open file knows its present path. */
export interface Dentry {
  name: string;
  parent: DirectoryInode;
  readonly inode: Inode;
  removed: boolean;
}

/** What `stat` tells of an inode. */
export interface Stat {
  readonly kind: InodeKind;
  readonly inode: number;
  readonly device: number;
  /** Type and permission bits, as in `st_mode`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: number;
  readonly size: number;
  /** Units of 512 bytes. */
  readonly blocks: number;
  readonly accessedNs: bigint;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
}

/** A directory's size, whatever it holds. */
export const DIRECTORY_SIZE = 4096;

/** Space is given out in units of this many bytes. */
export const ALLOCATION_UNIT = 4096;

const TYPE_BITS: Readonly<Record<InodeKind, number>> = {
  directory: 0o040000,
  file: 0o100000,
  symlink: 0o120000,
  fifo: 0o010000,
  socket: 0o140000,
  charDevice: 0o020000,
  blockDevice: 0o060000,
};

/** `fstat` of an inode. */
export function statOf(inode: Inode): Stat {
  return {
    kind: inode.kind,
    inode: inode.number,
    device: inode.device.id,
    mode: TYPE_BITS[inode.kind] | inode.mode,
    uid: inode.uid,
    gid: inode.gid,
    links: inode.links,
    size: sizeOf(inode),
    blocks: blocksOf(inode),
    accessedNs: inode.accessedNs,
    modifiedNs: inode.modifiedNs,
    changedNs: inode.changedNs,
  };
}

/** The absolute path of a directory entry as the kernel names it under /proc/self/fd. */
export function dentryPath(dentry: Dentry | undefined): string {
  const names: string[] = [];
  let removed = false;
  for (let at = dentry; at !== undefined; at = at.parent.dentry) {
    names.push(at.name);
    removed ||= at.removed;
  }
  return `/${names.reverse().join('/')}${removed ? ' (deleted)' : ''}`;
}

function sizeOf(inode: Inode): number {
  switch (inode.kind) {
    case 'directory':
      return DIRECTORY_SIZE;
    case 'file':
      return inode.size;
    case 'symlink':
      return inode.target.length;
    case 'fifo':
    case 'socket':
    case 'charDevice':
    case 'blockDevice':
      return 0;
  }
}

function blocksOf(inode: Inode): number {
  if (inode.kind === 'directory') return DIRECTORY_SIZE / 512;
  if (inode.kind !== 'file') return 0;
  const stored = Math.max(inode.content.length, inode.reserved);
  return (Math.ceil(stored / ALLOCATION_UNIT) * ALLOCATION_UNIT) / 512;
}
