// The lines above policies: what binds them, and which of them never match.

import type { Span } from '#core/base/span.ts';
import { matchesNothing } from '#core/cedar/pitfalls/pitfall.ts';
import { PITFALL_RULES } from '#core/cedar/pitfalls/registry.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import type { PolicyDocument } from './cedarDocument.ts';
import { policyNames } from './policyNames.ts';

export interface PolicyLens {
  readonly span: Span;
  readonly title: string;
}

/** `bindings` is how many bindings of `rehearsal.json` name this file. */
export function policyLenses(
  { tree }: PolicyDocument,
  schema: CedarSchema | undefined,
  bindings: number,
): readonly PolicyLens[] {
  const findings = schema === undefined ? [] : PITFALL_RULES.flatMap((rule) => [...rule.find({ tree, schema })]);
  return policyNames(tree).flatMap(({ policy, nameSpan }, i) => {
    const never = findings.some(
      ({ span, message }) =>
        policy.span.start <= span.start && span.end <= policy.span.end && message.includes(matchesNothing(policy)),
    );
    const bound = bindings === 1 ? 'Governs the scripts of 1 binding' : `Governs the scripts of ${bindings} bindings`;
    return [
      ...(i === 0 ? [{ span: nameSpan, title: bindings === 0 ? 'No binding names this policy file' : bound }] : []),
      ...(never ? [{ span: nameSpan, title: '$(warning) never matches' }] : []),
    ];
  });
}
