// Makes a host file of a real folder: read once, within limits, without links to elsewhere, secrets and ignored files.

import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import path from 'node:path';
import ignore from 'ignore';
import { decodeUtf8 } from '#core/base/utf8.ts';
import { isSecretFolder, secretContent, secretName } from './secrets.ts';

export interface HostFromFolderOptions {
  /** Where the folder lies on the virtual host; below /srv under its own name when absent. */
  readonly at?: string;
  /** Bytes of one file. */
  readonly maxFileBytes?: number;
  /** Bytes of all files. */
  readonly maxTotalBytes?: number;
  /** Files, folders and links. */
  readonly maxEntries?: number;
  /** A file that is left out without a word: the one that will be written. */
  readonly output?: string;
}

export const HOST_FROM_FOLDER_LIMITS = {
  maxFileBytes: 256 * 1024,
  maxTotalBytes: 8 * 1024 * 1024,
  maxEntries: 5_000,
} as const;

/** Something of the folder that the host file does not have. */
export interface LeftOut {
  /** Relative to the folder, with forward slashes; a folder ends with one. */
  readonly path: string;
  readonly why: 'ignored' | 'secret' | 'limit' | 'link' | 'special' | 'unreadable';
  /** For people. */
  readonly reason: string;
}

export interface FolderHost {
  /** Text of the host file. */
  readonly text: string;
  readonly at: string;
  readonly files: number;
  readonly bytes: number;
  readonly leftOut: readonly LeftOut[];
}

/** Throws where the folder itself cannot be read, or `at` is no absolute path. */
export function hostFromFolder(folder: string, options: HostFromFolderOptions = {}): FolderHost {
  const root = path.resolve(folder);
  const at = options.at ?? `/srv/${path.basename(root).replace(/[^\w.-]/g, '_') || 'folder'}`;
  if (!/^(\/[^/]+)+$/.test(at) || at.split('/').some((part) => part === '.' || part === '..'))
    throw new Error(`${at} is not an absolute path of the virtual host`);
  const reader = new FolderReader(root, at, { ...HOST_FROM_FOLDER_LIMITS, ...options });
  reader.folder('', []);
  const { entries, fileCount, bytes, leftOut } = reader;
  const content = { version: 1, principal: 'agent', files: { [at]: { dir: true }, ...Object.fromEntries(entries) } };
  return { text: `${JSON.stringify(content, undefined, 2)}\n`, at, files: fileCount, bytes, leftOut };
}

interface Limits {
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
  readonly maxEntries: number;
  readonly output?: string;
}

/** An ignore file with the folder it stands in. */
interface IgnoreRules {
  readonly folder: string;
  readonly matches: ignore.Ignore;
}

type Entry = Readonly<Record<string, string | boolean>>;

class FolderReader {
  readonly entries: (readonly [string, Entry])[] = [];
  readonly leftOut: LeftOut[] = [];
  fileCount = 0;
  bytes = 0;

  constructor(
    private readonly root: string,
    private readonly at: string,
    private readonly limits: Limits,
  ) {}

  /** Reads a folder, by its path relative to the root; empty for the root, which must be readable. */
  folder(relative: string, outer: readonly IgnoreRules[]): void {
    const names = this.#list(relative);
    const rules = [...outer, ...this.#rulesIn(relative, names)];
    for (const entry of names) {
      const inner = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (this.entries.length >= this.limits.maxEntries) {
        this.#leave(inner, 'limit', `the limit of ${this.limits.maxEntries} entries is reached`);
        continue;
      }
      if (entry.isDirectory()) this.#enter(inner, entry.name, rules);
      else this.#entry(inner, entry, rules);
    }
  }

  #list(relative: string): readonly Dirent[] {
    try {
      const found = readdirSync(path.join(this.root, relative), { withFileTypes: true });
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (relative === '') throw error;
      this.#leave(`${relative}/`, 'unreadable', reasonOf(error));
      return [];
    }
  }

