// How a command opens what its path names: the directory with links followed, the last name in it without.
// Source: rhai-safe-io 0.1.0 `command/mod.rs`.

import { fileName, parentPath } from '#core/base/posixPath.ts';
import type { DirHandle, FileHandle, OpenFileOptions } from '../fileIo/handles.ts';
import { invalidArguments } from '../fileIo/ioError.ts';
import { openDirectory } from '../fileIo/openDirectory.ts';
import { fileOptions, openFile } from '../fileIo/openFile.ts';
import type { SdkContext } from '../types.ts';

/** A path as a command sees it: the directory as written, and the name in it. */
export interface NamedEntry {
  readonly directory: string;
  readonly name: string;
}

/** Splits a path; `what` names it in the message when it has no last name, as in `Invalid file path: /`. */
export function namedEntry(path: string, what: string): NamedEntry {
  const name = fileName(path);
  if (name === undefined) throw invalidArguments(`Invalid ${what}: ${path}`);
  return { directory: parentPath(path) ?? '.', name };
}

/** Opens the directory that a path leads to. Checks: open as written, open where it led. */
export function openDirAt(context: SdkContext, path: string): DirHandle {
  return openDirectory(context, path, { follow_symlinks: true });
}

/** Opens the file that a path names, for reading unless told otherwise. */
export function openFileAt(context: SdkContext, path: string, options: Partial<OpenFileOptions> = READ): FileHandle {
  const { directory, name } = namedEntry(path, 'file path');
  return openFile(context, openDirAt(context, directory), name, fileOptions(options));
}

/** Opens a named file in a directory that no link may lead to: how `cp`, `mv` and `touch` open. */
export function openFileStrictly(
  context: SdkContext,
  entry: NamedEntry,
  options: Partial<OpenFileOptions>,
): FileHandle {
  return openFile(context, openDirectory(context, entry.directory), entry.name, fileOptions(options));
}

const READ: Partial<OpenFileOptions> = { read: true };
