// `move` of files and directories through their handles.

import { fileName, joinPath } from '#core/base/posixPath.ts';
import type { CedarValue } from '#core/cedar/types.ts';
import { type Errno, errnoOf, errnoText } from '../../vfs/errno.ts';
import type { SdkContext } from '../types.ts';
import { deleteDirectory, deleteFile } from './deleteEntry.ts';
import { requireDirectory, requireFile } from './fileAuthorization.ts';
import type { DirHandle, FileHandle } from './handles.ts';
import { directoryError, directoryNotEmpty, fileError, invalidPath, OUTSIDE_TEXT } from './ioError.ts';
import { moveDirectoryAcross } from './moveDirectoryAcross.ts';
import { copyFileAcross } from './moveFileAcross.ts';
import { openSubdirectory } from './openDirectory.ts';
import { openFile } from './openFile.ts';

export interface MoveOptions {
  readonly backup: boolean;
  readonly verbose: boolean;
}

/** Moves a file. Checks: move with the destination as context, create there; after the move open there. */
export function moveFile(
  context: SdkContext,
  handle: FileHandle,
  to: DirHandle,
  name: string,
  options: MoveOptions,
): FileHandle {
  const { dir } = handle;
  const source = joinPath(dir.path, handle.name);
  const target = joinPath(to.path, name);
  const sourceName = fileName(source) ?? '';
  requireFile(context, 'move', source, destination(target, name, to.path));
  requireFile(context, 'create', target);
  const failed = rename(context, dir, sourceName, to, name);
  if (failed === 'EXDEV') {
    copyFileAcross(context, handle, to, name, options);
    deleteFile(context, handle, { force: false });
  } else if (failed !== undefined) {
    throw refused(failed) ?? fileError(`Error moving file ${sourceName} from '${source}' to '${target}'`, source);
  }
  moved(context, options, source, target);
  return openFile(context, to, name, handle.options);
}

/**
 * Moves a directory that lies in `parent`. Checks: move with the destination as context, create there; after the move
 * open there. Onto a directory that is not empty it moves into that directory.
 */
export function moveDirectory(
  context: SdkContext,
  parent: DirHandle,
  handle: DirHandle,
  to: DirHandle,
  name: string,
  options: MoveOptions,
): DirHandle {
  const sourceName = fileName(handle.path) ?? '';
  const source = joinPath(parent.path, sourceName);
  const target = joinPath(to.path, name);
  requireDirectory(context, 'move', source, destination(target, name, to.path));
  requireDirectory(context, 'create', target);
  const failed = rename(context, parent, sourceName, to, name);
  if (failed === 'ENOTEMPTY')
    return moveInto(context, parent, sourceName, source, openSubdirectory(context, to, name), options);
  if (failed === 'EXDEV') return moveAcross(context, handle, to, name, options);
  if (failed !== undefined) throw refused(failed) ?? moveFailed(sourceName, source, target);
  moved(context, options, source, target);
  return openSubdirectory(context, to, name);
}

/** The log line of a verbose move, and the trace of what changed. */
export function moved(context: SdkContext, options: MoveOptions, source: string, target: string): void {
  context.effect({ change: 'move', target: source, after: target });
  if (options.verbose) context.log('INFO', `Moved from '${source}' to '${target}'`);
}

function moveInto(
  context: SdkContext,
  parent: DirHandle,
  sourceName: string,
  source: string,
  into: DirHandle,
  options: MoveOptions,
): DirHandle {
  const target = joinPath(into.path, sourceName);
  const failed = rename(context, parent, sourceName, into, sourceName);
  if (failed === 'ENOTEMPTY') throw directoryNotEmpty(target);
  if (failed !== undefined) throw moveFailed(sourceName, source, target);
  moved(context, options, source, target);
  return openSubdirectory(context, into, sourceName);
}

/** The source is deleted even when the copy failed; the error of the copy then comes after. */
function moveAcross(
  context: SdkContext,
  handle: DirHandle,
  to: DirHandle,
  name: string,
  options: MoveOptions,
): DirHandle {
  let copied: { readonly handle: DirHandle } | { readonly error: unknown };
  try {
    copied = {
      handle: moveDirectoryAcross(context, handle, to, name, (source, target) =>
        moved(context, options, source, target),
      ),
    };
  } catch (error) {
    copied = { error };
  }
  deleteDirectory(context, handle, { force: false, recursive: true });
  if ('error' in copied) throw copied.error;
  return copied.handle;
}

function destination(path: string, name: string, parentPath: string): Readonly<Record<string, CedarValue>> {
  return { destination: { record: { path, name, parent_path: parentPath } } };
}

function moveFailed(name: string, source: string, target: string): Error {
  return directoryError('DirectoryError', `Error moving dir ${name} from '${source}' to '${target}'`, source);
}

/** A refusal by the file system's permissions, which the SDK takes for a path that leaves its directory. */
function refused(errno: Errno): Error | undefined {
  return errno === 'EACCES' || errno === 'EPERM' ? invalidPath(errnoText(errno)) : undefined;
}

/** Renames between two open directories; a path that leaves its directory throws. */
function rename(
  context: SdkContext,
  from: DirHandle,
  fromName: string,
  to: DirHandle,
  toName: string,
): Errno | undefined {
  const { fs, credentials } = context.host;
  for (const [at, name] of [
    [from.directory, fromName],
    [to.directory, toName],
  ] as const) {
    const failed = errnoOf(() => void fs.walk(credentials, name, { at, follow: false, beneath: true }));
    if (failed === 'EXDEV') throw invalidPath(OUTSIDE_TEXT);
    if (failed !== undefined) return failed;
  }
  return errnoOf(() => fs.rename(credentials, from.directory, fromName, to.directory, toName, true));
}
