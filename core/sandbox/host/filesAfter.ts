// The state of a host's files after a run, in the form of a recorded case's `files_after`.

import { encodeBase64 } from '#core/base/base64.ts';
import { decodeUtf8 } from '#core/base/utf8.ts';
import { compareUtf8 } from '#core/base/value.ts';
import type { FileSystem } from '../vfs/fileSystem.ts';
import type { DirectoryInode, Inode } from '../vfs/inode.ts';
import { ROOT } from '../vfs/permissions.ts';
import type { HostDescription } from './hostDescription.ts';

/** What is told of one path. A link has only its target. */
export interface FileAfter {
  /** Four octal digits. */
  readonly mode?: string;
  /** A user's name, or the number where no user has it. */
  readonly owner?: string;
  readonly dir?: true;
  readonly content?: string;
  readonly base64?: string;
  readonly symlink?: string;
  readonly special?: 'socket' | 'fifo' | 'other';
  /** Bytes of a file with holes too large to be told; it then has no content here. */
  readonly size?: number;
}

/** Compared whole even when the host file lists nothing below them. */
const WHOLE = ['/tmp', '/srv', '/home', '/var'];

/** Below these only listed paths count: the system's own files differ from machine to machine. */
const LISTED_ONLY = new Set(['/etc', '/usr', '/proc', '/dev', '/lib', '/bin', '/sbin', '/opt', '/lib64']);

/** Everything that counts, sorted by path. What lies below a mount is left out. */
export function filesAfter(fs: FileSystem, description: HostDescription): ReadonlyMap<string, FileAfter> {
  const listed = [...description.files.keys()];
  const roots = new Set([...listed.map((path) => `/${path.split('/')[1] ?? ''}`), ...WHOLE]);
  const out = new Map<string, FileAfter>();
  for (const root of roots) {
    if (LISTED_ONLY.has(root)) {
      for (const path of listed.filter((name) => name.startsWith(`${root}/`))) addPath(out, fs, description, path);
    } else {
      const inode = fs.walk(ROOT, root, { follow: false }).inode;
      if (inode?.kind === 'directory' && inode.covers === undefined) addBelow(out, description, inode, root);
    }
  }
  return new Map([...out].sort(([a], [b]) => compareUtf8(a, b)));
}

function addPath(out: Map<string, FileAfter>, fs: FileSystem, description: HostDescription, path: string): void {
  try {
    out.set(path, describe(fs.lookup(ROOT, path, { follow: false }), description));
  } catch {
    // What the run removed is absent from the list.
  }
}

function addBelow(
  out: Map<string, FileAfter>,
  description: HostDescription,
  directory: DirectoryInode,
  path: string,
): void {
  for (const [name, { inode }] of directory.entries) {
    const child = `${path}/${name}`;
    out.set(child, describe(inode, description));
    if (inode.kind === 'directory' && inode.covers === undefined) addBelow(out, description, inode, child);
  }
}

function describe(inode: Inode, description: HostDescription): FileAfter {
  if (inode.kind === 'symlink') return { symlink: inode.target };
  const owner = description.users.find((user) => user.uid === inode.uid)?.name ?? String(inode.uid);
  const common = { mode: inode.mode.toString(8).padStart(4, '0'), owner };
  switch (inode.kind) {
    case 'directory':
      return { ...common, dir: true };
    case 'file':
      return { ...common, ...contentOf(inode.content, inode.size) };
    case 'socket':
    case 'fifo':
      return { ...common, special: inode.kind };
    case 'charDevice':
    case 'blockDevice':
      return { ...common, special: 'other' };
  }
}

/** A hole takes no room on the virtual host, but it would here. */
const LARGEST_WITH_HOLES = 64 * 1024;

function contentOf(content: Uint8Array, size: number): FileAfter {
  if (size > content.length && size > LARGEST_WITH_HOLES) return { size };
  let bytes = content;
  if (size > content.length) {
    bytes = new Uint8Array(size);
    bytes.set(content);
  }
  const text = decodeUtf8(bytes);
  return text === undefined ? { base64: encodeBase64(bytes) } : { content: text };
}
