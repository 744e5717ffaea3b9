// Resolves the ids of deciding policies to where they stand: file, line and `@id`.

import { LineIndex } from '#core/base/lineIndex.ts';
import type { PreparedPolicy } from '#core/cedar/types.ts';
import type { TracePolicy } from './events.ts';

/** Looks up ids as the engine gives them. */
export type PolicyResolver = (id: string) => TracePolicy;

/** @param file how the policy file is named in the trace; absent names none */
export function policyResolver(
  text: string,
  policies: readonly PreparedPolicy[],
  file: string | undefined,
): PolicyResolver {
  const lines = new LineIndex(text);
  const known = new Map(policies.map((policy) => [policy.id, describe(policy, lines, file)]));
  return (id) => known.get(id) ?? { id };
}

function describe(policy: PreparedPolicy, lines: LineIndex, file: string | undefined): TracePolicy {
  const annotation = policy.annotations['id'];
  return {
    id: policy.id,
    ...(annotation === undefined ? {} : { annotation }),
    ...(file === undefined ? {} : { file }),
    line: lines.toLineColumn(policy.span.start).line + 1,
  };
}
