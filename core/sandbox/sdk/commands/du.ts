// `du`: what a directory uses on disk; its errors are plain strings.
// Source: rhai-safe-io 0.1.0 `command/du.rs`.

import { type RhaiValue, rhaiArray, rhaiInt, rhaiMap, rhaiString } from '#core/base/value.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import { type DiskUsageEntry, directoryUsage } from '../fileIo/diskUsage.ts';
import { validationError } from '../fileIo/ioError.ts';
import { type SdkContext, SdkError, type SdkModule } from '../types.ts';
import { openDirAt } from './commandPaths.ts';
import { type Flags, NO_FLAGS, readFlags } from './flags.ts';

export const duSdk: SdkModule = {
  'du(string)': (context, args) => withPlainErrors(() => du(context, textArgument(args, 0), NO_FLAGS)),
  'du(array, string)': (context, args) =>
    withPlainErrors(() => du(context, textArgument(args, 1), readFlags(context, arrayArgument(args, 0), 'DuFlag'))),
};

function du(context: SdkContext, path: string, flags: Flags): RhaiValue {
  const dir = openDirAt(context, path);
  const summarize = flags.has('summarize');
  const allFiles = flags.has('all_files');
  if (summarize && allFiles) throw validationError('cannot both summarize and show all entries');
  const entries = directoryUsage(context, dir, {
    summarize,
    all_files: allFiles,
    apparent_size: flags.has('apparent_size'),
    max_depth: flags.values('max_depth')?.[0],
  });
  return rhaiMap([
    ['entries', rhaiArray(entries.map(entryMap))],
    // Nested directories count again in the totals, as in the SDK.
    ['total_size_bytes', rhaiInt(entries.reduce((total, entry) => total + entry.sizeBytes, 0))],
    ['total_inode_count', rhaiInt(entries.reduce((total, entry) => total + entry.inodeCount, 0))],
  ]);
}

function entryMap({ path, sizeBytes, inodeCount }: DiskUsageEntry): RhaiValue {
  return rhaiMap([
    ['path', rhaiString(path)],
    ['size_bytes', rhaiInt(sizeBytes)],
    ['inode_count', rhaiInt(inodeCount)],
  ]);
}

function withPlainErrors(run: () => RhaiValue): RhaiValue {
  try {
    return run();
  } catch (error) {
    if (error instanceof SdkError) throw new SdkError('plain', error.message, error.kind, error.source);
    throw error;
  }
}
