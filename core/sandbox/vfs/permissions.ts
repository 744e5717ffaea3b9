// Who may do what to an inode, by the rules of Linux for owner, group, others and root.

import { FileSystemError } from './errno.ts';
import type { DirectoryInode, Inode } from './inode.ts';

/** The user on whose behalf a call is made. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups. */
  readonly groups: readonly number[];
}

export const ROOT: Credentials = { uid: 0, gid: 0, groups: [] };

/** Bits of an access request, as in the mode. */
export const READ = 4;
export const WRITE = 2;
export const SEARCH = 1;

/** Throws EACCES unless the user has all bits of `wanted` on the inode, and EROFS for a write to a read-only device. */
export function requireAccess(who: Credentials, inode: Inode, wanted: number): void {
  if ((wanted & WRITE) !== 0 && inode.device.readOnly) throw new FileSystemError('EROFS');
  if (who.uid === 0) {
    const executable = inode.kind === 'directory' || (inode.mode & 0o111) !== 0;
    if ((wanted & SEARCH) !== 0 && !executable) throw new FileSystemError('EACCES');
    return;
  }
  const shift = who.uid === inode.uid ? 6 : inGroup(who, inode.gid) ? 3 : 0;
  if (((inode.mode >> shift) & wanted) !== wanted) throw new FileSystemError('EACCES');
}

/** Throws unless the user may add names to a directory. */
export function requireInsert(who: Credentials, directory: DirectoryInode): void {
  requireAccess(who, directory, WRITE | SEARCH);
}

/** Throws unless the user may take a name out of a directory, sticky bit included. */
export function requireRemove(who: Credentials, directory: DirectoryInode, inode: Inode): void {
  requireAccess(who, directory, WRITE | SEARCH);
  const sticky = (directory.mode & 0o1000) !== 0;
  if (sticky && who.uid !== 0 && who.uid !== inode.uid && who.uid !== directory.uid) throw new FileSystemError('EPERM');
}

/** Throws EPERM unless the user owns the inode or is root. */
export function requireOwner(who: Credentials, inode: Inode): void {
  if (who.uid !== 0 && who.uid !== inode.uid) throw new FileSystemError('EPERM');
}

/** Whether the user belongs to a group. */
export function inGroup(who: Credentials, gid: number): boolean {
  return who.gid === gid || who.groups.includes(gid);
}
