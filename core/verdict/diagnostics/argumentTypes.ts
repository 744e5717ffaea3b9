// The types that a call is given, as far as they are certain.

import type { CallSite } from '#core/rhai/flow/callSite.ts';
import { certainType } from '#core/rhai/types/valueTypes.ts';

/** The receiver first, whose type the caller knows. */
export function argumentTypes(
  { form, args }: CallSite,
  receiverType: string | undefined,
): readonly (string | undefined)[] {
  const types = args.map(certainType);
  return form === 'function' ? types : [receiverType, ...types];
}
