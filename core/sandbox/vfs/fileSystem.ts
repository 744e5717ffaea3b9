// An in-memory POSIX file system: the system calls that the SDK makes, with Linux's rules and errors.

import { compareUtf8 } from '#core/base/value.ts';
import { FileSystemError } from './errno.ts';
import { FileContent } from './fileContent.ts';
import {
  type Dentry,
  type Device,
  type DirectoryInode,
  dentryPath,
  type FileClock,
  type FileInode,
  type Inode,
  type SpecialInode,
  type Stat,
  type SymlinkInode,
  statOf,
} from './inode.ts';
import { OpenFile } from './openFile.ts';
import { type WalkResult, walk } from './pathWalk.ts';
import {
  type Credentials,
  inGroup,
  READ,
  ROOT,
  requireAccess,
  requireInsert,
  requireOwner,
  requireRemove,
  WRITE,
} from './permissions.ts';
import { DEFAULT_STORAGE_LIMITS, Storage, type StorageLimits } from './storage.ts';

export interface LookupOptions {
  /** Where a relative path starts; the root when absent. */
  readonly at?: DirectoryInode;
  /** Whether a link in the last component is followed; true when absent. */
  readonly follow?: boolean;
  /** Stay below `at`: absolute links and `..` out of it fail with EXDEV. */
  readonly beneath?: boolean;
}

export interface OpenFlags extends LookupOptions {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly create?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
  /** Permissions of a created file before the umask. */
  readonly mode?: number;
}

export interface MountOptions {
  readonly type: string;
  readonly source: string;
  readonly options: string;
  readonly readOnly?: boolean;
  readonly capacity?: number;
  readonly mode?: number;
}

/** Bits that the umask takes from new files and directories. */
export const UMASK = 0o022;

export class FileSystem {
  readonly root: DirectoryInode;
  readonly #clock: FileClock;
  readonly #storage: Storage;
  readonly #content: FileContent;
  readonly #mounts: DirectoryInode[] = [];
  #nextInode = 2;
  #nextDevice = 1;

