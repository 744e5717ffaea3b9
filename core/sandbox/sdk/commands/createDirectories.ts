// Makes a directory and those above it below an open one, with a check for each.
// Source: rust-safe-io 0.1.0 `dir/create_subdirs.rs`.

import { components, joinPath } from '#core/base/posixPath.ts';
import { requireDirectory } from '../fileIo/fileAuthorization.ts';
import type { DirHandle } from '../fileIo/handles.ts';
import { beneathText, notADirectory, plainIoError, systemCall } from '../fileIo/ioError.ts';
import type { SdkContext } from '../types.ts';

/** Checks: create on every directory of the path, existing or not, before the first one is made. */
export function createDirectories(context: SdkContext, dir: DirHandle, path: string): void {
  const prefixes = prefixesOf(path);
  for (const prefix of prefixes) requireDirectory(context, 'create', joinPath(dir.path, prefix));
  for (const prefix of prefixes) createOne(context, dir, prefix, path);
}

/** Nothing happens where a directory has the name already. */
function createOne(context: SdkContext, dir: DirHandle, prefix: string, path: string): void {
  const { fs, credentials } = context.host;
  const beneath = { at: dir.directory, beneath: true };
  systemCall(
    () => {
      if (fs.walk(credentials, prefix, beneath).inode?.kind === 'directory') return;
      const directory = fs.mkdir(credentials, prefix, beneath);
      context.effect({ change: 'create', target: fs.pathOf(directory) });
    },
    (errno, text) =>
      errno === 'EXDEV' || errno === 'ENOTDIR'
        ? notADirectory(joinPath(dir.path, path))
        : plainIoError(errno, beneathText(errno, text)),
  );
}

function prefixesOf(path: string): readonly string[] {
  const parts = components(path);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
