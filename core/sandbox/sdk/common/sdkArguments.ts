// Typed access to the arguments of an SDK function: the engine has already chosen the overload, so a mismatch is our own fault.

import type { RhaiValue, SdkObject } from '#core/base/value.ts';

/** The string at `index`. */
export function textArgument(args: readonly RhaiValue[], index: number): string {
  const value = args[index];
  return value?.kind === 'string' ? value.value : mismatch('string', index, value);
}

/** The `i64` at `index`. */
export function integerArgument(args: readonly RhaiValue[], index: number): bigint {
  const value = args[index];
  return value?.kind === 'int' ? value.value : mismatch('i64', index, value);
}

/** The `f64` at `index`. */
export function floatArgument(args: readonly RhaiValue[], index: number): number {
  const value = args[index];
  return value?.kind === 'float' ? value.value : mismatch('f64', index, value);
}

/** The items of the array at `index`. */
export function arrayArgument(args: readonly RhaiValue[], index: number): readonly RhaiValue[] {
  const value = args[index];
  return value?.kind === 'array' ? value.items : mismatch('array', index, value);
}

/** The SDK object at `index`. */
export function objectArgument(args: readonly RhaiValue[], index: number): SdkObject {
  const value = args[index];
  return value?.kind === 'object' ? value : mismatch('object', index, value);
}

/** Name of the constant that an SDK object stands for, or undefined where it is not a constant. */
export function constantName(value: SdkObject): string | undefined {
  const state = value.state;
  if (typeof state !== 'object' || state === null || !('constant' in state)) return undefined;
  return typeof state.constant === 'string' ? state.constant : undefined;
}

function mismatch(expected: string, index: number, value: RhaiValue | undefined): never {
  throw new Error(`argument ${index} should be ${expected}, is ${value?.kind ?? 'absent'}`);
}
