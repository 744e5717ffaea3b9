// A policy that is said to do nothing does nothing, for any request, as the engine answers.

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { actionEntities, actionUid, dirResource, fileResource, userPrincipal } from '#core/authz/resource.ts';
import { finish } from '#core/base/steps.ts';
import type { CedarRequest, PreparedPolicySet } from '#core/cedar/types.ts';
import { type AnalysisEngine, createAnalysisEngine } from '#core/node/engine.ts';
import { deadPolicyDiagnostics, deadPolicySteps } from '#core/policyTools/deadPolicies.ts';

let analysis: AnalysisEngine;
beforeAll(() => {
  analysis = createAnalysisEngine();
});

function schema() {
  const read = analysis.cedar.readSchema(analysis.schema);
  if (read === undefined) throw new Error('the schema of Rex is not read');
  return read;
}

function prepare(text: string): PreparedPolicySet {
  const prepared = analysis.cedar.prepare(text);
  if (!prepared.ok) throw new Error(prepared.messages[0]?.message);
  return prepared.policySet;
}

function dead(text: string): readonly string[] {
  return finish(deadPolicySteps(prepare(text), schema())).map(
    ({ policy, code, by }) => `${policy.id} ${code}${by === undefined ? '' : ` by ${by.id}`}`,
  );
}

const PRINCIPALS = ['', ' == User::"agent"', ' == User::"root"', ' is User'];
const ACTIONS = ['', ' == ACTION"read"', ' in [ACTION"read", ACTION"open"]', ' in [ACTION"open", ACTION"delete"]'];
const RESOURCES = [
  '',
  ' is file_system::File',
  ' in DIR"/srv"',
  ' in DIR"/srv/app"',
  ' is file_system::File in DIR"/srv/app"',
  ' == file_system::File::"/srv/app/a.log"',
  ' == DIR"/srv/app"',
];
const CONDITIONS = [
  'resource.path like "/srv/*"',
  'resource.path like "/srv/app/*"',
  'resource.path like "/etc/*"',
  'resource.path like "*.log"',
  'resource.path == "/srv/app/a.log"',
  'resource.path == "/srv/app/"',
  'principal == User::"agent"',
  'principal.team == "a"',
  'resource in DIR"/srv/app"',
  '!(resource.path like "/srv/*")',
  'resource has path',
  'context has other',
  'false',
];

const policies = fc
  .record({
    effect: fc.constantFrom('permit', 'permit', 'forbid'),
    principal: fc.constantFrom(...PRINCIPALS),
    action: fc.constantFrom(...ACTIONS),
    resource: fc.constantFrom(...RESOURCES),
    when: fc.subarray(CONDITIONS, { maxLength: 2 }),
    unless: fc.subarray(CONDITIONS, { maxLength: 1 }),
  })
  .map(({ effect, principal, action, resource, when, unless }) => {
    const asked = when.length === 0 ? '' : ` when { ${when.join(' && ')} }`;
    const left = unless.length === 0 ? '' : ` unless { ${unless.join(' || ')} }`;
    return `${effect}(principal${principal}, action${action}, resource${resource})${asked}${left};`
      .replaceAll('ACTION', 'file_system::Action::')
      .replaceAll('DIR', 'file_system::Dir::');
  });

/** Sets of policies, often with a forbid that takes much from the permits. */
const sets = fc
  .tuple(
    fc.array(policies, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      [],
      ['forbid(principal, action, resource in file_system::Dir::"/srv");'],
      ['forbid(principal, action, resource) when { resource.path like "/srv/*" };'],
      ['forbid(principal, action, resource) unless { principal == User::"root" };'],
    ),
  )
  .map(([texts, forbids]) => [...texts, ...forbids]);