  constructor(clock: FileClock, limits: StorageLimits = DEFAULT_STORAGE_LIMITS) {
    this.#clock = clock;
    this.#storage = new Storage(limits);
    this.#content = new FileContent(clock, this.#storage);
    this.root = this.#directory(
      this.#device({ type: 'ext4', source: '/dev/root', options: 'rw,relatime' }),
      ROOT,
      0o755,
    );
  }

  /** Where a path leads, existing or not. */
  walk(who: Credentials, path: string, options: LookupOptions = {}): WalkResult {
    const { at = this.root, follow = true, beneath = false } = options;
    return walk(this.root, who, at, path, { follow, beneath });
  }

  /** The inode a path names. Throws ENOENT, ENOTDIR, ELOOP, EACCES. */
  lookup(who: Credentials, path: string, options: LookupOptions = {}): Inode {
    const found = this.walk(who, path, options);
    if (found.inode === undefined) throw new FileSystemError('ENOENT');
    if (found.mustBeDirectory && found.inode.kind !== 'directory') throw new FileSystemError('ENOTDIR');
    return found.inode;
  }

  stat(who: Credentials, path: string, options: LookupOptions = {}): Stat {
    return statOf(this.lookup(who, path, options));
  }

  /** The present absolute path of a directory, ` (deleted)` behind it when it has none. */
  pathOf(directory: DirectoryInode): string {
    return dentryPath(directory.dentry);
  }

  /** `realpath`: the absolute path without links. */
  realPath(who: Credentials, path: string): string {
    const found = this.walk(who, path);
    if (found.inode === undefined) throw new FileSystemError('ENOENT');
    if (found.mustBeDirectory && found.inode.kind !== 'directory') throw new FileSystemError('ENOTDIR');
    return dentryPath(found.dentry);
  }

  /** Opens a directory for lookups below it, which needs no permission on the directory itself. */
  openDirectory(who: Credentials, path: string, options: LookupOptions = {}): DirectoryInode {
    const inode = this.lookup(who, path, options);
    if (inode.kind !== 'directory') throw new FileSystemError('ENOTDIR');
    return inode;
  }

  /**
   * The entries of a directory. Throws EACCES without read permission. Linux promises no order; by name it depends on
   * nothing but the names.
   */
  list(who: Credentials, directory: DirectoryInode): readonly Dentry[] {
    requireAccess(who, directory, READ);
    return [...directory.entries.values()].sort((a, b) => compareUtf8(a.name, b.name));
  }

  openFile(who: Credentials, path: string, flags: OpenFlags): OpenFile {
    const found = this.walk(who, path, { ...flags, follow: flags.follow !== false && flags.exclusive !== true });
    let { inode, dentry } = found;
    const existed = inode !== undefined;
    if (existed && flags.create === true && flags.exclusive === true) throw new FileSystemError('EEXIST');
    if (inode === undefined) {
      if (flags.create !== true) throw new FileSystemError('ENOENT');
      if (found.mustBeDirectory) throw new FileSystemError('EISDIR');
      const created = this.#file(found.parent.device, who, (flags.mode ?? 0o666) & ~UMASK & 0o7777);
      dentry = this.#insert(who, found, created);
      inode = created;
    }
    if (inode.kind === 'symlink') throw new FileSystemError('ELOOP');
    if (inode.kind === 'directory') {
      throw new FileSystemError(flags.write === true || flags.create === true ? 'EISDIR' : 'EINVAL');
    }
    if (found.mustBeDirectory) throw new FileSystemError('ENOTDIR');
    if (inode.kind === 'socket') throw new FileSystemError('ENXIO');
    const { read = false, write = false } = flags;
    if (existed) requireAccess(who, inode, (read ? READ : 0) | (write ? WRITE : 0));
    const file = new OpenFile(this.#content, who, inode, dentry, read, write);
    if (flags.truncate === true && write) file.truncate(0);
    return file;
  }

  /** A file without a name in a directory's file system, as `O_TMPFILE` makes it. */
  openAnonymous(who: Credentials, directory: DirectoryInode, mode: number): OpenFile {
    requireInsert(who, directory);
    const inode = this.#file(directory.device, who, mode & ~UMASK);
    inode.links = 0;
    return new OpenFile(this.#content, who, inode, undefined, true, true);
  }

  /**
   * Gives an anonymous file a name below a directory, in place of whatever file has it. Returns the file under its new
   * name.
   */
  linkOver(who: Credentials, file: OpenFile, directory: DirectoryInode, path: string): OpenFile {
    const found = this.walk(who, path, { at: directory, follow: false, beneath: true });
    if (found.inode?.kind === 'directory') throw new FileSystemError('EISDIR');
    if (found.dentry !== undefined) {
      requireRemove(who, found.parent, found.dentry.inode);
      this.#remove(found.dentry);
    }
    file.inode.links = 1;
    const linked = new OpenFile(
      this.#content,
      who,
      file.inode,
      this.#insert(who, found, file.inode),
      file.readable,
      file.writable,
    );
    linked.position = file.position;
    return linked;
  }

  mkdir(who: Credentials, path: string, options: LookupOptions & { readonly mode?: number } = {}): DirectoryInode {
    const found = this.walk(who, path.length > 1 ? path.replace(/\/+$/, '') : path, { ...options, follow: false });
    if (found.inode !== undefined) throw new FileSystemError('EEXIST');
    const mode = ((options.mode ?? 0o777) & ~UMASK & 0o1777) | (found.parent.mode & 0o2000);
    const directory = this.#directory(found.parent.device, who, mode);
    directory.dentry = this.#insert(who, found, directory);
    found.parent.links++;
    return directory;
  }

  symlink(who: Credentials, target: string, path: string, options: LookupOptions = {}): SymlinkInode {
    if (target === '') throw new FileSystemError('ENOENT');
    const found = this.walk(who, path, { ...options, follow: false });
    if (found.inode !== undefined) throw new FileSystemError('EEXIST');
    if (found.mustBeDirectory) throw new FileSystemError('ENOENT');
    const inode: SymlinkInode = { kind: 'symlink', target, ...this.#base(found.parent.device, who, 0o777) };
    this.#insert(who, found, inode);
    return inode;
  }

  /** A pipe, socket or device node. */
  makeSpecial(
    who: Credentials,
    path: string,
    kind: SpecialInode['kind'],
    mode: number,
    behavior?: SpecialInode['behavior'],
  ): SpecialInode {
    const found = this.walk(who, path, { follow: false });
    if (found.inode !== undefined) throw new FileSystemError('EEXIST');
    const inode: SpecialInode = {
      kind,
      ...(behavior === undefined ? {} : { behavior }),
      ...this.#base(found.parent.device, who, mode),
    };
    this.#insert(who, found, inode);
    return inode;
  }

  /** A second name for a file. */
  link(who: Credentials, existing: string, path: string, options: LookupOptions = {}): void {
    const inode = this.lookup(who, existing, { ...options, follow: false });
    if (inode.kind === 'directory') throw new FileSystemError('EPERM');
    const found = this.walk(who, path, { ...options, follow: false });
    if (found.inode !== undefined) throw new FileSystemError('EEXIST');
    if (found.parent.device !== inode.device) throw new FileSystemError('EXDEV');
    this.#insert(who, found, inode);
    inode.links++;
    inode.changedNs = this.#clock.nowNs();
  }

  readLink(who: Credentials, path: string, options: LookupOptions = {}): string {
    const inode = this.lookup(who, path, { ...options, follow: false });
    if (inode.kind !== 'symlink') throw new FileSystemError('EINVAL');
    return inode.target;
  }

  unlink(who: Credentials, path: string, options: LookupOptions = {}): void {
    const found = this.walk(who, path, { ...options, follow: false });
    if (found.dentry === undefined || found.inode === undefined)
      throw new FileSystemError(found.name === '' ? 'EISDIR' : 'ENOENT');
    requireRemove(who, found.parent, found.inode);
    if (found.inode.kind === 'directory') throw new FileSystemError('EISDIR');
    if (found.mustBeDirectory) throw new FileSystemError('ENOTDIR');
    this.#remove(found.dentry);
  }

  rmdir(who: Credentials, path: string, options: LookupOptions = {}): void {
    const found = this.walk(who, path, { ...options, follow: false });
    if (found.dentry === undefined || found.inode === undefined)
      throw new FileSystemError(found.name === '' ? 'EBUSY' : 'ENOENT');
    if (found.name === '') throw new FileSystemError('EINVAL');
    requireRemove(who, found.parent, found.inode);
    if (found.inode.kind !== 'directory') throw new FileSystemError('ENOTDIR');
    if (found.inode.covers !== undefined) throw new FileSystemError('EBUSY');
    if (found.inode.entries.size > 0) throw new FileSystemError('ENOTEMPTY');
    this.#remove(found.dentry);
  }

  /** Removes a name that a handle holds, checking as unlink and rmdir do. */
  removeEntry(who: Credentials, dentry: Dentry): void {
    const options = { at: dentry.parent };
    if (dentry.inode.kind === 'directory') this.rmdir(who, dentry.name, options);
    else this.unlink(who, dentry.name, options);
  }

  rename(
    who: Credentials,
    from: DirectoryInode,
    fromPath: string,
    to: DirectoryInode,
    toPath: string,
    beneath = false,
  ): void {
    const source = this.walk(who, fromPath, { at: from, follow: false, beneath });
    const target = this.walk(who, toPath, { at: to, follow: false, beneath });
    if (source.name === '' || target.name === '') throw new FileSystemError('EBUSY');
    if (source.parent.device !== target.parent.device) throw new FileSystemError('EXDEV');
    const { inode, dentry } = source;
    if (inode === undefined || dentry === undefined) throw new FileSystemError('ENOENT');
    if (inode.kind !== 'directory' && (source.mustBeDirectory || target.mustBeDirectory))
      throw new FileSystemError('ENOTDIR');
    if (isWithin(target.parent, inode)) throw new FileSystemError('EINVAL');
    if (isWithin(source.parent, target.inode)) throw new FileSystemError('ENOTEMPTY');
    if (target.inode === inode) return;
    requireRemove(who, source.parent, inode);
    if (target.inode === undefined) requireInsert(who, target.parent);
    else requireReplaceable(who, target.parent, target.inode, inode);
    if (inode.kind === 'directory' && inode.covers !== undefined) throw new FileSystemError('EBUSY');
    if (inode.kind === 'directory' && source.parent !== target.parent) requireAccess(who, inode, WRITE);
    if (target.dentry !== undefined) this.#remove(target.dentry);
    this.#move(dentry, target.parent, target.name);
  }

  chmod(who: Credentials, inode: Inode, mode: number): void {
    this.#requireWritable(inode);
    requireOwner(who, inode);
    const keepsGroupBit = who.uid === 0 || inode.kind === 'directory' || inGroup(who, inode.gid);
    inode.mode = mode & 0o7777 & (keepsGroupBit ? 0o7777 : ~0o2000);
    inode.changedNs = this.#clock.nowNs();
  }

  /** Absent ids stay. Only root may give files away; an owner may choose among their groups. */
  chown(who: Credentials, inode: Inode, uid: number | undefined, gid: number | undefined): void {
    this.#requireWritable(inode);
    if (who.uid !== 0) {
      const keepsUser = uid === undefined || (uid === inode.uid && who.uid === inode.uid);
      const keepsGroup = gid === undefined || (who.uid === inode.uid && (gid === inode.gid || inGroup(who, gid)));
      if (!keepsUser || !keepsGroup) throw new FileSystemError('EPERM');
    }
    inode.uid = uid ?? inode.uid;
    inode.gid = gid ?? inode.gid;
    if (inode.kind === 'file' && (uid !== undefined || gid !== undefined)) inode.mode &= 0o1777;
    inode.changedNs = this.#clock.nowNs();
  }

  setTimes(who: Credentials, inode: Inode, accessedNs: bigint, modifiedNs: bigint): void {
    this.#requireWritable(inode);
    requireOwner(who, inode);
    inode.accessedNs = accessedNs;
    inode.modifiedNs = modifiedNs;
    inode.changedNs = this.#clock.nowNs();
  }

  /** Throws ENODATA when the attribute is not set. */
  getXattr(inode: Inode, name: string): Uint8Array {
    const value = inode.xattrs.get(name);
    if (value === undefined) throw new FileSystemError('ENODATA');
    return value;
  }

  setXattr(who: Credentials, inode: Inode, name: string, value: Uint8Array): void {
    this.#requireWritable(inode);
    if (name.startsWith('user.')) requireAccess(who, inode, WRITE);
    else requireOwner(who, inode);
    inode.xattrs.set(name, value);
    inode.changedNs = this.#clock.nowNs();
  }

  /** Mounts a new, empty file system over a directory and returns its root. */
  mount(path: string, options: MountOptions): DirectoryInode {
    const found = this.walk(ROOT, path);
    if (found.inode === undefined) throw new FileSystemError('ENOENT');
    if (found.inode.kind !== 'directory') throw new FileSystemError('ENOTDIR');
    if (found.dentry === undefined) throw new FileSystemError('EBUSY');
    const bare = this.#directory(this.#device(options), ROOT, options.mode ?? 0o755);
    const mounted: DirectoryInode = { ...bare, covers: found.inode };
    const dentry: Dentry = { name: found.dentry.name, parent: found.dentry.parent, inode: mounted, removed: false };
    mounted.dentry = dentry;
    dentry.parent.entries.set(dentry.name, dentry);
    this.#mounts.push(mounted);
    return mounted;
  }

  /** Takes a mounted file system away. Throws EINVAL for a directory that is none, EBUSY where one is mounted below. */
  unmount(path: string, options: LookupOptions = {}): void {
    const inode = this.lookup(ROOT, path, options);
    const at = inode.kind === 'directory' ? this.#mounts.indexOf(inode) : -1;
    if (at < 0 || inode.kind !== 'directory' || inode.dentry === undefined || inode.covers?.dentry === undefined)
      throw new FileSystemError('EINVAL');
    if (this.#mounts.some((other) => other !== inode && isWithin(other, inode))) throw new FileSystemError('EBUSY');
    this.#mounts.splice(at, 1);
    inode.dentry.parent.entries.set(inode.dentry.name, inode.covers.dentry);
  }

  /** Roots of the mounted file systems, in the order they were mounted, the root itself first. */
  get mounts(): readonly DirectoryInode[] {
    return [this.root, ...this.#mounts];
  }

  #requireWritable(inode: Inode): void {
    if (inode.device.readOnly) throw new FileSystemError('EROFS');
  }

  #insert(who: Credentials, place: WalkResult, inode: Inode): Dentry {
    requireInsert(who, place.parent);
    if (isRemoved(place.parent)) throw new FileSystemError('ENOENT');
    this.#storage.addEntry();
    const dentry: Dentry = { name: place.name, parent: place.parent, inode, removed: false };
    place.parent.entries.set(place.name, dentry);
    this.#touch(place.parent);
    return dentry;
  }

  #remove(dentry: Dentry): void {
    const { parent, inode } = dentry;
    parent.entries.delete(dentry.name);
    dentry.removed = true;
    this.#touch(parent);
    this.#storage.removeEntry();
    inode.links--;
    inode.changedNs = this.#clock.nowNs();
    if (inode.kind === 'directory') {
      inode.links = 0;
      parent.links--;
    } else if (inode.kind === 'file' && inode.links === 0) {
      this.#storage.change(inode.device, -inode.content.length, -Math.max(inode.content.length, inode.reserved));
    }
  }

  #move(dentry: Dentry, parent: DirectoryInode, name: string): void {
    dentry.parent.entries.delete(dentry.name);
    this.#touch(dentry.parent);
    if (dentry.inode.kind === 'directory') {
      dentry.parent.links--;
      parent.links++;
    }
    dentry.parent = parent;
    dentry.name = name;
    parent.entries.set(name, dentry);
    this.#touch(parent);
    dentry.inode.changedNs = this.#clock.nowNs();
  }

  #touch(directory: DirectoryInode): void {
    directory.modifiedNs = this.#clock.nowNs();
    directory.changedNs = directory.modifiedNs;
  }

  #device(options: MountOptions): Device {
    const { type, source, readOnly = false, capacity } = options;
    return { id: this.#nextDevice++, type, source, options: options.options, readOnly, capacity, used: 0 };
  }

  #base(device: Device, who: Credentials, mode: number) {
    const now = this.#clock.nowNs();
    const { uid, gid } = who;
    return {
      number: this.#nextInode++,
      device,
      mode,
      uid,
      gid,
      links: 1,
      accessedNs: now,
      modifiedNs: now,
      changedNs: now,
      xattrs: new Map<string, Uint8Array>(),
    };
  }

  #directory(device: Device, who: Credentials, mode: number): DirectoryInode {
    return { kind: 'directory', entries: new Map(), dentry: undefined, ...this.#base(device, who, mode), links: 2 };
  }

  #file(device: Device, who: Credentials, mode: number): FileInode {
    return { kind: 'file', content: new Uint8Array(), size: 0, reserved: 0, ...this.#base(device, who, mode) };
  }
}

function requireReplaceable(who: Credentials, parent: DirectoryInode, old: Inode, replacement: Inode): void {
  requireRemove(who, parent, old);
  if (replacement.kind === 'directory') {
    if (old.kind !== 'directory') throw new FileSystemError('ENOTDIR');
    if (old.covers !== undefined) throw new FileSystemError('EBUSY');
    if (old.entries.size > 0) throw new FileSystemError('ENOTEMPTY');
  } else if (old.kind === 'directory') {
    throw new FileSystemError('EISDIR');
  }
}

/** Whether `directory` is `ancestor` or lies below it. */
function isWithin(directory: DirectoryInode, ancestor: Inode | undefined): boolean {
  if (ancestor?.kind !== 'directory') return false;
  for (let at: DirectoryInode | undefined = directory; at !== undefined; at = at.dentry?.parent) {
    if (at === ancestor) return true;
  }
  return false;
}

function isRemoved(directory: DirectoryInode): boolean {
  return directory.dentry?.removed ?? false;
}
