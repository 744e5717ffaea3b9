// `extract_archive`: unpacks a gzip-compressed tar into a directory; entries that fail are left out without an error.
// Source: rust-safe-io 0.1.0 `file/unix/linux/tar.rs`.

import { joinPath } from '#core/base/posixPath.ts';
import { compareUtf8 } from '#core/base/value.ts';
import { createDirectories } from '../commands/createDirectories.ts';
import type { SdkContext } from '../types.ts';
import { requireFile } from './fileAuthorization.ts';
import { gunzip } from './gzipFormat.ts';
import type { DirHandle, FileHandle } from './handles.ts';
import { attempt, ioError, systemCall } from './ioError.ts';
import { openSubdirectory } from './openDirectory.ts';
import { changeOwner, chmodDirectory, chownDirectory } from './ownership.ts';
import { readRest, requireRead } from './readFile.ts';
import { readTar, type TarEntry } from './tarFormat.ts';

export interface ExtractArchiveOptions {
  readonly preserve_permissions: boolean;
  readonly preserve_ownership: boolean;
  readonly preserve_timestamps: boolean;
}

const MAX_OUTPUT = 64 * 1024 * 1024;
const NS_PER_SECOND = 1_000_000_000n;

/**
 * Checks: read on the archive; for each file create and write, create on its directories, chmod and chown where kept;
 * for each directory create, open, chmod and chown.
 */
export function extractArchive(
  context: SdkContext,
  handle: FileHandle,
  to: DirHandle,
  options: ExtractArchiveOptions,
): void {
  requireRead(context, handle);
  const unzipped = gunzip(readRest(handle.file), MAX_OUTPUT);
  const { entries, error } = readTar(unzipped.bytes);
  for (const entry of entries) {
    if (entry.kind === 'file') attempt(() => extractFile(context, to, entry, options));
  }
  const failed = unzipped.error ?? error;
  if (failed !== undefined) throw ioError('IoError', failed);
  const directories = entries.filter((entry) => entry.kind === 'directory').sort((a, b) => compareUtf8(b.path, a.path));
  for (const entry of directories) attempt(() => extractDirectory(context, to, entry, options));
}

function extractFile(context: SdkContext, to: DirHandle, entry: TarEntry, options: ExtractArchiveOptions): void {
  const path = joinPath(to.path, entry.path);
  requireFile(context, 'create', path);
  requireFile(context, 'write', path);
  const slash = entry.path.lastIndexOf('/');
  if (slash >= 0) createDirectories(context, to, entry.path.slice(0, slash));
  const { fs, credentials } = context.host;
  const file = systemCall(() => fs.openAnonymous(credentials, to.directory, 0o666));
  systemCall(() => file.write(entry.content));
  if (options.preserve_permissions) {
    attempt(() => {
      requireFile(context, 'chmod', path);
      systemCall(() => fs.chmod(credentials, file.inode, entry.mode));
    });
  }
  if (options.preserve_ownership) {
    attempt(() => {
      requireFile(context, 'chown', path);
      changeOwner(context, file.inode, entry);
    });
  }
  if (options.preserve_timestamps) setModified(context, file.inode, entry);
  systemCall(() => fs.linkOver(credentials, file, to.directory, entry.path));
  context.effect({ change: 'create', target: path });
}

function extractDirectory(context: SdkContext, to: DirHandle, entry: TarEntry, options: ExtractArchiveOptions): void {
  createDirectories(context, to, entry.path);
  const directory = openNested(context, to, entry.path);
  if (options.preserve_permissions) {
    attempt(() => chmodDirectory(context, directory, { permissions: BigInt(entry.mode), recursive: false }));
  }
  if (options.preserve_ownership) {
    attempt(() => chownDirectory(context, directory, { user: entry.user, group: entry.group, recursive: false }));
  }
  if (options.preserve_timestamps) attempt(() => setModified(context, directory.directory, entry));
}

/** Opens a directory by its whole path, and where that is refused step by step. */
function openNested(context: SdkContext, to: DirHandle, path: string): DirHandle {
  const direct = attempt(() => openSubdirectory(context, to, path));
  if (direct !== undefined) return direct;
  let directory = to;
  for (const name of path.split('/').filter((part) => part !== ''))
    directory = openSubdirectory(context, directory, name);
  return directory;
}

function setModified(
  context: SdkContext,
  inode: FileHandle['file']['inode'] | DirHandle['directory'],
  entry: TarEntry,
): void {
  const { fs, credentials } = context.host;
  systemCall(() => fs.setTimes(credentials, inode, inode.accessedNs, BigInt(entry.modified) * NS_PER_SECOND));
}
