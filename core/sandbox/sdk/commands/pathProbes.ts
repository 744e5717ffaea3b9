// Looks at a path that a command takes before it asks the policy, as the runner's process sees it.

import { FileSystemError } from '../../vfs/errno.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { SdkContext } from '../types.ts';

/** `Path::exists`: links followed, false also where the process may not look. */
export function exists(context: SdkContext, path: string): boolean {
  return probe(context, path, true) !== undefined;
}

/** `Path::is_dir`: links followed. */
export function leadsToDirectory(context: SdkContext, path: string): boolean {
  return probe(context, path, true)?.kind === 'directory';
}

/** Whether the path itself names a link. */
export function isLink(context: SdkContext, path: string): boolean {
  return probe(context, path, false)?.kind === 'symlink';
}

function probe(context: SdkContext, path: string, follow: boolean): Inode | undefined {
  const { fs, credentials } = context.host;
  // Neither the empty path nor one with a NUL reaches the kernel.
  if (path === '' || path.includes('\0')) return undefined;
  try {
    return fs.lookup(credentials, path, { follow });
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}
