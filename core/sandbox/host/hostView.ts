// A read-only look at a host's initial files, for analyses that ask what a path is without running anything.

import { errnoOf } from '../vfs/errno.ts';
import type { InodeKind } from '../vfs/inode.ts';
import { ROOT } from '../vfs/permissions.ts';
import type { HostDescription } from './hostDescription.ts';
import { VirtualHost } from './virtualHost.ts';

/** Lookups are made as root: they say what is there, not what the run's user may see. */
export interface HostView {
  /** What is at the path itself, a link not followed; undefined where there is nothing. */
  lstat(path: string): InodeKind | undefined;
  /** What the path leads to, links followed; undefined where it leads nowhere. */
  stat(path: string): InodeKind | undefined;
  /** Target of a link, as written; undefined for everything else. */
  readlink(path: string): string | undefined;
  /** The path with all links followed, as the kernel names it; undefined where it leads nowhere. */
  resolve(path: string): string | undefined;
  /** Names in a directory; undefined for everything else. */
  list(path: string): readonly string[] | undefined;
}

/** Builds the host's file system once and looks at it. Throws as {@link VirtualHost} does. */
export function hostView(description: HostDescription): HostView {
  const { fs } = new VirtualHost(description);
  const inode = (path: string, follow: boolean) => {
    let found: ReturnType<typeof fs.lookup> | undefined;
    errnoOf(() => {
      found = fs.lookup(ROOT, path, { follow });
    });
    return found;
  };
  return {
    lstat: (path) => inode(path, false)?.kind,
    stat: (path) => inode(path, true)?.kind,
    readlink: (path) => {
      const link = inode(path, false);
      return link?.kind === 'symlink' ? link.target : undefined;
    },
    resolve: (path) => (inode(path, true) === undefined ? undefined : fs.realPath(ROOT, path)),
    list: (path) => {
      const directory = inode(path, true);
      return directory?.kind === 'directory' ? [...directory.entries.keys()] : undefined;
    },
  };
}