const PATHS = [
  ...['/', '/srv', '/srv/', '/srv/app', '/srv/app/', '/srv/app//', '/srv//app', '/srv/app/a.log', '/srv/app//a.log'],
  ...[
    '/srv/app/b',
    '/srv/app/x/y.log',
    '/srv/application',
    '/etc',
    '/etc/shadow',
    '/etc/a.log',
    '/var/log/a.log',
    '/x.log',
  ],
];

/** Every request of the kinds that the policies tell apart. */
function requests(): readonly CedarRequest[] {
  return ['agent', 'root'].flatMap((user) =>
    ['read', 'delete', 'stat'].flatMap((name) =>
      PATHS.flatMap((path) =>
        [fileResource(path), dirResource(path)].flatMap((made) => {
          if (!made.ok) return [];
          const action = actionUid(`file_system::Action::"${name}"`);
          const { uid, entities } = made.resource;
          const all = [...entities, ...actionEntities(action, false)];
          return [{ principal: userPrincipal(user), action, resource: uid, context: {}, entities: all }];
        }),
      ),
    ),
  );
}

const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 60);

test('over generated policies, the engine agrees', () => {
  const seen = new Map<string, number>();
  const asked = requests();
  fc.assert(
    fc.property(sets, (texts) => {
      const set = prepare(texts.join('\n'));
      for (const { policy, code, by } of finish(deadPolicySteps(set, schema()))) {
        seen.set(code, (seen.get(code) ?? 0) + 1);
        const alone = prepare((texts[Number(policy.id.slice(6))] ?? '').replace(/^forbid/, 'permit'));
        for (const request of asked) {
          const own = alone.authorize(request);
          if (code !== 'policy-shadowed') expect(own.decision).toBe('deny');
          else if (own.decision === 'allow') expect(set.authorize(request).determining).toContain(by?.id);
        }
      }
    }),
    { numRuns: RUNS },
  );
  expect([...seen.keys()].sort()).toEqual(['policy-always-errs', 'policy-never-holds', 'policy-shadowed']);
});

describe('found', () => {
  test('permits under a wider forbid', () => {
    const permit =
      'permit(principal == User::"agent", action == file_system::Action::"read", resource in file_system::Dir::"/srv/app");';
    expect(dead(`${permit}\nforbid(principal, action, resource in file_system::Dir::"/srv");`)).toEqual([
      'policy0 policy-shadowed by policy1',
    ]);
    expect(dead(`${permit}\nforbid(principal, action, resource) when { resource.path like "/srv/*" };`)).toEqual([
      'policy0 policy-shadowed by policy1',
    ]);
    expect(dead(`${permit}\nforbid(principal, action, resource in file_system::Dir::"/srv/app/x");`)).toEqual([]);
    expect(dead(`${permit}\nforbid(principal == User::"root", action, resource);`)).toEqual([]);
  });

  test('conditions that contradict each other, or the scope', () => {
    const head = 'permit(principal, action == file_system::Action::"read", resource)';
    expect(dead(`${head} when { resource.path like "/srv/*" && resource.path like "/etc/*" };`)).toEqual([
      'policy0 policy-never-holds',
    ]);
    expect(
      dead('permit(principal, action, resource == network::url::"http://a/") when { resource.url == "http://b/" };'),
    ).toEqual(['policy0 policy-never-holds']);
    expect(dead(`${head} when { resource.path like "/srv/*" && resource.path like "*/srv/" };`)).toEqual([]);
    expect(dead(`${head} when { principal.team == "a" };`)).toEqual(['policy0 policy-always-errs']);
  });

  test('said at the policy, with the forbid', () => {
    const text = 'permit(principal, action, resource);\nforbid(principal, action, resource);';
    expect(deadPolicyDiagnostics(finish(deadPolicySteps(prepare(text), schema())))).toMatchObject([
      {
        code: 'policy-shadowed',
        severity: 'information',
        unnecessary: true,
        message:
          'Shadowed by policy1: this permit allows nothing, since the forbid covers every request that it is about.',
        related: [{ document: 'policy', message: 'policy1 forbids all of it.' }],
      },
    ]);
  });
});
