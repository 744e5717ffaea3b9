// `seq`: numbers from start to end.

import { type RhaiValue, rhaiArray, rhaiInt } from '#core/base/value.ts';
import { arrayArgument, integerArgument } from '../common/sdkArguments.ts';
import { invalidArguments } from '../fileIo/ioError.ts';
import { RunEnd, type SdkModule } from '../types.ts';
import { readFlags } from './flags.ts';

export const seqSdk: SdkModule = {
  'seq(i64, i64)': (_, args) => numbers(integerArgument(args, 0), integerArgument(args, 1), 1n),
  'seq(array, i64, i64)': (context, args) => {
    const step = readFlags(context, arrayArgument(args, 0), 'SeqFlag').values('step')?.[0] ?? 1n;
    if (step === 0n) throw invalidArguments('seq: step cannot be zero');
    return numbers(integerArgument(args, 1), integerArgument(args, 2), step);
  },
};

/** More numbers than this would fill the memory of a sandbox. */
const MOST_NUMBERS = 2_000_000;

function numbers(start: bigint, end: bigint, step: bigint): RhaiValue {
  const items: RhaiValue[] = [];
  // The SDK counts in 64 bits, where a step past the largest number wraps around.
  for (let i = start; step > 0n ? i <= end : i >= end; i = BigInt.asIntN(64, i + step)) {
    if (items.length >= MOST_NUMBERS) {
      throw new RunEnd(
        'memory',
        `Stopped: seq makes more than ${MOST_NUMBERS} numbers, and the sandbox has no memory for them.`,
      );
    }
    items.push(rhaiInt(i));
  }
  return rhaiArray(items);
}
