// `depends`: some runs are allowed and others denied.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { CallVerdict } from '../callVerdict.ts';

/** Information for the one who knows what the script will be given. */
export function depends(call: CallVerdict): Diagnostic | undefined {
  if (call.verdict !== 'depends') return undefined;
  return {
    code: 'depends',
    severity: 'information',
    message: call.reason,
    span: call.site.span,
    ...(call.places.length === 0 ? {} : { related: call.places }),
  };
}
