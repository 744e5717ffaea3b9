// Symbolic links: reading where they point, and making them.

import { joinPath } from '#core/base/posixPath.ts';
import type { SdkContext } from '../types.ts';
import { requireFile } from './fileAuthorization.ts';
import type { DirHandle, SymlinkHandle } from './handles.ts';
import { beneathText, ioError, systemCall } from './ioError.ts';
import { requireBareName } from './openDirectory.ts';

/** The path that checks on a link handle name. */
export function symlinkPath(handle: SymlinkHandle): string {
  return joinPath(handle.dir.path, handle.name);
}

/** `read_link_target`. Check: read on the link. */
export function readLinkTarget(context: SdkContext, dir: DirHandle, name: string): string {
  requireFile(context, 'read', joinPath(dir.path, name));
  const { fs, credentials } = context.host;
  return systemCall(
    () => fs.readLink(credentials, name, { at: dir.directory, beneath: true }),
    (errno, text) => ioError('IoError', beneathText(errno, text)),
  );
}

/** `create_symlink`. Checks: create; with `force`, delete. With `force` the new link takes the place of what has its name. */
export function createSymlink(
  context: SdkContext,
  dir: DirHandle,
  target: string,
  name: string,
  options: { readonly force: boolean },
): void {
  const path = joinPath(dir.path, name);
  requireFile(context, 'create', path);
  requireBareName(name);
  const { fs, credentials } = context.host;
  const at = dir.directory;
  if (options.force) requireFile(context, 'delete', path);
  systemCall(() => {
    if (options.force) replace(context, dir, target, name);
    else fs.symlink(credentials, target, name, { at });
  });
  context.effect({ change: 'create', target: path });
}

/** Makes the link in a temporary directory and renames it over the old name. */
function replace(context: SdkContext, dir: DirHandle, target: string, name: string): void {
  const { fs, credentials } = context.host;
  const at = dir.directory;
  const temporary = `.tmp${context.uuid()}`;
  const directory = fs.mkdir(credentials, temporary, { at, mode: 0o700 });
  try {
    fs.symlink(credentials, target, name, { at: directory });
    fs.rename(credentials, directory, name, at, name);
  } finally {
    for (const { name: left } of fs.list(credentials, directory)) fs.unlink(credentials, left, { at: directory });
    fs.rmdir(credentials, temporary, { at });
  }
}
