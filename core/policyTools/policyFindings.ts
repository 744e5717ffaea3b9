// Everything to say about a policy text: the engine's complaints, the pitfalls, and the policies that have no effect.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { encloses } from '#core/base/span.ts';
import { finish, type Steps } from '#core/base/steps.ts';
import { checkPolicy } from '#core/cedar/checkPolicy.ts';
import type { CedarEngine } from '#core/cedar/types.ts';
import { type DeadPolicy, deadPolicyDiagnostics, deadPolicySteps, POLICY_SHADOWED } from './deadPolicies.ts';

/** The findings by place. */
export function policyFindings(text: string, engine: CedarEngine, schema: string): readonly Diagnostic[] {
  const dead = finish(deadPoliciesIn(text, engine, schema));
  return withDeadPolicies(checkPolicy(text, engine, schema), deadPolicyDiagnostics(dead));
}

/** The policies without effect, in steps. None where the engine refuses the text or the schema. */
export function* deadPoliciesIn(text: string, engine: CedarEngine, schema: string): Steps<readonly DeadPolicy[]> {
  const prepared = engine.prepare(text);
  if (!prepared.ok) return [];
  yield;
  const model = engine.readSchema(schema);
  return model === undefined ? [] : yield* deadPolicySteps(prepared.policySet, model);
}

/** Both together. Where a policy has another finding, that one says why its conditions are as they are. */
export function withDeadPolicies(found: readonly Diagnostic[], dead: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = dead.filter(
    ({ code, span }) => code === POLICY_SHADOWED || !found.some((other) => encloses(span, other.span)),
  );
  return [...found, ...told].sort((a, b) => a.span.start - b.span.start);
}
