// A policy text with its prepared policies, so that messages can say where a policy stands and why it does not apply.

import { LineIndex } from '#core/base/lineIndex.ts';
import { type ClauseAnswer, ClauseProbe } from '#core/cedar/policyClauses.ts';
import type { CedarEngine, CedarRequest, PreparedPolicy, PreparedPolicySet } from '#core/cedar/types.ts';

/** A policy file as messages name it. */
export interface PolicyDocument {
  /** File name without folders. */
  readonly name: string;
  readonly policySet: PreparedPolicySet;
  /** A policy with its place: `policy2 (readonly.cedar:4)`. Unknown ids come back as they are. */
  describe(id: string): string;
  find(id: string): PreparedPolicy | undefined;
  /** What the engine says to each clause of a policy alone. */
  clauseAnswers(policy: PreparedPolicy, request: CedarRequest): readonly ClauseAnswer[];
}

/** Joins a policy text and what the engine made of it. */
export function policyDocument(
  name: string,
  text: string,
  policySet: PreparedPolicySet,
  engine: Pick<CedarEngine, 'prepare'>,
): PolicyDocument {
  const lines = new LineIndex(text);
  const byId = new Map(policySet.policies.map((policy) => [policy.id, policy]));
  const probe = new ClauseProbe(text, engine);
  return {
    name,
    policySet,
    find: (id) => byId.get(id),
    describe: (id) => {
      const policy = byId.get(id);
      return policy === undefined ? id : `${id} (${name}:${lines.toLineColumn(policy.span.start).line + 1})`;
    },
    clauseAnswers: ({ span }, request) => probe.answers(span, request),
  };
}
