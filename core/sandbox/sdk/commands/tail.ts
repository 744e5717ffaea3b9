// `tail`: some of a file's lines; despite its name `tail::n(5)` gives the first five and `tail::n(-5)` the last.
// Source: rhai-safe-io 0.1.0 `command/tail.rs`.

import { type RhaiValue, rhaiArray, rhaiString } from '#core/base/value.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import { invalidArguments } from '../fileIo/ioError.ts';
import { type ReadLinesOptions, readLines } from '../fileIo/readFile.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { openFileAt } from './commandPaths.ts';
import { type Flags, NO_FLAGS, readFlags } from './flags.ts';

/** Lines that `tail` gives without flags, counted from the end. */
const DEFAULT_COUNT = -10n;

export const tailSdk: SdkModule = {
  'tail(string)': (context, args) => tail(context, textArgument(args, 0), NO_FLAGS),
  'tail(array, string)': (context, args) => {
    const flags = readFlags(context, arrayArgument(args, 0), 'TailFlag');
    return tail(context, textArgument(args, 1), flags);
  },
};

function tail(context: SdkContext, path: string, flags: Flags): RhaiValue {
  const file = openFileAt(context, path);
  return rhaiArray(readLines(context, file, selection(flags)).map(rhaiString));
}

function selection(flags: Flags): ReadLinesOptions {
  const [first, last] = flags.values('range') ?? [];
  const count = flags.values('n')?.[0] ?? (first === undefined || last === undefined ? undefined : last - first + 1n);
  const start = flags.values('from')?.[0] ?? first;
  if (start === undefined) return { count: count ?? DEFAULT_COUNT, start };
  if (start === 0n) {
    const rule = 'Invalid line to start reading from: must be a positive integer greater than 1 (>= 1)';
    throw invalidArguments(`${rule}: 0`);
  }
  // A negative line becomes a very large one in the SDK.
  return { count, start: BigInt.asUintN(64, start) };
}
