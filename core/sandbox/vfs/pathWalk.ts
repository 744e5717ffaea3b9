// Walks a path component by component as the Linux kernel does: search permission, symbolic links, trailing slashes.

import { encodeUtf8 } from '#core/base/utf8.ts';
import { FileSystemError } from './errno.ts';
import type { Dentry, DirectoryInode, Inode } from './inode.ts';
import { type Credentials, requireAccess, SEARCH } from './permissions.ts';

export interface WalkOptions {
  /** Whether a symbolic link in the last component is followed. */
  readonly follow: boolean;
  /** Absolute links and `..` out of the start fail with EXDEV, as with `RESOLVE_BENEATH`. */
  readonly beneath?: boolean;
}

/** Where a path leads. Without `inode` the last component does not exist; `parent` and `name` say where it would be. */
export interface WalkResult {
  readonly parent: DirectoryInode;
  /** Empty for the root and for paths that end in `.` or `..`. */
  readonly name: string;
  readonly dentry: Dentry | undefined;
  readonly inode: Inode | undefined;
  /** The path ended in a slash, so only a directory will do. */
  readonly mustBeDirectory: boolean;
}

const MAX_LINKS = 40;
const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4095;

/** Walks `path` from `start` (or the root, when it is absolute). Throws {@link FileSystemError}. */
export function walk(
  root: DirectoryInode,
  who: Credentials,
  start: DirectoryInode,
  path: string,
  options: WalkOptions,
): WalkResult {
  return new Walk(root, who, start, options).run(path);
}

class Walk {
  readonly #root: DirectoryInode;
  readonly #who: Credentials;
  readonly #start: DirectoryInode;
  readonly #options: WalkOptions;
  #directory: DirectoryInode;
  #links = 0;

  constructor(root: DirectoryInode, who: Credentials, start: DirectoryInode, options: WalkOptions) {
    this.#root = root;
    this.#who = who;
    this.#start = start;
    this.#directory = start;
    this.#options = options;
  }

  run(path: string): WalkResult {
    if (path === '') throw new FileSystemError('ENOENT');
    if (encodeUtf8(path).length > MAX_PATH_BYTES) throw new FileSystemError('ENAMETOOLONG');
    const pending = this.#split(path);
    const mustBeDirectory = path.endsWith('/');
    let result = this.#here();
    while (pending.length > 0) {
      const name = pending.pop() ?? '';
      result = this.#step(name);
      const last = pending.length === 0;
      if (result.inode?.kind === 'symlink' && (!last || this.#options.follow || mustBeDirectory)) {
        this.#countLink();
        pending.push(...this.#split(result.inode.target));
        result = this.#here();
      } else if (!last) {
        this.#enter(result);
      }
    }
    return { ...result, mustBeDirectory };
  }

  /** Components in reverse; an absolute path starts again at the root. */
  #split(path: string): string[] {
    if (path.startsWith('/')) {
      if (this.#options.beneath === true) throw new FileSystemError('EXDEV');
      this.#directory = this.#root;
    }
    return path
      .split('/')
      .filter((part) => part !== '')
      .reverse();
  }

  #here(): WalkResult {
    const inode = this.#directory;
    return { parent: inode, name: '', dentry: inode.dentry, inode, mustBeDirectory: false };
  }

  #step(name: string): WalkResult {
    if (encodeUtf8(name).length > MAX_NAME_BYTES) throw new FileSystemError('ENAMETOOLONG');
    requireAccess(this.#who, this.#directory, SEARCH);
    if (name === '.') return this.#here();
    if (name === '..') {
      if (this.#options.beneath === true && this.#directory === this.#start) throw new FileSystemError('EXDEV');
      this.#directory = this.#directory.dentry?.parent ?? this.#directory;
      return this.#here();
    }
    const dentry = this.#directory.entries.get(name);
    return { parent: this.#directory, name, dentry, inode: dentry?.inode, mustBeDirectory: false };
  }

  #enter(result: WalkResult): void {
    if (result.inode === undefined) throw new FileSystemError('ENOENT');
    if (result.inode.kind !== 'directory') throw new FileSystemError('ENOTDIR');
    this.#directory = result.inode;
  }

  #countLink(): void {
    this.#links++;
    if (this.#links > MAX_LINKS) throw new FileSystemError('ELOOP');
  }
}
