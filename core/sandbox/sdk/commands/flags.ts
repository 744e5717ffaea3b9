// Flags of the shell-like commands: constants such as `cat::number` and the values that `grep::max_count(5)` makes.
// Source: rhai-safe-io 0.1.0 `registry/command` and rhai-sdk-common-utils `args.rs`.

import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import { integerArgument } from '../common/sdkArguments.ts';
import { type SdkContext, SdkError, type SdkFunction, type SdkModule } from '../types.ts';

/** State of a flag object: the constant it stands for and, for flags with a value, the numbers given. */
interface FlagState {
  readonly constant: string;
  readonly args?: readonly bigint[];
}

/** The flags of one call, under their long names. */
export interface Flags {
  has(name: string): boolean;
  /** Numbers of the first flag of that name. */
  values(name: string): readonly bigint[] | undefined;
}

/** Long names by type and short name. */
const SHORT_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CatFlag: { n: 'number' },
  LsFlag: { a: 'all', l: 'long', R: 'recursive' },
  GrepFlag: { i: 'ignore_case', c: 'count', v: 'invert', n: 'line_number', m: 'max_count' },
  TailFlag: {},
  WcFlag: { l: 'lines', w: 'words', c: 'bytes' },
  SedFlag: { g: 'all', i: 'in_place' },
  CpFlag: { f: 'force', p: 'preserve' },
  MvFlag: { b: 'backup', v: 'verbose' },
  RmFlag: { f: 'force', r: 'recursive' },
  MkdirFlag: { p: 'parents' },
  WriteFlag: { a: 'append', r: 'replace' },
  GlobFlag: { r: 'recursive' },
  DuFlag: { s: 'summarize', a: 'all_files', d: 'max_depth' },
  SeqFlag: {},
};

/** No flags given. */
export const NO_FLAGS: Flags = { has: () => false, values: () => undefined };

/** Reads a flag array; the first element of another type is refused with the SDK's text. */
export function readFlags(context: SdkContext, items: readonly RhaiValue[], type: string): Flags {
  const given = items.map((item) => {
    if (item.kind === 'object' && item.type === type) return item.state as FlagState;
    const command = type.replace(/Flag$/, '').toLowerCase();
    const message = `${command}: expected ${type} flag, got ${rustTypeName(context, item)}`;
    throw new SdkError('map', message, 'Other', 'IoErrorKind');
  });
  const named = (name: string) => given.find((flag) => longName(type, flag.constant) === name);
  return {
    has: (name) => named(name) !== undefined,
    values: (name) => named(name)?.args,
  };
}

/** The functions that make flags with a value, by catalog id. */
export const flagsSdk: SdkModule = {
  'grep::max_count(i64)': flagMaker('GrepFlag', 'max_count', 1),
  'grep::m(i64)': flagMaker('GrepFlag', 'max_count', 1),
  'tail::n(i64)': flagMaker('TailFlag', 'n', 1),
  'tail::from(i64)': flagMaker('TailFlag', 'from', 1),
  'tail::range(i64, i64)': flagMaker('TailFlag', 'range', 2),
  'du::max_depth(i64)': flagMaker('DuFlag', 'max_depth', 1),
  'du::d(i64)': flagMaker('DuFlag', 'max_depth', 1),
  'seq::step(i64)': flagMaker('SeqFlag', 'step', 1),
};

function flagMaker(type: string, constant: string, count: number): SdkFunction {
  return (_, args): SdkObject => {
    const state: FlagState = { constant, args: Array.from({ length: count }, (_, i) => integerArgument(args, i)) };
    return { kind: 'object', type, state };
  };
}

function longName(type: string, constant: string): string {
  return SHORT_NAMES[type]?.[constant] ?? constant;
}

/** Name of a value's type as Rust sees it: objects under their full path, which is also how Rhai displays them. */
function rustTypeName(context: SdkContext, value: RhaiValue): string {
  return value.kind === 'object' ? context.display(value) : context.typeName(value);
}
