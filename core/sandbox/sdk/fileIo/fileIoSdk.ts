// The file SDK's functions by catalog id: handles, options and what scripts read from them.

import {
  type RhaiValue,
  rhaiArray,
  rhaiBool,
  rhaiInt,
  rhaiMap,
  rhaiString,
  type SdkObject,
  UNIT,
} from '#core/base/value.ts';
import { type ReplacementOptions, replaceText } from '../common/replaceText.ts';
import { integerArgument, objectArgument, textArgument } from '../common/sdkArguments.ts';
import type { SdkModule } from '../types.ts';
import { archiveSdk } from './archiveSdk.ts';
import { certificatesSdk } from './certificates.ts';
import { coreDumpSdk } from './coreDump.ts';
import { type DeleteDirOptions, deleteDirectory, deleteFile } from './deleteEntry.ts';
import { dirEntrySdk } from './dirEntrySdk.ts';
import { type DiskUsageEntry, type DiskUsageOptions, type DiskUsageResult, diskUsage, fileUsage } from './diskUsage.ts';
import { type ElfInfo, elfInfo } from './elfFile.ts';
import { executeSdk } from './executeSdk.ts';
import { type FindOptions, findEntries } from './findEntries.ts';
import {
  DIR_HANDLE,
  dirHandleAt,
  FILE_HANDLE,
  fileHandleAt,
  handleObject,
  type OpenFileOptions,
  SYMLINK_HANDLE,
  symlinkHandleAt,
} from './handles.ts';
import {
  directoryMetadata,
  fileMetadata,
  lastModifiedNs,
  metadataObject,
  metadataSdk,
  ownershipObject,
  symlinkMetadata,
} from './metadata.ts';
import { type MoveOptions, moveDirectory, moveFile } from './moveEntry.ts';
import { type OpenDirOptions, openDirectory } from './openDirectory.ts';
import { openFile, openSymlink } from './openFile.ts';
import { optionBuilders, optionsAt } from './optionBuilder.ts';
import { FILE_OPTIONS } from './optionTables.ts';
import {
  type ChmodDirOptions,
  chmodDirectory,
  chmodFile,
  chownDirectory,
  chownFile,
  chownSymlink,
  directoryOwnership,
  fileOwnership,
  type SetOwnershipOptions,
} from './ownership.ts';
import {
  countWords,
  extractStrings,
  type LineMatch,
  type ReadLinesOptions,
  readLines,
  readPage,
  type WordCount,
} from './readFile.ts';
import { readFile, searchFile } from './redactedRead.ts';
import { type SetXAttrOptions, setSelinuxLabel } from './selinuxLabel.ts';
import { sizeInBytes, sizeRangeSdk } from './sizes.ts';
import { createSymlink, readLinkTarget } from './symlinks.ts';
import { allocateFile, type CopyFileOptions, copyFile, truncateFile, writeFile, writeInPlace } from './writeFile.ts';

const openingSdk: SdkModule = {
  'open(DirConfig, OpenDirOptions)': (context, args) => {
    const { path } = optionsAt<{ readonly path: string }>(args, 0, 'DirConfig');
    return handleObject(DIR_HANDLE, openDirectory(context, path, optionsAt<OpenDirOptions>(args, 1, 'OpenDirOptions')));
  },
  'open_file(RcDirHandle, string, OpenFileOptions)': (context, args) => {
    const options = optionsAt<OpenFileOptions>(args, 2, 'OpenFileOptions');
    return handleObject(FILE_HANDLE, openFile(context, dirHandleAt(args, 0), textArgument(args, 1), options));
  },
  'open_symlink(RcDirHandle, string)': (context, args) =>
    handleObject(SYMLINK_HANDLE, openSymlink(context, dirHandleAt(args, 0), textArgument(args, 1))),
};

