// `open_file` and `open_symlink` of a directory handle.

import { joinPath } from '#core/base/posixPath.ts';
import { errnoText } from '../../vfs/errno.ts';
import type { OpenFile } from '../../vfs/openFile.ts';
import { READ, requireAccess } from '../../vfs/permissions.ts';
import type { SdkContext } from '../types.ts';
import { requireFile } from './fileAuthorization.ts';
import type { DirHandle, FileHandle, OpenFileOptions, SymlinkHandle } from './handles.ts';
import {
  beneathText,
  fileError,
  invalidArguments,
  ioError,
  plainIoError,
  systemCall,
  validationError,
} from './ioError.ts';
import { requireBareName } from './openDirectory.ts';

/** Options that are all off, with some of them set. */
export function fileOptions(set: Partial<OpenFileOptions>): OpenFileOptions {
  return { read: false, write: false, create: false, permissions: undefined, follow_symlinks: false, ...set };
}

export const READ_ONLY: OpenFileOptions = fileOptions({ read: true });

/** Opens a file of a directory. Checks: open, create where asked for, open on the target where links lead elsewhere. */
export function openFile(context: SdkContext, dir: DirHandle, name: string, options: OpenFileOptions): FileHandle {
  const path = joinPath(dir.path, name);
  requireFile(context, 'open', path);
  if (options.create) requireFile(context, 'create', path);
  requireBareName(name);
  const file = options.follow_symlinks
    ? openFollowing(context, dir, name, options)
    : openPlain(context, dir, name, path, options);
  const resolvedPath = options.follow_symlinks ? file.path : undefined;
  if (resolvedPath !== undefined && resolvedPath !== path) requireFile(context, 'open', resolvedPath);
  if (file.inode.kind !== 'file') throw validationError('argument is not a file');
  return { name, resolvedPath, dir, file, options };
}

/** Opens a symbolic link itself. Check: open. */
export function openSymlink(context: SdkContext, dir: DirHandle, name: string): SymlinkHandle {
  requireFile(context, 'open', joinPath(dir.path, name));
  requireBareName(name);
  const { fs, credentials } = context.host;
  const inode = systemCall(() => fs.lookup(credentials, name, { at: dir.directory, follow: false, beneath: true }));
  if (inode.kind !== 'symlink') throw validationError('argument is not a symlink');
  return { name, dir, inode };
}

function openPlain(
  context: SdkContext,
  dir: DirHandle,
  name: string,
  path: string,
  options: OpenFileOptions,
): OpenFile {
  requireMode(options);
  if (options.create && !options.write) throw plainIoError('EINVAL', errnoText('EINVAL'));
  const mode = options.permissions === undefined ? 0o666 : Number(BigInt.asUintN(9, options.permissions));
  return open(context, dir, name, options, mode, (errno, text) => {
    const shown = beneathText(errno, text);
    if (errno !== 'ELOOP' && errno !== 'EXDEV') return plainIoError(errno, shown);
    return fileError('file is a symbolic link but follow_symlinks is not enabled', path);
  });
}

function openFollowing(context: SdkContext, dir: DirHandle, name: string, options: OpenFileOptions): OpenFile {
  requireMode(options);
  const mode = options.permissions === undefined ? 0o644 : Number(BigInt.asUintN(9, options.permissions));
  return open(context, dir, name, options, mode, (_, text) => ioError('RustixError', text));
}

function requireMode(options: OpenFileOptions): void {
  if (options.read || options.write) return;
  throw invalidArguments('Invalid open file options: at least one of read, write or create flags must be true');
}

function open(
  context: SdkContext,
  dir: DirHandle,
  name: string,
  options: OpenFileOptions,
  mode: number,
  onError: Parameters<typeof systemCall>[1],
): OpenFile {
  const { fs, credentials } = context.host;
  const { read, write, create, follow_symlinks: follow } = options;
  const at = dir.directory;
  const found = systemCall(() => fs.walk(credentials, name, { at, follow, beneath: !follow }), onError);
  const { inode } = found;
  if (inode?.kind === 'directory' && !write && !create) {
    // For reading alone Linux opens a directory too; the SDK then looks at what it got.
    systemCall(() => requireAccess(credentials, inode, READ), onError);
    throw validationError('argument is not a file');
  }
  const flags = { at, follow, beneath: !follow, read, write, create, mode };
  const file = systemCall(() => fs.openFile(credentials, name, flags), onError);
  if (inode === undefined) context.effect({ change: 'create', target: file.path });
  return file;
}
