// The prepared set, asked what the real runner asked, answers what the real runner answered.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { actionUid } from '#core/authz/resource.ts';
import { findCedarWasm, loadCedarEngine } from '#core/node/cedarWasm.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { recordedResource } from '#test/recordedResource.ts';

interface RecordedDecision {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: string;
  readonly decision: 'allow' | 'deny';
  readonly policies: readonly string[];
  readonly policy_errors?: number;
}

const engine = loadCedarEngine(findCedarWasm(import.meta.dirname));
const schema = readFileSync(path.join(import.meta.dirname, '../../../policies/rex.cedarschema'), 'utf8');

it('answers every recorded question whose entities are known', () => {
  const wrong: string[] = [];
  let asked = 0;
  for (const { folder, name } of recordedCases()) {
    const { decisions = [] } = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as {
      decisions?: readonly RecordedDecision[];
    };
    const prepared =
      decisions.length === 0 ? undefined : engine.prepare(readFileSync(path.join(folder, 'policy.cedar'), 'utf8'));
    if (prepared?.ok !== true) continue;
    for (const recorded of decisions.filter(({ context }) => context === undefined)) {
      const resource = recordedResource(actionUid(recorded.resource));
      // Ids with escapes, and directories written with doubled slashes, would need more than the recording says.
      if (resource === undefined || /[\\]|\/\//.test(recorded.resource)) continue;
      const request = {
        principal: actionUid(recorded.principal),
        action: actionUid(recorded.action),
        resource: resource.uid,
        context: {},
        entities: resource.entities,
      };
      asked++;
      expect(engine.checkRequest(request, schema)).toBeUndefined();
      const answer = prepared.policySet.authorize(request);
      const ours = [answer.decision, [...answer.determining].sort(), answer.errors.length];
      const theirs = [recorded.decision, [...recorded.policies].sort(), recorded.policy_errors ?? 0];
      if (JSON.stringify(ours) !== JSON.stringify(theirs))
        wrong.push(
          `${name}: ${recorded.action} ${recorded.resource}: ${JSON.stringify(ours)}, recorded ${JSON.stringify(theirs)}`,
        );
    }
  }
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(3_000);
});

it('refuses every recorded policy that the runner refused, in the same words', () => {
  const refused = recordedCases().filter(({ error }) => error?.includes('Failed to parse Cedar policy') === true);
  expect(refused.length).toBeGreaterThan(5);
  for (const { folder, error } of refused) {
    const prepared = engine.prepare(readFileSync(path.join(folder, 'policy.cedar'), 'utf8'));
    expect(
      prepared.ok ? undefined : error?.endsWith(`check syntax and structure: ${prepared.messages[0]?.message}`),
    ).toBe(true);
  }
});