const readingSdk: SdkModule = {
  'read(RcFileHandle)': (context, args) => rhaiString(readFile(context, fileHandleAt(args, 0))),
  'read_lines(RcFileHandle, ReadLinesOptions)': (context, args) =>
    texts(readLines(context, fileHandleAt(args, 0), optionsAt<ReadLinesOptions>(args, 1, 'ReadLinesOptions'))),
  'read_page(RcFileHandle, ReadPageOptions)': (context, args) => {
    const { num_lines: count } = optionsAt<{ readonly num_lines: bigint }>(args, 1, 'ReadPageOptions');
    return texts(readPage(context, fileHandleAt(args, 0), count));
  },
  'search(RcFileHandle, string)': (context, args) =>
    rhaiArray(searchFile(context, fileHandleAt(args, 0), textArgument(args, 1)).map((match) => object('Match', match))),
  'get$line_number(Match)': (_, args) => rhaiInt(stateOf<LineMatch>(args).lineNumber),
  'get$line_content(Match)': (_, args) => rhaiString(stateOf<LineMatch>(args).content),
  'counts(RcFileHandle)': (context, args) => object('WordCount', countWords(context, fileHandleAt(args, 0))),
  'get$line_count(WordCount)': (_, args) => rhaiInt(stateOf<WordCount>(args).lines),
  'get$word_count(WordCount)': (_, args) => rhaiInt(stateOf<WordCount>(args).words),
  'get$byte_count(WordCount)': (_, args) => rhaiInt(stateOf<WordCount>(args).bytes),
  'to_map(WordCount)': (_, args) => {
    const { lines, words, bytes } = stateOf<WordCount>(args);
    return rhaiMap([
      ['line_count', rhaiInt(lines)],
      ['word_count', rhaiInt(words)],
      ['byte_count', rhaiInt(bytes)],
    ]);
  },
  'extract_strings(RcFileHandle)': (context, args) => texts(extractStrings(context, fileHandleAt(args, 0))),
  'elf_info(RcFileHandle)': (context, args) => object('ElfInfo', elfInfo(context, fileHandleAt(args, 0))),
  'get$is_64bit(ElfInfo)': (_, args) => rhaiBool(stateOf<ElfInfo>(args).is64bit),
  'get$interpreter(ElfInfo)': (_, args) => optionalText(stateOf<ElfInfo>(args).interpreter),
  // Only the memory images of processes carry these two, and only notes that the sandbox does not read.
  'get$execfn(ElfInfo)': () => UNIT,
  'get$platform(ElfInfo)': () => UNIT,
  'to_map(ElfInfo)': (_, args) => {
    const { is64bit, interpreter } = stateOf<ElfInfo>(args);
    return rhaiMap([
      ['execfn', UNIT],
      ['platform', UNIT],
      ['interpreter', optionalText(interpreter)],
      ['is_64bit', rhaiBool(is64bit)],
    ]);
  },
  'replace_text(string, string, string, ReplacementOptions)': (context, args) => {
    const options = optionsAt<ReplacementOptions>(args, 3, 'ReplacementOptions');
    const [text, pattern, replacement] = [textArgument(args, 0), textArgument(args, 1), textArgument(args, 2)];
    return rhaiString(replaceText(context.regex, text, pattern, replacement, options));
  },
};

