// Parameters that the network SDK converts from `i64` to an unsigned type.

import type { RhaiValue } from '#core/base/value.ts';
import { integerArgument } from '../common/sdkArguments.ts';
import { SdkError } from '../types.ts';

/** The integer at `index`; throws the SDK's bare text where it does not fit. */
export function unsignedParameter(args: readonly RhaiValue[], index: number, name: string, bits: number): bigint {
  const value = integerArgument(args, index);
  if (BigInt.asUintN(bits, value) === value) return value;
  const message = `Parameter '${name}' conversion failed: out of range integral type conversion attempted`;
  throw new SdkError('plain', message, 'Other', 'Parameter');
}
