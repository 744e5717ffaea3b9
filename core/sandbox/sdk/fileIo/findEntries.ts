// `find`: calls back for every entry of a tree that passes the filters.
// Source: rust-safe-io 0.1.0 `dir/find.rs` and rhai-safe-io 0.1.0 `registry/common.rs`.

import type { RhaiValue } from '#core/base/value.ts';
import { type DateTime, epochSeconds } from '../common/dateTime.ts';
import { RunEnd, type SdkContext } from '../types.ts';
import { type DirEntry, entryMetadata, entryPath } from './dirEntry.ts';
import { dirEntryObject } from './dirEntrySdk.ts';
import { walkDirectory } from './directoryWalk.ts';
import { compileGlob, type GlobPattern } from './glob.ts';
import type { DirHandle } from './handles.ts';
import { integerOutOfRange, ioError, validationError } from './ioError.ts';
import { compileRegex } from './readFile.ts';
import { type SizeRange, sizeInRange } from './sizes.ts';

export interface FindOptions {
  readonly name: string | undefined;
  readonly iname: string | undefined;
  readonly regex: string | undefined;
  readonly negate_name: boolean;
  readonly size_range: SizeRange | undefined;
  readonly min_depth: bigint;
  readonly max_depth: bigint;
  readonly min_creation_time: DateTime | undefined;
  readonly max_creation_time: DateTime | undefined;
  readonly min_modification_time: DateTime | undefined;
  readonly max_modification_time: DateTime | undefined;
  readonly follow_symlinks: boolean;
}

type NameTest = (entry: DirEntry) => boolean;

const NS_PER_SECOND = 1_000_000_000n;

/**
 * Walks a tree and calls `callback` with each entry that passes. Checks: those of the walk; with a size or time filter
 * those of opening each entry and stat, where a denial ends the search.
 */
export function findEntries(context: SdkContext, root: DirHandle, options: FindOptions, callback: RhaiValue): void {
  const passesName = nameTest(context, options);
  if (options.min_depth < 0n || options.max_depth < 0n) throw integerOutOfRange();
  const walk = { minDepth: options.min_depth, maxDepth: options.max_depth, followSymlinks: options.follow_symlinks };
  for (const step of walkDirectory(context, root, walk)) {
    if (step.kind !== 'entry') continue;
    const { entry } = step;
    const named = passesName(entry);
    const passes = passesFilters(context, entry, options);
    if (named && passes) call(context, callback, entry);
  }
}

/** Compiles a glob pattern, or throws the SDK's error with the crate's text. */
export function requireGlob(pattern: string): GlobPattern {
  const result = compileGlob(pattern);
  if (!result.ok) throw validationError(`Invalid glob pattern: - ${result.message}`);
  return result.pattern;
}

function nameTest(context: SdkContext, options: FindOptions): NameTest {
  const { name, iname, regex, negate_name: negated } = options;
  const source = name ?? iname;
  const glob = source === undefined ? undefined : requireGlob(source);
  const compiled = regex === undefined ? undefined : compileRegex(context, regex);
  if (glob === undefined) return (entry) => compiled?.isMatch(entryPath(entry)) ?? true;
  return (entry) => (name === undefined ? glob.matchesIgnoringCase(entry.name) : glob.matches(entry.name)) !== negated;
}

/** Size and times; they are only looked at where a filter asks for them. */
function passesFilters(context: SdkContext, entry: DirEntry, options: FindOptions): boolean {
  const {
    size_range: range,
    min_creation_time,
    max_creation_time,
    min_modification_time,
    max_modification_time,
  } = options;
  const filters = [range, min_creation_time, max_creation_time, min_modification_time, max_modification_time];
  if (filters.every((filter) => filter === undefined)) return true;
  const { stat } = entryMetadata(context, entry);
  const created = stat.changedNs / NS_PER_SECOND;
  const modified = stat.modifiedNs / NS_PER_SECOND;
  return (
    (range === undefined || sizeInRange(range, BigInt(stat.size))) &&
    isBetween(created, min_creation_time, max_creation_time) &&
    isBetween(modified, min_modification_time, max_modification_time)
  );
}

function isBetween(seconds: bigint, min: DateTime | undefined, max: DateTime | undefined): boolean {
  if (min !== undefined && compare(seconds, min) < 0) return false;
  return max === undefined || compare(seconds, max) <= 0;
}

/** Compares a whole second with a moment, nanoseconds included. The runner crashes on a date that does not exist. */
function compare(seconds: bigint, moment: DateTime): number {
  const other = epochSeconds(moment);
  if (!other.ok) throw new RunEnd('crash', 'the runner panics when it compares with a date that does not exist');
  if (seconds !== other.value) return seconds < other.value ? -1 : 1;
  return moment.nanosecond > 0n ? -1 : 0;
}

function call(context: SdkContext, callback: RhaiValue, entry: DirEntry): void {
  const outcome = context.callFunction(callback, [dirEntryObject({ ...entry })], 'fresh');
  if (!outcome.ok) throw ioError('CallbackError', `Rhai callback execution failed: ${outcome.error.text}`);
}
