// What is known of the host when a call is predicted. Without a host file nothing is, except that no path is a symbolic link.

import { components } from '#core/base/posixPath.ts';
import { anyText, type Text } from './text.ts';

/** What stands at a path, links not followed. */
export type PathKind = 'missing' | 'file' | 'directory' | 'symlink';

/** A directory entry that is known to be there. */
export interface KnownEntry {
  readonly name: string;
  readonly kind: PathKind;
  /** A pipe or a socket, which requests take for a file. */
  readonly special?: true;
}

/** A process that runs. The pid is never known. */
export interface KnownProcess {
  readonly name: Text;
  readonly username: Text;
  readonly command: Text;
}

/** A user account with the group that a program started by it gets. */
export interface KnownAccount {
  readonly username: string;
  readonly uid: number;
  readonly groupname: string;
  readonly gid: number;
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
  /** The text of a file, undefined when not known. */
  content(path: string): string | undefined;
  /** Whether the system certainly lets the user of the run read (list) or write what is at a path without links. */
  letsUse(path: string, access: 'read' | 'write'): boolean;
  /** Processes that certainly run; the runner is one. Others may. */
  readonly processes: readonly KnownProcess[];
  /** Mount points of the host besides those that every system has; undefined when not known. */
  readonly mounts: readonly string[] | undefined;
  /** The account of the run, undefined when not known. */
  readonly account: KnownAccount | undefined;
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
  content: () => undefined,
  letsUse: () => false,
  processes: [{ name: anyText('a name'), username: anyText('a user'), command: anyText('a command') }],
  mounts: undefined,
  account: undefined,
  sameFileSystem: (left, right) => (normalPath(left) === normalPath(right) ? true : undefined),
};
