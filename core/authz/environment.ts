// What is known of the host when a call is predicted. Without a host file nothing is, except that no path is a symbolic link.

import { components } from '#core/base/posixPath.ts';

/** What stands at a path, links not followed. */
export type PathKind = 'missing' | 'file' | 'directory' | 'symlink';

/** A directory entry that is known to be there. */
export interface KnownEntry {
  readonly name: string;
  readonly kind: PathKind;
}

/** A process that is known to run. */
export interface KnownProcess {
  readonly name: string;
  readonly username: string;
  readonly command: string;
}

/** Answers are about the moment of the call: what the script may have changed before is not known. */
export interface HostView {
  /** Whether the host is given. Then an open question has one answer that we do not know; otherwise hosts differ. */
  readonly given: boolean;
  /** What may stand at an absolute path, never empty. */
  kinds(path: string): readonly PathKind[];
  /** All symbolic links followed and in normal form; undefined when not known. A missing rest stays as it is. */
  resolve(path: string): string | undefined;
  /** Entries of a directory, undefined when not known. */
  entries(path: string): readonly KnownEntry[] | undefined;
  /** Whether a symbolic link may lie at or below the path. */
  mayHoldLinks(path: string): boolean;
  /** Whether two directories lie on one file system; undefined when not known. */
  sameFileSystem(left: string, right: string): boolean | undefined;
}

/** A path without repeated slashes, `.` and a trailing slash. */
export function normalPath(path: string): string {
  const parts = components(path);
  return path.startsWith('/') ? `/${parts.slice(1).join('/')}` : parts.join('/');
}

/** The view without a host: anything may be anywhere, but no path is a symbolic link. */
export const NO_HOST: HostView = {
  given: false,
  kinds: () => ['directory', 'file', 'missing'],
  resolve: normalPath,
  entries: () => undefined,
  mayHoldLinks: () => false,
  sameFileSystem: (left, right) => (normalPath(left) === normalPath(right) ? true : undefined),
};
