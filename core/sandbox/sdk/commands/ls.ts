// `ls`: the entries of a directory by name, or the one entry of a link.
// Source: rhai-safe-io at a7c3907 `command/ls.rs`.

import { type RhaiValue, rhaiMap } from '#core/base/value.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import { type DirEntry, dirEntry, listEntries } from '../fileIo/dirEntry.ts';
import { dirEntryObject } from '../fileIo/dirEntrySdk.ts';
import { invalidArguments } from '../fileIo/ioError.ts';
import { openSymlink } from '../fileIo/openFile.ts';
import { type SdkContext, SdkError, type SdkModule } from '../types.ts';
import { namedEntry, openDirAt } from './commandPaths.ts';
import { type Flags, NO_FLAGS, readFlags } from './flags.ts';
import { isLink } from './pathProbes.ts';

export const lsSdk: SdkModule = {
  'ls(string)': (context, args) => ls(context, textArgument(args, 0), NO_FLAGS),
  'ls(array, string)': (context, args) =>
    ls(context, textArgument(args, 1), readFlags(context, arrayArgument(args, 0), 'LsFlag')),
};

/** `ls::long` and `ls::recursive` are accepted and do nothing. */
function ls(context: SdkContext, path: string, flags: Flags): RhaiValue {
  const entries = entriesAt(context, path, flags);
  return rhaiMap(entries.map((entry) => [entry.name, dirEntryObject(entry)]));
}

function entriesAt(context: SdkContext, path: string, flags: Flags): readonly DirEntry[] {
  if (isLink(context, path)) return [linkAt(context, path)];
  const dir = tryAsDirectory(() => openDirAt(context, path));
  if (dir === undefined) return [linkAt(context, path)];
  return listEntries(context, dir).filter(({ name }) => flags.has('all') || !name.startsWith('.'));
}

/** What is no directory is tried as a link, which adds checks before the refusal. */
function tryAsDirectory<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof SdkError && error.message.includes('Not a directory')) return undefined;
    throw error;
  }
}

function linkAt(context: SdkContext, path: string): DirEntry {
  const { directory, name } = namedEntry(path, 'path');
  const parent = openDirAt(context, directory);
  const handle = asLink(path, () => openSymlink(context, parent, name));
  const dentry = parent.directory.entries.get(name);
  if (dentry === undefined) throw new Error(`the link ${path} vanished`);
  return { ...dirEntry(parent, dentry), opened: { kind: 'symlink', handle } };
}

function asLink<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (
      error instanceof SdkError &&
      error.kind === 'ValidationError' &&
      error.message.includes('argument is not a symlink')
    ) {
      throw invalidArguments(`ls: ${path}: Not a directory or symlink`);
    }
    throw error;
  }
}
