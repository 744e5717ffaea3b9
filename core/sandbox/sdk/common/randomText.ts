// `random_alphanumeric`: seeded in a rehearsal, so that a run can be repeated.

import { rhaiString } from '#core/base/value.ts';
import { RunEnd, type SdkContext, type SdkModule } from '../types.ts';
import { integerArgument } from './sdkArguments.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A negative length means sixteen characters. */
const LENGTH_WHEN_NEGATIVE = 16;

/** More text than this would fill the memory of a sandbox. */
const MOST_CHARACTERS = 16_000_000n;

export const randomTextSdk: SdkModule = {
  'random_alphanumeric(i64)': (context, args) => {
    const length = integerArgument(args, 0);
    if (length > MOST_CHARACTERS) {
      throw new RunEnd(
        'memory',
        `Stopped: random_alphanumeric(${length}) is more text than the sandbox has memory for.`,
      );
    }
    return rhaiString(alphanumeric(context, length < 0n ? LENGTH_WHEN_NEGATIVE : Number(length)));
  },
};

function alphanumeric(context: SdkContext, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += ALPHABET[Math.floor(context.random() * ALPHABET.length)];
  return text;
}
