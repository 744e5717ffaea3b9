// Opens directories: `DirConfig.open`, and the opening of a sub-directory that moves and walks use.

import { components, fileName, joinPath, parentPath, samePath } from '#core/base/posixPath.ts';
import type { DirectoryInode } from '../../vfs/inode.ts';
import type { SdkContext } from '../types.ts';
import { requireDirectory } from './fileAuthorization.ts';
import type { DirHandle } from './handles.ts';
import { directoryError, invalidPath, ioError, notADirectory, plainIoError, systemCall } from './ioError.ts';

export interface OpenDirOptions {
  readonly create?: boolean;
  readonly recursive?: boolean;
  readonly follow_symlinks?: boolean;
}

/** Opens a directory by its path. Checks: open, create where asked for, open on the target where links are followed. */
export function openDirectory(context: SdkContext, path: string, options: OpenDirOptions = {}): DirHandle {
  requireDirectory(context, 'open', path);
  if (options.create === true) requireDirectory(context, 'create', path);
  const { fs, credentials } = context.host;
  if (options.follow_symlinks === true) {
    const directory = systemCall(() => fs.openDirectory(credentials, path));
    const resolved = fs.pathOf(directory);
    requireDirectory(context, 'open', resolved);
    return { path: resolved, directory };
  }
  const directory = openWithoutLinks(context, path, options);
  if (!isCanonical(context, path)) throw notADirectory(path);
  return { path, directory };
}

/** Opens a directory below a handle. Check: open. The name must be a bare one. */
export function openSubdirectory(context: SdkContext, parent: DirHandle, name: string): DirHandle {
  const path = joinPath(parent.path, name);
  requireDirectory(context, 'open', path);
  requireBareName(name);
  return { path, directory: openNoFollow(context, parent.directory, name, path) };
}

/** Throws for a name that has a directory in it. */
export function requireBareName(name: string): void {
  if (fileName(name) !== undefined && parentPath(name) !== '')
    throw invalidPath('file path must contain only a filename');
}

function openWithoutLinks(context: SdkContext, path: string, options: OpenDirOptions): DirectoryInode {
  const relative = path.replace(/^\/+|\/+$/g, '');
  const { root } = context.host.fs;
  if (options.create !== true) return openNoFollow(context, root, relative, path);
  if (options.recursive !== true) return createLeaf(context, relative, path);
  let directory = root;
  for (const name of components(relative)) {
    create(context, directory, name);
    directory = openNoFollow(context, directory, name, path);
  }
  return directory;
}

function createLeaf(context: SdkContext, relative: string, path: string): DirectoryInode {
  const { fs, credentials } = context.host;
  const parent = parentPath(relative);
  if (parent === undefined) throw invalidPath('parent path invalid');
  const leaf = fileName(relative);
  if (leaf === undefined) throw invalidPath('leaf path invalid');
  const at = systemCall(
    () => fs.openDirectory(credentials, parent, { at: fs.root, follow: false, beneath: true }),
    () => directoryError('DirectoryOpenError', 'failed to open parent', parent),
  );
  systemCall(
    () => fs.mkdir(credentials, leaf, { at }),
    () => directoryError('DirectoryOpenError', 'failed to create directory', leaf),
  );
  context.effect({ change: 'create', target: path });
  return systemCall(
    () => fs.openDirectory(credentials, leaf, { at, follow: false }),
    () => directoryError('DirectoryOpenError', 'failed to open leaf', leaf),
  );
}

/** Makes a directory unless something has its name. */
function create(context: SdkContext, at: DirectoryInode, name: string): void {
  const { fs, credentials } = context.host;
  if (at.entries.has(name)) return;
  const directory = systemCall(
    () => fs.mkdir(credentials, name, { at }),
    () => directoryError('DirectoryOpenError', 'failed to open directory', name),
  );
  context.effect({ change: 'create', target: fs.pathOf(directory) });
}

function openNoFollow(context: SdkContext, at: DirectoryInode, name: string, path: string): DirectoryInode {
  const { fs, credentials } = context.host;
  return systemCall(
    () => fs.openDirectory(credentials, name, { at, follow: false, beneath: true }),
    (errno, text) => (errno === 'ENOTDIR' || errno === 'EXDEV' ? notADirectory(path) : plainIoError(errno, text)),
  );
}

/** Whether no link lies on the way, compared component by component as the SDK does. */
function isCanonical(context: SdkContext, path: string): boolean {
  const { fs, credentials } = context.host;
  try {
    return samePath(fs.realPath(credentials, path), path);
  } catch {
    return false;
  }
}

/** The error of a file system object that the SDK cannot open. */
export function invalidEntity(path: string): Error {
  return ioError('Other', `Invalid filesystem entity for open: Attempted to open unknown file type: ${path}`);
}
