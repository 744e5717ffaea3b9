// `denied-silent`: the policy certainly refuses a part of what the call asks for, and nothing tells the script.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { CallVerdict } from '../callVerdict.ts';

/** Always a warning: the run goes on with less than it asked for. */
export function deniedSilent(call: CallVerdict): Diagnostic | undefined {
  if (call.verdict !== 'deny' || !call.silent) return undefined;
  return {
    code: 'denied-silent',
    severity: 'warning',
    message: call.reason,
    span: call.site.span,
    related: call.places,
  };
}
