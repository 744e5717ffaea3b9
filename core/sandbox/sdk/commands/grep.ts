// `grep`: the lines of a file that a regular expression matches, or does not match.
// Source: rhai-safe-io 0.1.0 `command/grep.rs`.

import { type RhaiValue, rhaiArray, rhaiString } from '#core/base/value.ts';
import { lines } from '../common/rustText.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import type { LineMatch } from '../fileIo/readFile.ts';
import { readFile, searchFile } from '../fileIo/redactedRead.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { openFileAt } from './commandPaths.ts';
import { type Flags, NO_FLAGS, readFlags } from './flags.ts';

export const grepSdk: SdkModule = {
  'grep(string, string)': (context, args) => grep(context, textArgument(args, 0), textArgument(args, 1), NO_FLAGS),
  'grep(array, string, string)': (context, args) => {
    const flags = readFlags(context, arrayArgument(args, 0), 'GrepFlag');
    return grep(context, textArgument(args, 1), textArgument(args, 2), flags);
  },
};

function grep(context: SdkContext, pattern: string, path: string, flags: Flags): RhaiValue {
  const selected = selectedLines(context, flags.has('ignore_case') ? `(?i)${pattern}` : pattern, path, flags);
  const most = flags.values('max_count')?.[0] ?? 0n;
  const kept = most > 0n ? selected.slice(0, Number(most)) : selected;
  if (flags.has('count')) return rhaiArray([rhaiString(String(kept.length))]);
  return rhaiArray(
    kept.map(({ lineNumber, content }) => rhaiString(flags.has('line_number') ? `${lineNumber}:${content}` : content)),
  );
}

/** Inverting reads the file a second time, with a check of its own. */
function selectedLines(context: SdkContext, pattern: string, path: string, flags: Flags): readonly LineMatch[] {
  const file = openFileAt(context, path);
  const matches = searchFile(context, file, pattern);
  if (!flags.has('invert')) return matches;
  const matched = new Set(matches.map(({ lineNumber }) => lineNumber));
  return lines(readFile(context, file))
    .map((content, index) => ({ lineNumber: index + 1, content }))
    .filter(({ lineNumber }) => !matched.has(lineNumber));
}
