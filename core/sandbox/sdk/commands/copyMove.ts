// `cp` and `mv`: unlike the other commands they refuse directories that a link leads to.
// Source: rhai-safe-io 0.1.0 `command/cp.rs` and `command/mv.rs`.

import { type RhaiValue, UNIT } from '#core/base/value.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import { moveFile } from '../fileIo/moveEntry.ts';
import { openDirectory } from '../fileIo/openDirectory.ts';
import { copyFile } from '../fileIo/writeFile.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { namedEntry, openFileStrictly } from './commandPaths.ts';
import { type Flags, NO_FLAGS, readFlags } from './flags.ts';

export const copyMoveSdk: SdkModule = {
  'cp(string, string)': (context, args) => cp(context, textArgument(args, 0), textArgument(args, 1), NO_FLAGS),
  'cp(array, string, string)': (context, args) => {
    const flags = readFlags(context, arrayArgument(args, 0), 'CpFlag');
    return cp(context, textArgument(args, 1), textArgument(args, 2), flags);
  },
  'mv(string, string)': (context, args) => mv(context, textArgument(args, 0), textArgument(args, 1), NO_FLAGS),
  'mv(array, string, string)': (context, args) => {
    const flags = readFlags(context, arrayArgument(args, 0), 'MvFlag');
    return mv(context, textArgument(args, 1), textArgument(args, 2), flags);
  },
};

/** The destination is created before the source is checked for reading. */
function cp(context: SdkContext, from: string, to: string, flags: Flags): RhaiValue {
  const source = namedEntry(from, 'source path');
  const target = namedEntry(to, 'destination path');
  const sourceFile = openFileStrictly(context, source, { read: true });
  const targetFile = openFileStrictly(context, target, { write: true, create: true });
  copyFile(context, sourceFile, targetFile, { force: flags.has('force'), preserve: flags.has('preserve') });
  return UNIT;
}

function mv(context: SdkContext, from: string, to: string, flags: Flags): RhaiValue {
  const source = namedEntry(from, 'source path');
  const target = namedEntry(to, 'destination path');
  const sourceFile = openFileStrictly(context, source, { read: true, write: true });
  const targetDir = openDirectory(context, target.directory);
  moveFile(context, sourceFile, targetDir, target.name, {
    backup: flags.has('backup'),
    verbose: flags.has('verbose'),
  });
  return UNIT;
}
