// `find_files`: names of the entries that a glob pattern matches, directories among them, in the directory's own order.
// Source: rhai-safe-io 0.1.0 `command/glob.rs`.

import { type RhaiValue, rhaiArray, rhaiString } from '#core/base/value.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import { walkDirectory } from '../fileIo/directoryWalk.ts';
import { requireGlob } from '../fileIo/findEntries.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { openDirAt } from './commandPaths.ts';
import { type Flags, NO_FLAGS, readFlags } from './flags.ts';

export const findFilesSdk: SdkModule = {
  'find_files(string, string)': (context, args) =>
    findFiles(context, textArgument(args, 0), textArgument(args, 1), NO_FLAGS),
  'find_files(array, string, string)': (context, args) => {
    const flags = readFlags(context, arrayArgument(args, 0), 'GlobFlag');
    return findFiles(context, textArgument(args, 1), textArgument(args, 2), flags);
  },
};

/** What the policy denies is left out without a word, the whole directory included. */
function findFiles(context: SdkContext, pattern: string, path: string, flags: Flags): RhaiValue {
  const dir = openDirAt(context, path);
  const glob = requireGlob(pattern);
  const names: RhaiValue[] = [];
  for (const step of walkDirectory(context, dir, flags.has('recursive') ? {} : { maxDepth: 1n })) {
    if (step.kind === 'entry' && glob.matches(step.entry.name)) names.push(rhaiString(step.entry.name));
  }
  return rhaiArray(names);
}
