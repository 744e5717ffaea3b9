// `sed`: find and replace in a file, returned or written back.
// Source: rhai-safe-io 0.1.0 `command/sed.rs`.

import { type RhaiValue, rhaiString } from '#core/base/value.ts';
import { replaceText } from '../common/replaceText.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import { readFile } from '../fileIo/redactedRead.ts';
import { writeInPlace } from '../fileIo/writeFile.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { openFileAt } from './commandPaths.ts';
import { type Flags, NO_FLAGS, readFlags } from './flags.ts';

interface Replacement {
  readonly pattern: string;
  readonly replacement: string;
}

export const sedSdk: SdkModule = {
  'sed(string, string, string)': (context, args) =>
    sed(
      context,
      { pattern: textArgument(args, 0), replacement: textArgument(args, 1) },
      textArgument(args, 2),
      NO_FLAGS,
    ),
  'sed(array, string, string, string)': (context, args) => {
    const flags = readFlags(context, arrayArgument(args, 0), 'SedFlag');
    const what = { pattern: textArgument(args, 1), replacement: textArgument(args, 2) };
    return sed(context, what, textArgument(args, 3), flags);
  },
};

/** In place, the text is written back as it was read: redacted lines stay redacted. */
function sed(context: SdkContext, what: Replacement, path: string, flags: Flags): RhaiValue {
  const inPlace = flags.has('in_place');
  const file = openFileAt(context, path, inPlace ? { read: true, write: true } : { read: true });
  const text = readFile(context, file);
  const result = replaceText(context.regex, text, what.pattern, what.replacement, {
    is_regex: flags.has('regex'),
    replace_all: flags.has('all'),
  });
  if (inPlace) writeInPlace(context, file, result);
  return rhaiString(result);
}
