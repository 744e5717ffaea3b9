// A policy text with its prepared policies, so that messages can say where a policy stands.

import { LineIndex } from '#core/base/lineIndex.ts';
import type { PreparedPolicy, PreparedPolicySet } from '#core/cedar/types.ts';

/** A policy file as messages name it. */
export interface PolicyDocument {
  /** File name without folders. */
  readonly name: string;
  readonly policySet: PreparedPolicySet;
  /** A policy with its place: `policy2 (readonly.cedar:4)`. Unknown ids come back as they are. */
  describe(id: string): string;
  find(id: string): PreparedPolicy | undefined;
}

/** Joins a policy text and what the engine made of it. */
export function policyDocument(name: string, text: string, policySet: PreparedPolicySet): PolicyDocument {
  const lines = new LineIndex(text);
  const byId = new Map(policySet.policies.map((policy) => [policy.id, policy]));
  return {
    name,
    policySet,
    find: (id) => byId.get(id),
    describe: (id) => {
      const policy = byId.get(id);
      return policy === undefined ? id : `${id} (${name}:${lines.toLineColumn(policy.span.start).line + 1})`;
    },
  };
}
