// `chmod` and `set_ownership` of files, directories, links and whole trees.

import type { Inode } from '../../vfs/inode.ts';
import type { SdkContext } from '../types.ts';
import { type DirEntry, openEntryAsDirectory, openEntryAsFile, openEntryAsSymlink } from './dirEntry.ts';
import { walkDirectory } from './directoryWalk.ts';
import { requireDirectory, requireFile } from './fileAuthorization.ts';
import { type DirHandle, type FileHandle, filePath, type SymlinkHandle } from './handles.ts';
import { attempt, integerOutOfRange, ioError, systemCall, validationError } from './ioError.ts';
import { noMapping, type Ownership, ownershipOf } from './metadata.ts';
import { READ_ONLY } from './openFile.ts';
import { symlinkPath } from './symlinks.ts';
import { CHOWN_REFUSED } from './writeFile.ts';

export interface ChmodDirOptions {
  readonly permissions: bigint;
  readonly recursive: boolean;
}

export interface SetOwnershipOptions {
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly recursive: boolean;
}

const MAX_PERMISSIONS = 0o777n;

/** `chmod` of a file. Check: chmod. */
export function chmodFile(context: SdkContext, handle: FileHandle, permissions: bigint): void {
  requireFile(context, 'chmod', filePath(handle));
  changeMode(context, handle.file.inode, permissions, handle.file.path);
}

/** `chmod` of a directory. Check: chmod; recursively what is refused is skipped, the root included. */
export function chmodDirectory(context: SdkContext, handle: DirHandle, options: ChmodDirOptions): void {
  const { permissions, recursive } = options;
  if (!recursive) {
    chmodOne(context, handle, permissions);
    return;
  }
  changeTree(
    context,
    handle,
    (root) => chmodOne(context, root, permissions),
    (entry) => {
      if (entry.kind === 'file') chmodFile(context, openEntryAsFile(context, entry, READ_ONLY), permissions);
      else if (entry.kind === 'directory') chmodOne(context, openEntryAsDirectory(context, entry), permissions);
    },
  );
}

/** `set_ownership` of a file. Check: chown. */
export function chownFile(context: SdkContext, handle: FileHandle, options: SetOwnershipOptions): void {
  requireFile(context, 'chown', filePath(handle));
  setOwner(context, handle.file.inode, options, handle.file.path);
}

/** `set_ownership` of a link itself. Check: chown. */
export function chownSymlink(context: SdkContext, handle: SymlinkHandle, options: SetOwnershipOptions): void {
  const path = symlinkPath(handle);
  requireFile(context, 'chown', path);
  setOwner(context, handle.inode, options, path);
}

/** `set_ownership` of a directory. Check: chown; recursively what is refused is skipped, the root included. */
export function chownDirectory(context: SdkContext, handle: DirHandle, options: SetOwnershipOptions): void {
  if (!options.recursive) {
    chownOne(context, handle, options);
    return;
  }
  changeTree(
    context,
    handle,
    (root) => chownOne(context, root, options),
    (entry) => {
      if (entry.kind === 'symlink') chownSymlink(context, openEntryAsSymlink(context, entry), options);
      else if (entry.kind === 'file') chownFile(context, openEntryAsFile(context, entry, READ_ONLY), options);
      else if (entry.kind === 'directory') chownOne(context, openEntryAsDirectory(context, entry), options);
    },
  );
}

/** `get_ownership` of a file. Check: stat. */
export function fileOwnership(context: SdkContext, handle: FileHandle): Ownership {
  requireFile(context, 'stat', filePath(handle));
  return ownershipOf(context, handle.file.inode);
}

/** `get_ownership` of a directory. Check: stat. */
export function directoryOwnership(context: SdkContext, handle: DirHandle): Ownership {
  requireDirectory(context, 'stat', handle.path);
  return ownershipOf(context, handle.directory);
}

function chmodOne(context: SdkContext, handle: DirHandle, permissions: bigint): void {
  requireDirectory(context, 'chmod', handle.path);
  changeMode(context, handle.directory, permissions, handle.path);
}

function chownOne(context: SdkContext, handle: DirHandle, options: SetOwnershipOptions): void {
  requireDirectory(context, 'chown', handle.path);
  setOwner(context, handle.directory, options, handle.path);
}

function changeMode(context: SdkContext, inode: Inode, permissions: bigint, path: string): void {
  if (BigInt.asUintN(32, permissions) !== permissions) throw integerOutOfRange();
  if (permissions > MAX_PERMISSIONS) {
    const text = 'Invalid permissions. Permissions must be in the range 0-777 octal';
    throw validationError(`${text}: 0o${permissions.toString(8)}`);
  }
  const { fs, credentials } = context.host;
  systemCall(() => fs.chmod(credentials, inode, Number(permissions)));
  context.effect({ change: 'mode', target: path, after: permissions.toString(8).padStart(4, '0') });
}

/** Changes owner and group by name without a check. Throws for names that the host does not know. */
export function changeOwner(
  context: SdkContext,
  inode: Inode,
  owner: { readonly user: string | undefined; readonly group: string | undefined },
): void {
  const { fs, credentials, accounts } = context.host;
  const uid = idOf(owner.user, (name) => accounts.uidOf(name), 'No user mapping found for uid');
  const gid = idOf(owner.group, (name) => accounts.gidOf(name), 'No group mapping found for gid');
  systemCall(
    () => fs.chown(credentials, inode, uid, gid),
    (errno, text) => (errno === 'EPERM' ? ioError('IoError', CHOWN_REFUSED) : ioError('RustixError', text)),
  );
}

/** The SDK looks the names up before and after, so both must have one. */
function setOwner(context: SdkContext, inode: Inode, options: SetOwnershipOptions, path: string): void {
  ownershipOf(context, inode);
  changeOwner(context, inode, options);
  const { user, group } = ownershipOf(context, inode);
  context.effect({ change: 'owner', target: path, after: `${user}:${group}` });
}

function idOf(
  name: string | undefined,
  find: (name: string) => number | undefined,
  reason: string,
): number | undefined {
  if (name === undefined) return undefined;
  const id = find(name);
  if (id === undefined) throw noMapping(reason, name);
  return id;
}

/** Changes a directory and everything below it; what fails for the script's own errors is left as it is. */
function changeTree(
  context: SdkContext,
  root: DirHandle,
  changeRoot: (root: DirHandle) => void,
  change: (entry: DirEntry) => void,
): void {
  attempt(() => changeRoot(root));
  for (const step of walkDirectory(context, root)) {
    if (step.kind === 'entry') attempt(() => change(step.entry));
  }
}
