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

/** What the lines speak of. */
export interface PolicyLensPort {
  readonly schema: CedarSchema | undefined;
  /** The files of the schema in force; none where it is that of Rex. */
  readonly schemaNames: readonly string[];
  /** How many bindings of `rehearsal.json` name this file. */
  readonly bindings: number;
}

export function policyLenses(
  { tree }: PolicyDocument,
  { schema, schemaNames, bindings }: PolicyLensPort,
): readonly PolicyLens[] {
  const findings = schema === undefined ? [] : PITFALL_RULES.flatMap((rule) => [...rule.find({ tree, schema })]);
  return policyNames(tree).flatMap(({ policy, nameSpan }, i) => {
    const never = findings.some(
      ({ span, message }) =>
        policy.span.start <= span.start && span.end <= policy.span.end && message.includes(matchesNothing(policy)),
    );
    const bound = bindings === 1 ? 'Governs the scripts of 1 binding' : `Governs the scripts of ${bindings} bindings`;
    const validated =
      schemaNames.length === 0 ? 'Validated by the schema of Rex' : `Validated by ${schemaNames.join(', ')}`;
    const first = [bindings === 0 ? 'No binding names this policy file' : bound, validated];
    return [
      ...(i === 0 ? first.map((title) => ({ span: nameSpan, title })) : []),
      ...(never ? [{ span: nameSpan, title: '$(warning) never matches' }] : []),
    ];
  });
}
