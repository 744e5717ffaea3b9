// Entries of a directory as scripts see them. An entry remembers the first handle it was opened by and never opens again.

import { joinPath } from '#core/base/posixPath.ts';
import type { Dentry, InodeKind } from '../../vfs/inode.ts';
import type { SdkContext } from '../types.ts';
import { requireDirectory, requireFile } from './fileAuthorization.ts';
import type { DirHandle, FileHandle, OpenFileOptions, SymlinkHandle } from './handles.ts';
import { attempt, ioError, systemCall } from './ioError.ts';
import { directoryMetadata, fileMetadata, type Metadata, metadataOf, symlinkMetadata } from './metadata.ts';
import { invalidEntity, openDirectory, openSubdirectory } from './openDirectory.ts';
import { fileOptions, openFile, openSymlink, READ_ONLY } from './openFile.ts';

/** The handle an entry was first opened by. */
export type OpenedEntry =
  | { readonly kind: 'file'; readonly handle: FileHandle }
  | { readonly kind: 'directory'; readonly handle: DirHandle }
  | { readonly kind: 'symlink'; readonly handle: SymlinkHandle };

/** One entry. Only `opened` changes: copies made before an opening do not know of it. */
export interface DirEntry {
  readonly name: string;
  readonly kind: InodeKind;
  readonly inode: number;
  readonly parent: DirHandle;
  /** A link that a walk has followed: it stands for its target. */
  readonly isResolvedLink: boolean;
  opened: OpenedEntry | undefined;
}

/** The entry for a name as `readdir` gives it. */
export function dirEntry(parent: DirHandle, dentry: Dentry): DirEntry {
  const { name, inode } = dentry;
  return { name, kind: inode.kind, inode: inode.number, parent, isResolvedLink: false, opened: undefined };
}

/** `list_entries`. Check: read. */
export function listEntries(context: SdkContext, handle: DirHandle): readonly DirEntry[] {
  requireDirectory(context, 'read', handle.path);
  const { fs, credentials } = context.host;
  // The directory is opened anew as `.` for reading, which needs search permission on it as well.
  const reopen = () => fs.openDirectory(credentials, '.', { at: handle.directory });
  return systemCall(() => fs.list(credentials, reopen())).map((dentry) => dirEntry(handle, dentry));
}

/** The entry's path: that of its directory, and its name. */
export function entryPath(entry: DirEntry): string {
  return joinPath(entry.parent.path, entry.name);
}

/** `open_as_file`. The options and checks of {@link openFile} count only the first time. */
export function openEntryAsFile(context: SdkContext, entry: DirEntry, options: OpenFileOptions): FileHandle {
  const opened = entry.opened ?? openFileOf(context, entry, options);
  if (opened.kind === 'file') return opened.handle;
  throw ioError('EntryTypeMismatchError', 'Entry type mismatch: DirEntry does not represent a file');
}

/** `open_as_dir`. Links are followed whatever the options say. */
export function openEntryAsDirectory(context: SdkContext, entry: DirEntry): DirHandle {
  const opened = entry.opened ?? openDirectoryOf(context, entry);
  if (opened.kind === 'directory') return opened.handle;
  throw ioError('EntryTypeMismatchError', 'Entry type mismatch: DirEntry does not represent a dir');
}

/** Opens the link itself. */
export function openEntryAsSymlink(context: SdkContext, entry: DirEntry): SymlinkHandle {
  const opened = entry.opened ?? openSymlinkOf(context, entry);
  if (opened.kind === 'symlink') return opened.handle;
  throw ioError('EntryTypeMismatchError', 'Entry type mismatch: Entry is not a symlink');
}

/** `metadata` of an entry. Files, directories and links are opened first; other kinds only need stat. */
export function entryMetadata(context: SdkContext, entry: DirEntry): Metadata {
  const opened = entry.opened ?? openAsItself(context, entry);
  if (opened !== undefined) return metadataOfOpened(context, opened);
  requireFile(context, 'stat', entryPath(entry));
  const { fs, credentials } = context.host;
  const at = entry.parent.directory;
  return metadataOf(
    context,
    systemCall(() => fs.lookup(credentials, entry.name, { at, follow: false })),
  );
}

/** Metadata of what a link leads to. Checks: stat on the link, then those of opening the target and stat on it. */
export function targetMetadata(context: SdkContext, entry: DirEntry): Metadata {
  if (entry.kind === 'file' || entry.kind === 'directory') return entryMetadata(context, entry);
  requireFile(context, 'stat', entryPath(entry));
  const file = attempt(() => openEntryAsFile(context, entry, fileOptions({ read: true, follow_symlinks: true })));
  if (file !== undefined) return fileMetadata(context, file);
  const directory = attempt(() => openEntryAsDirectory(context, entry));
  if (directory !== undefined) return directoryMetadata(context, directory);
  throw invalidEntity(entryPath(entry));
}

function metadataOfOpened(context: SdkContext, opened: OpenedEntry): Metadata {
  switch (opened.kind) {
    case 'file':
      return fileMetadata(context, opened.handle);
    case 'directory':
      return directoryMetadata(context, opened.handle);
    case 'symlink':
      return symlinkMetadata(context, opened.handle);
  }
}

/** Opens an entry as what it is; undefined for pipes, sockets and devices. */
function openAsItself(context: SdkContext, entry: DirEntry): OpenedEntry | undefined {
  switch (entry.kind) {
    case 'file':
      return openFileOf(context, entry, READ_ONLY);
    case 'directory':
      return openDirectoryOf(context, entry);
    case 'symlink':
      return openSymlinkOf(context, entry);
    case 'fifo':
    case 'socket':
    case 'charDevice':
    case 'blockDevice':
      return undefined;
  }
}

function openFileOf(context: SdkContext, entry: DirEntry, options: OpenFileOptions): OpenedEntry {
  const follow = options.follow_symlinks || entry.isResolvedLink;
  const handle = openFile(context, entry.parent, entry.name, { ...options, follow_symlinks: follow });
  return remember(entry, { kind: 'file', handle });
}

function openDirectoryOf(context: SdkContext, entry: DirEntry): OpenedEntry {
  const follows = entry.kind === 'symlink' || entry.isResolvedLink;
  const handle = follows
    ? openDirectory(context, entryPath(entry), { follow_symlinks: true })
    : openSubdirectory(context, entry.parent, entry.name);
  return remember(entry, { kind: 'directory', handle });
}

function openSymlinkOf(context: SdkContext, entry: DirEntry): OpenedEntry {
  return remember(entry, { kind: 'symlink', handle: openSymlink(context, entry.parent, entry.name) });
}

function remember(entry: DirEntry, opened: OpenedEntry): OpenedEntry {
  entry.opened = opened;
  return opened;
}
