// `wc`: how many lines, words and bytes a file has.

import { type RhaiValue, rhaiInt, rhaiMap } from '#core/base/value.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import { countWords } from '../fileIo/readFile.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { openFileAt } from './commandPaths.ts';
import { type Flags, NO_FLAGS, readFlags } from './flags.ts';

const COUNTS = ['lines', 'words', 'bytes'] as const;

export const wcSdk: SdkModule = {
  'wc(string)': (context, args) => wc(context, textArgument(args, 0), NO_FLAGS),
  'wc(array, string)': (context, args) =>
    wc(context, textArgument(args, 1), readFlags(context, arrayArgument(args, 0), 'WcFlag')),
};

/** Without flags all counts, otherwise those that the flags name. */
function wc(context: SdkContext, path: string, flags: Flags): RhaiValue {
  const counts = countWords(context, openFileAt(context, path));
  const named = COUNTS.filter((name) => flags.has(name));
  return rhaiMap((named.length === 0 ? COUNTS : named).map((name) => [name, rhaiInt(counts[name])]));
}
