// `Metadata` and `Ownership`: what `stat` tells of a file, directory or link, with the owner's names.

import { type RhaiValue, rhaiInt, rhaiMap, rhaiString, type SdkObject, UNIT } from '#core/base/value.ts';
import { type Inode, type InodeKind, type Stat, statOf } from '../../vfs/inode.ts';
import { constantText } from '../common/enumerations.ts';
import { objectArgument } from '../common/sdkArguments.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { requireDirectory, requireFile } from './fileAuthorization.ts';
import { type DirHandle, type FileHandle, filePath, type SymlinkHandle } from './handles.ts';
import { ioError, isReadDenial } from './ioError.ts';
import { readLinkTarget, symlinkPath } from './symlinks.ts';

export interface Ownership {
  readonly user: string;
  readonly group: string;
}

export interface Metadata {
  readonly stat: Stat;
  readonly owner: Ownership;
  readonly symlinkTarget: string | undefined;
}

const BLOCK = 512;
const NS_PER_SECOND = 1_000_000_000n;

/** `metadata` of a file. Check: stat. */
export function fileMetadata(context: SdkContext, handle: FileHandle): Metadata {
  requireFile(context, 'stat', filePath(handle));
  return metadataOf(context, handle.file.inode);
}

/** `metadata` of a directory. Check: stat. */
export function directoryMetadata(context: SdkContext, handle: DirHandle): Metadata {
  requireDirectory(context, 'stat', handle.path);
  return metadataOf(context, handle.directory);
}

/** `metadata` of a link. Checks: stat; read, without which the target stays hidden. */
export function symlinkMetadata(context: SdkContext, handle: SymlinkHandle): Metadata {
  requireFile(context, 'stat', symlinkPath(handle));
  const metadata = metadataOf(context, handle.inode);
  try {
    return { ...metadata, symlinkTarget: readLinkTarget(context, handle.dir, handle.name) };
  } catch (error) {
    if (isReadDenial(error)) return metadata;
    throw error;
  }
}

/** `stat` without a check. Throws when the owner or the group has no name. */
export function metadataOf(context: SdkContext, inode: Inode): Metadata {
  return { stat: statOf(inode), owner: ownershipOf(context, inode), symlinkTarget: undefined };
}

/** Names of the owner and the group. Throws where one has none. */
export function ownershipOf(context: SdkContext, inode: Inode): Ownership {
  const { accounts } = context.host;
  const user = accounts.userName(inode.uid);
  if (user === undefined) throw noMapping('No user mapping found for uid', String(inode.uid));
  const group = accounts.groupName(inode.gid);
  if (group === undefined) throw noMapping('No group mapping found for gid', String(inode.gid));
  return { user, group };
}

/** The error of a name or number that /etc/passwd or /etc/group does not know. */
export function noMapping(reason: string, value: string): Error {
  return ioError('IdentityResolutionError', `Identity resolution error: ${reason}: ${value}`);
}

/** Nanoseconds of the last change of content, as `get_last_modified_time` counts them. Check: stat. */
export function lastModifiedNs(context: SdkContext, handle: FileHandle): bigint {
  requireFile(context, 'stat', filePath(handle));
  return handle.file.stat().modifiedNs;
}

/** The constant of `EntryType` for a kind of inode. */
export function entryType(kind: InodeKind): SdkObject {
  return { kind: 'object', type: 'EntryType', state: { constant: ENTRY_TYPES[kind] } };
}

/** The text of a kind of inode, e.g. `CharDevice`. */
export function entryTypeText(kind: InodeKind): string {
  return constantText('EntryType', ENTRY_TYPES[kind]) ?? '';
}

export function metadataObject(metadata: Metadata): SdkObject {
  return { kind: 'object', type: 'Metadata', state: metadata };
}

export function ownershipObject(ownership: Ownership): SdkObject {
  return { kind: 'object', type: 'Ownership', state: ownership };
}

/** Getters and methods of the two types, by catalog id. */
export const metadataSdk: SdkModule = {
  'type(Metadata)': (_, args) => entryType(metadataAt(args).stat.kind),
  'file_size(Metadata)': (_, args) => rhaiInt(metadataAt(args).stat.size),
  'blocks(Metadata)': (_, args) => rhaiInt(metadataAt(args).stat.blocks),
  'allocated_size(Metadata)': (_, args) => rhaiInt(metadataAt(args).stat.blocks * BLOCK),
  'num_hardlinks(Metadata)': (_, args) => rhaiInt(metadataAt(args).stat.links),
  'permissions(Metadata)': (_, args) => rhaiInt(metadataAt(args).stat.mode),
  'last_modified_time(Metadata)': (_, args) => rhaiInt(metadataAt(args).stat.modifiedNs / NS_PER_SECOND),
  'last_modified_time_nanos_component(Metadata)': (_, args) =>
    rhaiInt(metadataAt(args).stat.modifiedNs % NS_PER_SECOND),
  'symlink_target(Metadata)': (_, args) => optionalText(metadataAt(args).symlinkTarget),
  'get$owner(Metadata)': (_, args) => ownershipObject(metadataAt(args).owner),
  'to_map(Metadata)': (_, args) => metadataMap(metadataAt(args)),
  'get$user(Ownership)': (_, args) => rhaiString(ownershipAt(args).user),
  'get$group(Ownership)': (_, args) => rhaiString(ownershipAt(args).group),
};

const ENTRY_TYPES: Readonly<Record<InodeKind, string>> = {
  file: 'FILE',
  directory: 'DIR',
  symlink: 'SYMLINK',
  fifo: 'FIFO',
  socket: 'SOCKET',
  charDevice: 'CHAR_DEVICE',
  blockDevice: 'BLOCK_DEVICE',
};

function metadataMap({ stat, owner, symlinkTarget }: Metadata): RhaiValue {
  return rhaiMap([
    ['type', rhaiString(entryTypeText(stat.kind))],
    ['permissions', rhaiInt(stat.mode)],
    ['file_size', rhaiInt(stat.size)],
    ['allocated_size', rhaiInt(stat.blocks * BLOCK)],
    ['last_modified_time', rhaiInt(stat.modifiedNs / NS_PER_SECOND)],
    ['num_hardlinks', rhaiInt(stat.links)],
    ['owner_user', rhaiString(owner.user)],
    ['owner_group', rhaiString(owner.group)],
    ['symlink_target', optionalText(symlinkTarget)],
  ]);
}

function optionalText(text: string | undefined): RhaiValue {
  return text === undefined ? UNIT : rhaiString(text);
}

function metadataAt(args: readonly RhaiValue[]): Metadata {
  return objectArgument(args, 0).state as Metadata;
}

function ownershipAt(args: readonly RhaiValue[]): Ownership {
  return objectArgument(args, 0).state as Ownership;
}