const changingSdk: SdkModule = {
  'write(RcFileHandle, string)': (context, args) =>
    handleObject(
      FILE_HANDLE,
      writeFile(context, fileHandleAt(args, 0), textArgument(args, 1), { preserve_ownership: false }),
    ),
  'write(RcFileHandle, string, WriteOptions)': (context, args) => {
    const options = optionsAt<{ readonly preserve_ownership: boolean }>(args, 2, 'WriteOptions');
    return handleObject(FILE_HANDLE, writeFile(context, fileHandleAt(args, 0), textArgument(args, 1), options));
  },
  'write_in_place(RcFileHandle, string)': (context, args) =>
    done(writeInPlace(context, fileHandleAt(args, 0), textArgument(args, 1))),
  'truncate(RcFileHandle, TruncateOptions)': (context, args) => {
    const { size, format } = optionsAt<{ readonly size: bigint; readonly format: string }>(args, 1, 'TruncateOptions');
    return done(truncateFile(context, fileHandleAt(args, 0), size, sizeInBytes(size, format)));
  },
  'fallocate(RcFileHandle, DiskAllocationOptions)': (context, args) => {
    const { length, format } = optionsAt<{ readonly length: bigint; readonly format: string }>(
      args,
      1,
      'DiskAllocationOptions',
    );
    return done(allocateFile(context, fileHandleAt(args, 0), sizeInBytes(length, format)));
  },
  'copy(RcFileHandle, RcFileHandle, CopyFileOptions)': (context, args) => {
    const options = optionsAt<CopyFileOptions>(args, 2, 'CopyFileOptions');
    return handleObject(FILE_HANDLE, copyFile(context, fileHandleAt(args, 0), fileHandleAt(args, 1), options));
  },
  'delete(RcFileHandle, DeleteFileOptions)': (context, args) =>
    done(
      deleteFile(context, fileHandleAt(args, 0), optionsAt<{ readonly force: boolean }>(args, 1, 'DeleteFileOptions')),
    ),
  'delete(RcDirHandle, DeleteDirOptions)': (context, args) =>
    done(deleteDirectory(context, dirHandleAt(args, 0), optionsAt<DeleteDirOptions>(args, 1, 'DeleteDirOptions'))),
  'move(RcFileHandle, RcDirHandle, string, MoveOptions)': (context, args) => {
    const options = optionsAt<MoveOptions>(args, 3, 'MoveOptions');
    return handleObject(
      FILE_HANDLE,
      moveFile(context, fileHandleAt(args, 0), dirHandleAt(args, 1), textArgument(args, 2), options),
    );
  },
  'move(RcDirHandle, RcDirHandle, RcDirHandle, string, MoveOptions)': (context, args) => {
    const options = optionsAt<MoveOptions>(args, 4, 'MoveOptions');
    const [parent, source, target] = [dirHandleAt(args, 0), dirHandleAt(args, 1), dirHandleAt(args, 2)];
    return handleObject(DIR_HANDLE, moveDirectory(context, parent, source, target, textArgument(args, 3), options));
  },
  'create_symlink(RcDirHandle, string, string, CreateSymlinkOptions)': (context, args) => {
    const options = optionsAt<{ readonly force: boolean }>(args, 3, 'CreateSymlinkOptions');
    return done(createSymlink(context, dirHandleAt(args, 0), textArgument(args, 1), textArgument(args, 2), options));
  },
  'read_link_target(RcDirHandle, string)': (context, args) =>
    rhaiString(readLinkTarget(context, dirHandleAt(args, 0), textArgument(args, 1))),
};

const attributeSdk: SdkModule = {
  'metadata(RcFileHandle)': (context, args) => metadataObject(fileMetadata(context, fileHandleAt(args, 0))),
  'metadata(RcDirHandle)': (context, args) => metadataObject(directoryMetadata(context, dirHandleAt(args, 0))),
  'metadata(RcSymlinkHandle)': (context, args) => metadataObject(symlinkMetadata(context, symlinkHandleAt(args, 0))),
  'get_last_modified_time(RcFileHandle)': (context, args) => rhaiInt(lastModifiedNs(context, fileHandleAt(args, 0))),
  'get_ownership(RcFileHandle)': (context, args) => ownershipObject(fileOwnership(context, fileHandleAt(args, 0))),
  'get_ownership(RcDirHandle)': (context, args) => ownershipObject(directoryOwnership(context, dirHandleAt(args, 0))),
  'chmod(RcFileHandle, i64)': (context, args) =>
    done(chmodFile(context, fileHandleAt(args, 0), integerArgument(args, 1))),
  'chmod(RcDirHandle, ChmodDirOptions)': (context, args) =>
    done(chmodDirectory(context, dirHandleAt(args, 0), optionsAt<ChmodDirOptions>(args, 1, 'ChmodDirOptions'))),
  'set_ownership(RcFileHandle, SetOwnershipOptions)': (context, args) =>
    done(chownFile(context, fileHandleAt(args, 0), ownershipOptions(args))),
  'set_ownership(RcDirHandle, SetOwnershipOptions)': (context, args) =>
    done(chownDirectory(context, dirHandleAt(args, 0), ownershipOptions(args))),
  'set_ownership(RcSymlinkHandle, SetOwnershipOptions)': (context, args) =>
    done(chownSymlink(context, symlinkHandleAt(args, 0), ownershipOptions(args))),
  'set_extended_attr(RcFileHandle, SetXAttrOptions)': (context, args) =>
    done(setSelinuxLabel(context, fileHandleAt(args, 0), optionsAt<SetXAttrOptions>(args, 1, 'SetXAttrOptions'))),
};

