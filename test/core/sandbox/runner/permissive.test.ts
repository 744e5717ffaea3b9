// Permissive mode: what the policy denies happens all the same, and the trace and the log say that it was denied.

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '#test/cli.ts';
import { runTest, type TestRun } from '#test/sandbox.ts';

const READ_SRV = `permit(principal, action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv");
@id("no-secrets") forbid(principal, action, resource in file_system::Dir::"/srv/secret");
`;
const HOST = {
  files: { '/srv/a': { content: 'a' }, '/srv/secret/b': { content: 'b' }, '/home/agent/c': { content: 'c' } },
};

function permissive(script: string, policy = READ_SRV): TestRun {
  return runTest(script, { policy, host: HOST }, { mode: 'permissive' });
}

function decisionsOf({ trace }: TestRun) {
  return trace.flatMap((event) =>
    event.kind === 'decision' ? [[event.action.id, event.resource.id, event.decision, event.letThrough === true]] : [],
  );
}

test('what is denied happens, what is allowed is as before', () => {
  const run = permissive('cat("/srv/a") + cat("/srv/secret/b") + cat("/home/agent/c")');
  expect(run.payload).toMatchObject({ status: 'SUCCESS', output: 'abc' });
  expect(decisionsOf(run)).toContainEqual(['read', '/srv/a', 'allow', false]);
  expect(decisionsOf(run)).toContainEqual(['read', '/srv/secret/b', 'deny', true]);
  expect(decisionsOf(run)).toContainEqual(['read', '/home/agent/c', 'deny', true]);
});

test('a read that is let through is no redacted read', () => {
  const policy = READ_SRV.replace('"read"', '"redacted_read"');
  const run = permissive('cat("/srv/a")', policy);
  const actions = decisionsOf(run).map(([action]) => action);
  expect(actions.at(-1)).toBe('read');
  expect(actions).not.toContain('redacted_read');
});

test('effects are made', () => {
  const run = permissive('write("/srv/new", "x"); cat("/srv/new")', 'forbid(principal, action, resource);');
  const removed = permissive('rm("/srv/a"); ls("/srv").len()', 'forbid(principal, action, resource);');
  for (const { trace } of [run, removed])
    for (const event of trace) if (event.kind === 'decision') expect(event.letThrough).toBe(true);
});

test('each denial is a warning in the words of Rex', () => {
  const { payload } = permissive('cat("/srv/secret/b");');
  const warnings = (payload.logs ?? []).filter(({ attributes }) => attributes.level === 'WARN');
  expect([...new Set(warnings.map(({ attributes }) => attributes.message))]).toEqual([
    'PERMISSIVE_MODE_DENY principal: User::"agent", action: file_system::Action::"open", resource: file_system::Dir::"/srv/secret", context: Some(Object {}), context_entities: Some({}), denying_policies: ["policy1"]',
    'PERMISSIVE_MODE_DENY principal: User::"agent", action: file_system::Action::"open", resource: file_system::File::"/srv/secret/b", context: Some(Object {}), context_entities: Some({}), denying_policies: ["policy1"]',
    'PERMISSIVE_MODE_DENY principal: User::"agent", action: file_system::Action::"read", resource: file_system::File::"/srv/secret/b", context: Some(Object {}), context_entities: Some({}), denying_policies: ["policy1"]',
  ]);
});

test('a request that Cedar refuses fails all the same', () => {
  const run = permissive('cat("relative")');
  expect(run.payload.status).toBe('ERROR');
});

test('without the mode nothing is let through', () => {
  const run = runTest('cat("/home/agent/c")', { policy: READ_SRV, host: HOST });
  expect(run.payload.status).toBe('ERROR');
  expect(run.trace.some((event) => event.kind === 'decision' && event.letThrough === true)).toBe(false);
});

describe('rehearsal run --permissive', () => {
  const files = {
    's.rhai': 'cat("/etc/hosts");\ncat("/etc/hosts");\ncat("/etc/passwd")',
    'p.cedar': 'forbid(principal, action, resource);',
    'all.cedar': 'permit(principal, action, resource);',
  };
  const run = (policy: string, ...options: readonly string[]) => {
    const folder = temporaryFolder(files);
    return runCli('run', path.join(folder, 's.rhai'), '--policy', path.join(folder, policy), ...options);
  };

  test('lists once what would have been denied', async () => {
    const { code, out, err } = await run('p.cedar', '--permissive');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ status: 'SUCCESS' });
    expect(err.split('\n')).toEqual([
      'permissive: let through, and denied otherwise',
      '  line 1: cat: open file_system::Dir /etc',
      '  line 1: cat: open file_system::File /etc/hosts',
      '  line 1: cat: read file_system::File /etc/hosts',
      '  line 3: cat: open file_system::File /etc/passwd',
      '  line 3: cat: read file_system::File /etc/passwd',
      '',
    ]);
  });

  test('says so where nothing is denied', async () => {
    expect((await run('all.cedar', '--permissive')).err).toBe('permissive: the policy denied nothing\n');
    expect((await run('all.cedar')).err).toBe('');
  });
});
