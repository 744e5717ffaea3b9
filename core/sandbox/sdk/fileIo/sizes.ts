// `SizeUnit` and `SizeRange`: sizes in units, with the SDK's 64-bit arithmetic that wraps around.

import type { RhaiValue } from '#core/base/value.ts';
import { constantName, integerArgument, objectArgument } from '../common/sdkArguments.ts';
import type { SdkFunction, SdkModule } from '../types.ts';

export interface SizeRange {
  readonly min: bigint | undefined;
  readonly max: bigint | undefined;
  /** A constant of `SizeUnit`. */
  readonly unit: string;
}

/** Bytes of `value` units, as a signed 64-bit number. */
export function sizeInBytes(value: bigint, unit: string): bigint {
  return BigInt.asIntN(64, value * (FACTORS.get(unit) ?? 1n));
}

/** Whether a number of bytes lies in the range, both ends included. */
export function sizeInRange(range: SizeRange, bytes: bigint): boolean {
  const { min, max, unit } = range;
  if (min !== undefined && bytes < sizeInBytes(min, unit)) return false;
  return max === undefined || bytes <= sizeInBytes(max, unit);
}

/** The constructors of `SizeRange`, by catalog id. */
export const sizeRangeSdk: SdkModule = {
  'SizeRange::min_only(i64, SizeUnit)': rangeOf((args) => ({ min: integerArgument(args, 0), max: undefined })),
  'SizeRange::max_only(i64, SizeUnit)': rangeOf((args) => ({ min: undefined, max: integerArgument(args, 0) })),
  'SizeRange::between(i64, i64, SizeUnit)': rangeOf((args) => ({
    min: integerArgument(args, 0),
    max: integerArgument(args, 1),
  })),
};

const FACTORS = new Map([
  ['BYTES', 1n],
  ['KILOBYTES', 1000n],
  ['KIBIBYTES', 1024n],
  ['MEGABYTES', 1000n ** 2n],
  ['MEBIBYTES', 1024n ** 2n],
  ['GIGABYTES', 1000n ** 3n],
  ['GIBIBYTES', 1024n ** 3n],
]);

function rangeOf(ends: (args: readonly RhaiValue[]) => Pick<SizeRange, 'min' | 'max'>): SdkFunction {
  return (_, args) => {
    const state: SizeRange = { ...ends(args), unit: constantName(objectArgument(args, args.length - 1)) ?? '' };
    return { kind: 'object', type: 'SizeRange', state };
  };
}
