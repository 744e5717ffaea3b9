// `denied-call`: the policy certainly refuses what the call asks for, and the script gets an error.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { CallVerdict } from '../callVerdict.ts';

/** An error, or a warning where a `try` catches it. */
export function deniedCall(call: CallVerdict): Diagnostic | undefined {
  if (call.verdict !== 'deny' || call.silent) return undefined;
  return {
    code: 'denied-call',
    severity: call.site.caught ? 'warning' : 'error',
    message: call.reason,
    span: call.site.span,
    related: call.places,
  };
}
