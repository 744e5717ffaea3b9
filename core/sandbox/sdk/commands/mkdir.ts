// `mkdir`: makes a directory, with `mkdir::parents` also those above it.
// Source: rhai-safe-io 0.1.0 `command/mkdir.rs`.

import { components, joinPath, parentPath } from '#core/base/posixPath.ts';
import { type RhaiValue, UNIT } from '#core/base/value.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { namedEntry, openDirAt } from './commandPaths.ts';
import { createDirectories } from './createDirectories.ts';
import { readFlags } from './flags.ts';
import { exists } from './pathProbes.ts';

export const mkdirSdk: SdkModule = {
  'mkdir(string)': (context, args) => makeOne(context, textArgument(args, 0)),
  'mkdir(array, string)': (context, args) => {
    const make = readFlags(context, arrayArgument(args, 0), 'MkdirFlag').has('parents') ? makeAll : makeOne;
    return make(context, textArgument(args, 1));
  },
};

function makeOne(context: SdkContext, path: string): RhaiValue {
  const { directory, name } = namedEntry(path, 'directory path');
  createDirectories(context, openDirAt(context, directory), name);
  return UNIT;
}

/** Starts at the deepest directory that exists; where the whole path does, nothing is checked. */
function makeAll(context: SdkContext, path: string): RhaiValue {
  let ancestor = path;
  while (!exists(context, ancestor)) {
    const parent = parentPath(ancestor);
    if (parent === undefined) break;
    ancestor = parent;
  }
  const missing = components(path).slice(components(ancestor).length).reduce(joinPath, '');
  if (missing !== '') createDirectories(context, openDirAt(context, ancestor), missing);
  return UNIT;
}
