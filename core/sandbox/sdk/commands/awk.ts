// The `awk_*` commands: fields and lines of a file, by plain substrings rather than regular expressions.
// Source: rhai-safe-io 0.1.0 `command/awk.rs`.

import { type RhaiValue, rhaiArray, rhaiFloat, rhaiInt, rhaiMap, rhaiString } from '#core/base/value.ts';
import { lines, parseFloat64, split, sumFloat64, trim } from '../common/rustText.ts';
import { integerArgument, textArgument } from '../common/sdkArguments.ts';
import { invalidArguments } from '../fileIo/ioError.ts';
import { readFile } from '../fileIo/redactedRead.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { openFileAt } from './commandPaths.ts';

export const awkSdk: SdkModule = {
  'awk_split(string, string)': (_, args) => texts(split(textArgument(args, 0), textArgument(args, 1))),
  'awk_field(i64, string, string)': (context, args) => texts(column(context, args, 2).map(({ field }) => field)),
  'awk_filter(string, string)': (context, args) => {
    const pattern = textArgument(args, 0);
    return texts(linesOf(context, textArgument(args, 1)).filter((line) => line.includes(pattern)));
  },
  'awk_filter_field(i64, string, string, string)': (context, args) => {
    const pattern = textArgument(args, 2);
    const matching = column(context, args, 3).filter(({ field }) => field.includes(pattern));
    return texts(matching.map(({ line }) => line));
  },
  'awk_filter_range(i64, i64, string)': filterRange,
  'awk_sum(i64, string, string)': (context, args) => {
    const numbers = column(context, args, 2).map(({ field }) => parseFloat64(trim(field)));
    return rhaiFloat(sumFloat64(numbers.filter((number) => number !== undefined)));
  },
  'awk_count_unique(i64, string, string)': (context, args) => {
    const counts = new Map<string, number>();
    for (const { field } of column(context, args, 2)) counts.set(field, (counts.get(field) ?? 0) + 1);
    return rhaiMap(Array.from(counts, ([field, count]) => [field, rhaiInt(count)]));
  },
};

/** Lines that have the field, with it. The arguments begin with its number (from 1) and the delimiter. */
function column(
  context: SdkContext,
  args: readonly RhaiValue[],
  pathIndex: number,
): readonly { readonly line: string; readonly field: string }[] {
  const number = integerArgument(args, 0);
  if (number < 1n) throw invalidArguments('awk: field number must be >= 1');
  const delimiter = textArgument(args, 1);
  return linesOf(context, textArgument(args, pathIndex)).flatMap((line) => {
    const field = split(line, delimiter)[Number(number - 1n)];
    return field === undefined ? [] : [{ line, field }];
  });
}

function filterRange(context: SdkContext, args: readonly RhaiValue[]): RhaiValue {
  const start = integerArgument(args, 0);
  const end = integerArgument(args, 1);
  if (start < 1n || end < start) throw invalidArguments(`awk: invalid range ${start}..${end}`);
  return texts(linesOf(context, textArgument(args, 2)).slice(Number(start - 1n), Number(end)));
}

function linesOf(context: SdkContext, path: string): readonly string[] {
  return lines(readFile(context, openFileAt(context, path)));
}

function texts(items: readonly string[]): RhaiValue {
  return rhaiArray(items.map(rhaiString));
}
