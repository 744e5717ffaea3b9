// `delete` of files and directories through their handles.

import { joinPath } from '#core/base/posixPath.ts';
import { errnoOf } from '../../vfs/errno.ts';
import type { DirectoryInode } from '../../vfs/inode.ts';
import type { SdkContext } from '../types.ts';
import { requireDirectory, requireFile } from './fileAuthorization.ts';
import { digestOf } from './fileDigest.ts';
import type { DirHandle, FileHandle } from './handles.ts';
import { directoryError, directoryNotEmpty, fileError, notFound, systemCall } from './ioError.ts';

export interface DeleteDirOptions {
  readonly force: boolean;
  readonly recursive: boolean;
}

/** Deletes the name by which the file was opened. Check: delete. */
export function deleteFile(context: SdkContext, handle: FileHandle, options: { readonly force: boolean }): void {
  const { dir, name } = handle;
  const path = joinPath(dir.path, name);
  requireFile(context, 'delete', path);
  const { fs, credentials } = context.host;
  const inode = dir.directory.entries.get(name)?.inode;
  const before = inode?.kind === 'file' ? digestOf(context, { inode }) : undefined;
  const errno = errnoOf(() => fs.unlink(credentials, name, { at: dir.directory, beneath: true }));
  if (errno === 'ENOENT' && options.force) return;
  if (errno !== undefined) throw errno === 'ENOENT' ? notFound(dir.path) : fileError('Error removing file', dir.path);
  context.effect({ change: 'delete', target: path, ...(before === undefined ? {} : { before }) });
}

/** Deletes an open directory, wherever it is now. Check: delete on the directory alone. */
export function deleteDirectory(context: SdkContext, handle: DirHandle, options: DeleteDirOptions): void {
  requireDirectory(context, 'delete', handle.path);
  const { directory, path } = handle;
  const { fs, credentials } = context.host;
  const { dentry } = directory;
  if (dentry === undefined) throw directoryError('DirectoryError', 'Error removing directory', path);
  if (dentry.removed) {
    if (options.force) return;
    throw notFound(path);
  }
  systemCall(
    () => {
      if (options.recursive) empty(context, directory);
      fs.list(credentials, dentry.parent);
      fs.removeEntry(credentials, dentry);
    },
    (errno) => {
      if (errno === 'ENOTEMPTY') return directoryNotEmpty(path);
      return errno === 'ENOENT' ? notFound(path) : directoryError('DirectoryError', 'Error removing directory', path);
    },
  );
  context.effect({ change: 'delete', target: path });
}

/** Removes everything in a directory, as far as the first failure. */
function empty(context: SdkContext, directory: DirectoryInode): void {
  const { fs, credentials } = context.host;
  for (const entry of fs.list(credentials, directory)) {
    if (entry.inode.kind === 'directory') empty(context, entry.inode);
    const path = joinPath(fs.pathOf(directory), entry.name);
    fs.removeEntry(credentials, entry);
    context.effect({ change: 'delete', target: path });
  }
}
