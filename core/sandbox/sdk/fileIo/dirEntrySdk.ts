// `DirEntry` as scripts use it: its properties, and openings that the entry remembers.

import { type RhaiValue, rhaiInt, rhaiMap, rhaiString, type SdkObject } from '#core/base/value.ts';
import { objectArgument } from '../common/sdkArguments.ts';
import type { SdkContext, SdkFunction, SdkModule } from '../types.ts';
import { type DirEntry, entryMetadata, listEntries, openEntryAsDirectory, openEntryAsFile } from './dirEntry.ts';
import { DIR_HANDLE, dirHandleAt, FILE_HANDLE, handleObject, type OpenFileOptions } from './handles.ts';
import { entryType, entryTypeText, metadataObject } from './metadata.ts';

/** The script's object for an entry. */
export function dirEntryObject(entry: DirEntry): SdkObject {
  return { kind: 'object', type: 'DirEntry', state: entry };
}

/** The entry behind a script's object. */
export function dirEntryOf(object: SdkObject): DirEntry {
  if (object.type !== 'DirEntry') throw new Error(`not a DirEntry: ${object.type}`);
  return object.state as DirEntry;
}

/** Functions of `DirEntry`, and `list_entries`, by catalog id. */
export const dirEntrySdk: SdkModule = {
  'list_entries(RcDirHandle)': (context, args) =>
    rhaiMap(listEntries(context, dirHandleAt(args, 0)).map((entry) => [entry.name, dirEntryObject(entry)])),
  'get$name(DirEntry)': (_, args) => rhaiString(entryAt(args).name),
  'get$inode(DirEntry)': (_, args) => ({ kind: 'number', type: 'u64', value: BigInt(entryAt(args).inode) }),
  'type(DirEntry)': (_, args) => entryType(entryAt(args).kind),
  'to_map(DirEntry)': (_, args) => {
    const { name, kind, inode } = entryAt(args);
    return rhaiMap([
      ['name', rhaiString(name)],
      ['type', rhaiString(entryTypeText(kind))],
      ['inode', rhaiInt(inode)],
    ]);
  },
  'open_as_file(DirEntry, OpenFileOptions)': remembering((context, entry, args) => {
    const options = objectArgument(args, 1).state as OpenFileOptions;
    return handleObject(FILE_HANDLE, openEntryAsFile(context, entry, options));
  }),
  'open_as_dir(DirEntry, OpenDirOptions)': remembering((context, entry) =>
    handleObject(DIR_HANDLE, openEntryAsDirectory(context, entry)),
  ),
  'metadata(DirEntry)': remembering((context, entry) => metadataObject(entryMetadata(context, entry))),
};

/**
 * A method that may open the entry. The entry is a value: the receiver of the call remembers the handle, copies made
 * before do not.
 */
function remembering(
  method: (context: SdkContext, entry: DirEntry, args: readonly RhaiValue[]) => RhaiValue,
): SdkFunction {
  return (context, args) => {
    const before = entryAt(args);
    const entry = { ...before };
    try {
      return { value: method(context, entry, args), receiver: dirEntryObject(entry) };
    } catch (error) {
      before.opened = entry.opened;
      throw error;
    }
  };
}

function entryAt(args: readonly RhaiValue[]): DirEntry {
  return dirEntryOf(objectArgument(args, 0));
}
