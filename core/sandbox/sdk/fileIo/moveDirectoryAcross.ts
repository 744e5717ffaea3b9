// Moving a directory to another file system: the tree is copied entry by entry.
// Source: rust-safe-io 0.1.0 `dir/unix/linux/mv.rs`.

import { fileName, joinPath } from '#core/base/posixPath.ts';
import type { SdkContext } from '../types.ts';
import { type DirEntry, entryMetadata, listEntries, openEntryAsDirectory, openEntryAsFile } from './dirEntry.ts';
import { walkDirectory } from './directoryWalk.ts';
import { requireDirectory } from './fileAuthorization.ts';
import type { DirHandle } from './handles.ts';
import { directoryNotEmpty, invalidPath, ioError, systemCall } from './ioError.ts';
import { entryTypeText, type Metadata } from './metadata.ts';
import { copyFileAcross } from './moveFileAcross.ts';
import { openSubdirectory } from './openDirectory.ts';
import { fileOptions, openFile, openSymlink, READ_ONLY } from './openFile.ts';
import { chownFile, chownSymlink } from './ownership.ts';
import { createSymlink, readLinkTarget } from './symlinks.ts';

/** Copies `source` to the name in `to`, or into what has that name; `report` is told of each directory that is done. */
export function moveDirectoryAcross(
  context: SdkContext,
  source: DirHandle,
  to: DirHandle,
  name: string,
  report: (source: string, target: string) => void,
): DirHandle {
  const sourceName = fileName(source.path) ?? '';
  const target = targetDirectory(context, to, name, sourceName);
  for (const step of walkDirectory(context, source)) {
    if (step.kind === 'entry') copyEntry(context, source, step.entry, target, report);
  }
  // The SDK builds this path from the directory itself and its own name.
  report(joinPath(source.path, sourceName), target.path);
  const direct = openSubdirectory(context, to, name);
  const isNested = target.path === joinPath(joinPath(to.path, name), sourceName);
  return isNested ? openSubdirectory(context, direct, sourceName) : direct;
}

/** The directory to copy into: new, the empty one of that name, or one below it with the source's name. */
function targetDirectory(context: SdkContext, to: DirHandle, name: string, sourceName: string): DirHandle {
  const existing = listEntries(context, to).find((entry) => entry.name === name);
  if (existing === undefined) return createIn(context, to, name);
  requireDirectoryEntry(existing);
  const directory = openSubdirectory(context, to, name);
  requireDirectory(context, 'read', directory.path);
  const entries = listEntries(context, directory);
  if (entries.length === 0) return directory;
  const nested = entries.find((entry) => entry.name === sourceName);
  if (nested === undefined) return createIn(context, directory, sourceName);
  requireDirectoryEntry(nested);
  const below = openSubdirectory(context, directory, sourceName);
  requireDirectory(context, 'read', below.path);
  if (below.directory.entries.size > 0) throw directoryNotEmpty(below.path);
  return below;
}

function requireDirectoryEntry(entry: DirEntry): void {
  if (entry.kind !== 'directory') throw invalidPath(`Cannot create directory '${entry.name}': file exists`);
}

function createIn(context: SdkContext, parent: DirHandle, name: string): DirHandle {
  const { fs, credentials } = context.host;
  systemCall(() => fs.mkdir(credentials, name, { at: parent.directory, beneath: true }));
  context.effect({ change: 'create', target: joinPath(parent.path, name) });
  return openSubdirectory(context, parent, name);
}

function copyEntry(
  context: SdkContext,
  source: DirHandle,
  entry: DirEntry,
  target: DirHandle,
  report: (source: string, target: string) => void,
): void {
  switch (entry.kind) {
    case 'file':
      copyFileAcross(context, openEntryAsFile(context, entry, READ_ONLY), target, entry.name, { backup: false });
      return;
    case 'directory':
      moveDirectoryAcross(context, openEntryAsDirectory(context, entry), target, entry.name, report);
      return;
    case 'socket':
      copySocket(context, entry, target);
      return;
    case 'symlink':
      copySymlink(context, source, entry, target);
      return;
    case 'fifo':
    case 'charDevice':
    case 'blockDevice': {
      const reason = `${entryTypeText(entry.kind)} directory entry is not supported`;
      throw ioError('UnsupportedOperationError', `Unsupported Operation error: ${reason}`);
    }
  }
}

/** A socket becomes an empty file with the socket's mode and owner. */
function copySocket(context: SdkContext, entry: DirEntry, target: DirHandle): void {
  const metadata = entryMetadata(context, entry);
  const options = fileOptions({ write: true, create: true, permissions: BigInt(metadata.stat.mode) });
  chownFile(context, openFile(context, target, entry.name, options), ownerOptions(metadata));
}

function copySymlink(context: SdkContext, source: DirHandle, entry: DirEntry, target: DirHandle): void {
  const metadata = entryMetadata(context, entry);
  const link = readLinkTarget(context, source, entry.name);
  createSymlink(context, target, link, entry.name, { force: false });
  chownSymlink(context, openSymlink(context, target, entry.name), ownerOptions(metadata));
}

function ownerOptions({ owner }: Metadata) {
  return { user: owner.user, group: owner.group, recursive: false };
}
