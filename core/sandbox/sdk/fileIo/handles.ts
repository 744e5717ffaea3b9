// The handles that scripts hold: what each remembers of the call that opened it.

import { joinPath } from '#core/base/posixPath.ts';
import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import type { DirectoryInode, SymlinkInode } from '../../vfs/inode.ts';
import type { OpenFile } from '../../vfs/openFile.ts';

/** An open directory. Checks name `path` as it was at opening; operations use the directory itself. */
export interface DirHandle {
  readonly path: string;
  readonly directory: DirectoryInode;
}

/** Options of `open_file`. */
export interface OpenFileOptions {
  readonly read: boolean;
  readonly write: boolean;
  readonly create: boolean;
  /** As the script gave it. */
  readonly permissions: bigint | undefined;
  readonly follow_symlinks: boolean;
}

/** An open file. */
export interface FileHandle {
  /** The name given to `open_file`. */
  readonly name: string;
  /** Where links led, when they were followed. */
  readonly resolvedPath: string | undefined;
  readonly dir: DirHandle;
  readonly file: OpenFile;
  readonly options: OpenFileOptions;
}

/** An open symbolic link. */
export interface SymlinkHandle {
  readonly name: string;
  readonly dir: DirHandle;
  readonly inode: SymlinkInode;
}

export const DIR_HANDLE = 'RcDirHandle';
export const FILE_HANDLE = 'RcFileHandle';
export const SYMLINK_HANDLE = 'RcSymlinkHandle';

/** The path that checks on a file handle name. */
export function filePath(handle: FileHandle): string {
  return handle.resolvedPath ?? joinPath(handle.dir.path, handle.name);
}

/** The script's object for a handle; the same object for the same handle. */
export function handleObject(
  type: typeof DIR_HANDLE | typeof FILE_HANDLE | typeof SYMLINK_HANDLE,
  handle: DirHandle | FileHandle | SymlinkHandle,
): SdkObject {
  const known = objects.get(handle);
  if (known !== undefined) return known;
  const object: SdkObject = { kind: 'object', type, state: handle };
  objects.set(handle, object);
  return object;
}

export function dirHandleAt(args: readonly RhaiValue[], index: number): DirHandle {
  return stateAt(args, index, DIR_HANDLE) as DirHandle;
}

export function fileHandleAt(args: readonly RhaiValue[], index: number): FileHandle {
  return stateAt(args, index, FILE_HANDLE) as FileHandle;
}

export function symlinkHandleAt(args: readonly RhaiValue[], index: number): SymlinkHandle {
  return stateAt(args, index, SYMLINK_HANDLE) as SymlinkHandle;
}

const objects = new WeakMap<DirHandle | FileHandle | SymlinkHandle, SdkObject>();

function stateAt(args: readonly RhaiValue[], index: number, type: string): unknown {
  const value = args[index];
  if (value?.kind !== 'object' || value.type !== type) throw new Error(`argument ${index} should be ${type}`);
  return value.state;
}
