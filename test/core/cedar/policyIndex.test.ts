// The index and the memory may never change an answer: everything is compared with the plain engine over all policies.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyParts } from '#core/cedar/syntax/policyParts.ts';
import type { CedarDecision, CedarRequest } from '#core/cedar/types.ts';
import { requestJson } from '#core/node/cedarJson.ts';
import { cedarRuntime } from '#core/node/cedarRuntime.ts';
import { findCedarWasm, loadCedarEngine } from '#core/node/cedarWasm.ts';
import { cedarRequest, policySetTexts } from './policyArbitrary.ts';

const runtime = cedarRuntime(new WebAssembly.Module(readFileSync(findCedarWasm(import.meta.dirname))));
const engine = loadCedarEngine(findCedarWasm(import.meta.dirname));
const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 500);

/** The engine's own answer over the full set. */
function plainAnswer(texts: readonly string[], request: CedarRequest): CedarDecision {
  const isTemplate = (text: string) => policyParts(text)[0]?.isTemplate === true;
  const named = (templates: boolean) =>
    Object.fromEntries(
      texts.map((text, i) => [`policy${i}`, text] as const).filter(([, text]) => isTemplate(text) === templates),
    );
  const call = { ...requestJson(request), policies: { staticPolicies: named(false), templates: named(true) } };
  const answer = runtime.call((bindings) => bindings.isAuthorized(call));
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  const place = (id: string) => Number(id.slice('policy'.length));
  const { decision, diagnostics } = answer.response;
  return {
    decision,
    determining: diagnostics.reason.sort((a, b) => place(a) - place(b)),
    errors: diagnostics.errors
      .map((error) => ({ policy: error.policyId, message: error.error.message }))
      .sort((a, b) => place(a.policy) - place(b.policy)),
  };
}

describe('a prepared policy set', () => {
  it(`answers as the plain engine does (${RUNS} random sets, two requests each, asked twice)`, () => {
    const seen = { allow: 0, deny: 0, erring: 0 };
    fc.assert(
      fc.property(policySetTexts, fc.tuple(cedarRequest, cedarRequest), (texts, requests) => {
        const prepared = engine.prepare(texts.join('\n'));
        if (!prepared.ok) throw new Error(prepared.messages[0]?.message);
        for (const request of requests) {
          const expected = plainAnswer(texts, request);
          expect(prepared.policySet.authorize(request)).toEqual(expected);
          expect(prepared.policySet.authorize(request)).toEqual(expected);
          seen[expected.decision]++;
          if (expected.errors.length > 0) seen.erring++;
        }
      }),
      { numRuns: RUNS },
    );
    // The world is small enough for every kind of answer to be common.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 10);
  });

  it("matches an action group only where the request brings the action's entities", () => {
    const prepared = engine.prepare('permit(principal, action in fs::Action::"SafeIO", resource);');
    if (!prepared.ok) throw new Error('does not parse');
    const action = { type: 'fs::Action', id: 'read' };
    const request = {
      principal: { type: 'User', id: 'a' },
      action,
      resource: { type: 'fs::File', id: '/x' },
      context: {},
      entities: [],
    };
    expect(prepared.policySet.authorize(request).decision).toBe('deny');
    const entities = [{ uid: action, attributes: {}, parents: [{ type: 'fs::Action', id: 'SafeIO' }] }];
    expect(prepared.policySet.authorize({ ...request, entities }).decision).toBe('allow');
  });

  it('forgets old answers and gives them again', () => {
    const prepared = engine.prepare('permit(principal, action, resource) when { context.n == 7 };');
    if (!prepared.ok) throw new Error('does not parse');
    const ask = (n: number) =>
      prepared.policySet.authorize({
        principal: { type: 'User', id: 'a' },
        action: { type: 'Action', id: 'x' },
        resource: { type: 'R', id: 'r' },
        context: { n: BigInt(n) },
        entities: [],
      });
    expect(ask(7).decision).toBe('allow');
    for (let n = 8; n < 300; n++) expect(ask(n).decision).toBe('deny');
    expect(ask(7).decision).toBe('allow');
  });
});
