// Inlay hints in policies: the engine's id of each policy, as traces and messages name it.

import { type Span, touches } from '#core/base/span.ts';
import type { InlayHint } from '../answers.ts';
import type { CedarDocument } from './cedarDocument.ts';
import { policyNames } from './policyNames.ts';

/** `policy0`, `policy1`, ... before the effects within a range. */
export function inlayHints(document: CedarDocument, range: Span): readonly InlayHint[] {
  if (document.kind !== 'policies') return [];
  return policyNames(document.tree).flatMap(({ policy, id }) => {
    const offset = policy.effect?.span.start;
    return offset === undefined || !touches(range, offset) ? [] : [{ offset, label: id, kind: 'parameter' }];
  });
}
