// A policy made from recorded requests lets these through and no others, and needs each of its statements.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { actionEntities, actionUid, fileResource, processResource, type Resource } from '#core/authz/resource.ts';
import { policyParts } from '#core/cedar/syntax/policyParts.ts';
import type { CedarEngine, CedarRequest, CedarValue, EntityUid } from '#core/cedar/types.ts';
import { type AnalysisEngine, createAnalysisEngine } from '#core/node/engine.ts';
import { recordedPolicy } from '#core/policyTools/recordedPolicy.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { recordedResource } from '#test/recordedResource.ts';

let analysis: AnalysisEngine;
let engine: CedarEngine;
let requests: readonly CedarRequest[];
beforeAll(() => {
  analysis = createAnalysisEngine();
  engine = analysis.cedar;
  requests = [...recordedRequests(), ...withContexts()];
});

/** Processes too: what is recorded of one is enough for the policies made here. */
function resourceOf(uid: EntityUid): Resource | undefined {
  return uid.type === 'process_system::Process'
    ? processResource({ pid: uid.id, name: 'a', username: 'agent', command: 'a' })
    : recordedResource(uid);
}

/** What the real runner asked in recorded cases, where the recording holds all of the request. */
function recordedRequests(): readonly CedarRequest[] {
  const found = new Map<string, CedarRequest>();
  for (const { folder } of recordedCases()) {
    const { decisions = [] } = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as {
      decisions?: readonly { principal: string; action: string; resource: string; context?: string }[];
    };
    for (const { principal, action, resource, context } of decisions) {
      if (context !== undefined || /\\/.test(resource)) continue;
      const target = resourceOf(actionUid(resource));
      if (target === undefined) continue;
      found.set(`${principal} ${action} ${resource}`, {
        principal: actionUid(principal),
        action: actionUid(action),
        resource: target.uid,
        context: {},
        entities: target.entities,
      });
    }
  }
  return [...found.values()];
}

function withContexts(): readonly CedarRequest[] {
  const action = (id: string) => ({ type: 'file_system::Action', id });
  const request = (id: string, name: string, context: Readonly<Record<string, CedarValue>>): CedarRequest => {
    const file = fileResource(name);
    if (!file.ok) throw new Error(file.message);
    return {
      principal: { type: 'User', id: 'agent' },
      action: action(id),
      resource: file.resource.uid,
      context,
      entities: [...file.resource.entities, ...actionEntities(action(id), id === 'execute')],
    };
  };
  const destination = (to: string): CedarValue => ({ record: { path: `/d/${to}`, name: to, parent_path: '/d' } });
  const execution = (uid: bigint, more: Readonly<Record<string, CedarValue>> = {}) => ({
    arguments: { entity: { type: 'file_system::Arguments', id: 'a' } },
    environment: { entity: { type: 'file_system::Environment', id: 'e' } },
    user: { record: { username: 'agent', uid } },
    group: { record: { groupname: 'agent', gid: 1000n } },
    ...more,
  });
  return [
    ...['a', 'b"c', "it's", 'x*y'].map((name) => request('move', '/srv/a', { destination: destination(name) })),
    ...['user.a', 'user.\u00e9'].map((name) => request('set_x_attr', '/srv/a', { xattr: { record: { name } } })),
    request('execute', '/bin/a', execution(1000n)),
    request('execute', '/bin/a', execution(0n)),
    request('execute', '/bin/a', execution(0n, { namespace: { record: { target_process_id: 12n } } })),
  ];
}

function authorizer(text: string): (request: CedarRequest) => string {
  const prepared = engine.prepare(text);
  if (!prepared.ok) throw new Error(`${prepared.messages[0]?.message} in\n${text}`);
  return (request) => prepared.policySet.authorize(request).decision;
}

/** Requests that a policy cannot tell apart: ids that are new each time. */
function classOf({ principal, action, resource, context }: CedarRequest): string {
  const isFresh = ['sysinfo::Sysinfo', 'sysctl::Sysctl', 'systemd::Systemd'].includes(resource.type);
  const told = JSON.stringify(context, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return JSON.stringify([principal, action, resource.type, isFresh ? '' : resource.id, told]);
}

const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 40);

test('all recorded requests pass, none besides them does, no statement is idle, and the policy validates', () => {
  expect(requests.length).toBeGreaterThan(800);
  const some = fc.uniqueArray(fc.nat(requests.length - 1), { minLength: 1, maxLength: 12 });
  const special = fc.subarray(Array.from({ length: withContexts().length }, (_, i) => requests.length - 1 - i));
  fc.assert(
    fc.property(some, special, some, (numbers, extra, others) => {
      const recorded = [...numbers, ...extra].flatMap((i) => requests[i] ?? []);
      const { text, statements } = recordedPolicy(recorded, engine, engine.readSchema(analysis.schema));
      const decide = authorizer(text);
      expect(recorded.filter((request) => decide(request) !== 'allow')).toEqual([]);
      const known = new Set(recorded.map(classOf));
      const unrecorded = [...others.flatMap((i) => requests[i] ?? []), ...withContexts()].filter(
        (request) => !known.has(classOf(request)),
      );
      expect(unrecorded.filter((request) => decide(request) === 'allow')).toEqual([]);
      const parts = policyParts(text);
      expect(parts).toHaveLength(statements);
      for (const { span } of parts) {
        const without = authorizer(text.slice(0, span.start) + text.slice(span.end));
        expect(recorded.some((request) => without(request) === 'deny')).toBe(true);
      }
      expect(engine.checkPolicies(text, analysis.schema).filter(({ severity }) => severity === 'error')).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test('actions on one resource share a statement, and an id that is new each time is permitted by its type', () => {
  const agent = { type: 'User', id: 'agent' };
  const on = (resource: EntityUid, action: EntityUid) => ({ principal: agent, action, resource, context: {} });
  const file = { type: 'file_system::File', id: '/srv/a' };
  const { text } = recordedPolicy(
    [
      on(file, { type: 'file_system::Action', id: 'open' }),
      on({ type: 'sysinfo::Sysinfo', id: '1b4e28ba' }, { type: 'sysinfo::Action', id: 'list' }),
      on(file, { type: 'file_system::Action', id: 'read' }),
    ],
    engine,
    undefined,
  );
  expect(text).toBe(`permit (
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource == file_system::File::"/srv/a"
);

permit (
  principal == User::"agent",
  action == sysinfo::Action::"list",
  resource is sysinfo::Sysinfo
);
`);
});

test('nothing asked is an empty policy', () => {
  expect(recordedPolicy([], engine, undefined)).toEqual({ text: '', statements: 0, requests: 0 });
});