  #rulesIn(relative: string, names: readonly Dirent[]): readonly IgnoreRules[] {
    if (!names.some((entry) => entry.name === '.gitignore' && entry.isFile())) return [];
    try {
      const text = readFileSync(path.join(this.root, relative, '.gitignore'), 'utf8');
      return [{ folder: relative, matches: ignore().add(text) }];
    } catch {
      return [];
    }
  }

  #enter(inner: string, name: string, rules: readonly IgnoreRules[]): void {
    if (isSecretFolder(name)) this.#leave(`${inner}/`, 'secret', 'a folder of credentials or of a repository');
    else if (isIgnored(`${inner}/`, rules)) this.#leave(`${inner}/`, 'ignored', 'in .gitignore');
    else {
      this.#add(inner, { dir: true });
      this.folder(inner, rules);
    }
  }

  #entry(inner: string, entry: Dirent, rules: readonly IgnoreRules[]): void {
    if (path.join(this.root, inner) === this.limits.output) return;
    const found = this.#entryOf(inner, entry, rules);
    if ('why' in found) this.#leave(inner, found.why, found.problem);
    else this.#add(inner, found.entry);
  }

  #entryOf(inner: string, entry: Dirent, rules: readonly IgnoreRules[]): { readonly entry: Entry } | Refused {
    if (isIgnored(inner, rules)) return { why: 'ignored', problem: 'in .gitignore' };
    const secret = secretName(entry.name);
    if (secret !== undefined) return { why: 'secret', problem: secret };
    if (entry.isSymbolicLink()) return this.#link(inner);
    return entry.isFile() ? this.#file(inner) : { why: 'special', problem: 'no regular file' };
  }

  /** A link is kept as a link, and only where it stays within the folder; it is never followed. */
  #link(inner: string): { readonly entry: Entry } | Refused {
    const place = path.join(this.root, inner);
    const target = readlinkSync(place);
    const within = path
      .relative(this.root, path.resolve(path.dirname(place), target))
      .split(path.sep)
      .join('/');
    if (within === '..' || within.startsWith('../') || path.isAbsolute(within))
      return { why: 'link', problem: 'a link to outside the folder' };
    const moved = path.isAbsolute(target) ? path.posix.join(this.at, within) : target.split(path.sep).join('/');
    return { entry: { symlink: moved } };
  }

  #file(inner: string): { readonly entry: Entry } | Refused {
    const read = readRegular(path.join(this.root, inner), this.limits.maxFileBytes);
    if ('why' in read) return read;
    const { content, mode } = read;
    if (this.bytes + content.length > this.limits.maxTotalBytes)
      return { why: 'limit', problem: `the limit of ${this.limits.maxTotalBytes} bytes in all is reached` };
    const secret = secretContent(content);
    if (secret !== undefined) return { why: 'secret', problem: secret };
    this.bytes += content.length;
    this.fileCount++;
    const text = decodeUtf8(content);
    const body = text === undefined ? { base64: Buffer.from(content).toString('base64') } : { content: text };
    return { entry: mode === '0644' ? body : { ...body, mode } };
  }

  #add(inner: string, entry: Entry): void {
    this.entries.push([`${this.at}/${inner}`, entry]);
  }

  #leave(inner: string, why: LeftOut['why'], reason: string): void {
    this.leftOut.push({ path: inner, why, reason });
  }
}

interface Refused {
  readonly why: LeftOut['why'];
  readonly problem: string;
}

type ReadFile = { readonly content: Uint8Array; readonly mode: string } | Refused;

/** Looks at the file that it reads, not at whatever has its name a moment later. */
function readRegular(place: string, maxBytes: number): ReadFile {
  let file: number;
  try {
    file = openSync(place, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return { why: 'unreadable', problem: reasonOf(error) };
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return { why: 'special', problem: 'no regular file' };
    const buffer = Buffer.alloc(Math.min(stat.size, maxBytes) + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < buffer.length; length += count)
      count = readSync(file, buffer, length, buffer.length - length, null);
    if (stat.size > maxBytes || length > maxBytes) return { why: 'limit', problem: `larger than ${maxBytes} bytes` };
    return { content: buffer.subarray(0, length), mode: (stat.mode & 0o7777).toString(8).padStart(4, '0') };
  } catch (error) {
    return { why: 'unreadable', problem: reasonOf(error) };
  } finally {
    closeSync(file);
  }
}

/** The innermost ignore file that speaks of a path counts; what an outer one ignores, an inner one can take back. */
function isIgnored(inner: string, rules: readonly IgnoreRules[]): boolean {
  let ignored = false;
  for (const { folder, matches } of rules) {
    const relative = folder === '' ? inner : inner.slice(folder.length + 1);
    const tested = matches.test(relative);
    if (tested.ignored) ignored = true;
    else if (tested.unignored) ignored = false;
  }
  return ignored;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ELOOP') return 'it became a link';
  return error instanceof Error ? error.message : String(error);
}
