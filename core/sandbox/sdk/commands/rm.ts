// `rm`: removes a file or a directory; what the path leads to, links followed, decides which.
// Source: rhai-safe-io 0.1.0 `command/rm.rs`.

import { type RhaiValue, UNIT } from '#core/base/value.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import { deleteDirectory, deleteFile } from '../fileIo/deleteEntry.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { openDirAt, openFileAt } from './commandPaths.ts';
import { type Flags, NO_FLAGS, readFlags } from './flags.ts';
import { leadsToDirectory } from './pathProbes.ts';

export const rmSdk: SdkModule = {
  'rm(string)': (context, args) => rm(context, textArgument(args, 0), NO_FLAGS),
  'rm(array, string)': (context, args) =>
    rm(context, textArgument(args, 1), readFlags(context, arrayArgument(args, 0), 'RmFlag')),
};

function rm(context: SdkContext, path: string, flags: Flags): RhaiValue {
  const force = flags.has('force');
  if (leadsToDirectory(context, path)) {
    deleteDirectory(context, openDirAt(context, path), { force, recursive: flags.has('recursive') });
  } else {
    deleteFile(context, openFileAt(context, path), { force });
  }
  return UNIT;
}
