// The engine as it comes: every decision asks it about all policies. What the index and the memory are measured against.

import type { CedarDecision, CedarEngine, CedarRequest, PrepareResult } from '#core/cedar/types.ts';
import { requestJson } from '#core/node/cedarJson.ts';
import { cedarRuntime } from '#core/node/cedarRuntime.ts';

/** The same engine with prepared sets that have neither index nor memory. */
export function plainAuthorizer(engine: CedarEngine, module: WebAssembly.Module): CedarEngine {
  const runtime = cedarRuntime(module);
  let sets = 0;
  const prepare = (text: string): PrepareResult => {
    const prepared = engine.prepare(text);
    if (!prepared.ok) return prepared;
    const name = `plain${sets++}`;
    runtime.call((bindings) => bindings.preparsePolicySet(name, { staticPolicies: text }));
    const authorize = (request: CedarRequest): CedarDecision => {
      const call = { ...requestJson(request), preparsedPolicySetId: name };
      const answer = runtime.call((bindings) => bindings.statefulIsAuthorized(call));
      if (answer.type === 'failure') throw new Error(answer.errors[0]?.message);
      const { decision, diagnostics } = answer.response;
      return { decision, determining: diagnostics.reason, errors: [] };
    };
    return { ok: true, policySet: { policies: prepared.policySet.policies, authorize } };
  };
  return new Proxy(engine, {
    get: (target, name) => (name === 'prepare' ? prepare : boundTo(target, Reflect.get(target, name, target))),
  });
}

/** The engine's methods need the engine itself, not what stands before it. */
function boundTo(target: CedarEngine, member: unknown): unknown {
  return typeof member === 'function' ? member.bind(target) : member;
}