const walkingSdk: SdkModule = {
  'find(RcDirHandle, FindOptions, function)': (context, args) => {
    const callback = args[2] ?? UNIT;
    return done(findEntries(context, dirHandleAt(args, 0), optionsAt<FindOptions>(args, 1, 'FindOptions'), callback));
  },
  'disk_usage(RcFileHandle, DiskUsageOptions)': (context, args) =>
    object(
      'DiskUsageEntry',
      fileUsage(context, fileHandleAt(args, 0), optionsAt<DiskUsageOptions>(args, 1, 'DiskUsageOptions')),
    ),
  'disk_usage(RcDirHandle, DiskUsageOptions)': (context, args) =>
    object(
      'DiskUsageResult',
      diskUsage(context, dirHandleAt(args, 0), optionsAt<DiskUsageOptions>(args, 1, 'DiskUsageOptions')),
    ),
  'get$entries(DiskUsageResult)': (_, args) =>
    rhaiArray(stateOf<DiskUsageResult>(args).entries.map((entry) => object('DiskUsageEntry', entry))),
  'get$largest_subdir_handle(DiskUsageResult)': (_, args) => {
    const { largestSubdirectory: handle } = stateOf<DiskUsageResult>(args);
    return handle === undefined ? UNIT : handleObject(DIR_HANDLE, handle);
  },
  'get$path(DiskUsageEntry)': (_, args) => rhaiString(stateOf<DiskUsageEntry>(args).path),
  'get$size_bytes(DiskUsageEntry)': (_, args) => rhaiInt(stateOf<DiskUsageEntry>(args).sizeBytes),
  'get$inode_count(DiskUsageEntry)': (_, args) => rhaiInt(stateOf<DiskUsageEntry>(args).inodeCount),
  'to_map(DiskUsageEntry)': (_, args) => {
    const { path, sizeBytes, inodeCount } = stateOf<DiskUsageEntry>(args);
    return rhaiMap([
      ['path', rhaiString(path)],
      ['size_bytes', rhaiInt(sizeBytes)],
      ['inode_count', rhaiInt(inodeCount)],
    ]);
  },
};

/** Handles, entries, metadata and the options of the file SDK, by catalog id. */
export const fileIoSdk: SdkModule = {
  ...optionBuilders(FILE_OPTIONS),
  ...sizeRangeSdk,
  ...openingSdk,
  ...readingSdk,
  ...changingSdk,
  ...attributeSdk,
  ...walkingSdk,
  ...archiveSdk,
  ...certificatesSdk,
  ...executeSdk,
  ...coreDumpSdk,
  ...dirEntrySdk,
  ...metadataSdk,
};

function ownershipOptions(args: readonly RhaiValue[]): SetOwnershipOptions {
  return optionsAt<SetOwnershipOptions>(args, 1, 'SetOwnershipOptions');
}

function object(type: string, state: unknown): SdkObject {
  return { kind: 'object', type, state };
}

function stateOf<T>(args: readonly RhaiValue[]): T {
  return objectArgument(args, 0).state as T;
}

function optionalText(text: string | undefined): RhaiValue {
  return text === undefined ? UNIT : rhaiString(text);
}

function texts(items: readonly string[]): RhaiValue {
  return rhaiArray(items.map(rhaiString));
}

/** The result of a function that returns nothing. */
function done(_: unknown): RhaiValue {
  return UNIT;
}
