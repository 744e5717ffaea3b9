// `rehearsal check`: what it says in each format, what governs a script, and when it exits with what.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '#test/cli.ts';

const POLICY = `permit(
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv"
);
`;
const BINDING = '{"version": 1, "bindings": [{"scripts": "*.rhai", "policy": "p.cedar", "principal": "agent"}]}';

/** Checks files of a folder; arguments that name one of them are put into it. */
async function check(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const folder = temporaryFolder(files);
  const result = await runCli('check', ...args.map((arg) => (arg in files ? path.join(folder, arg) : arg)));
  return { ...result, out: result.out.replaceAll(`${folder}/`, ''), err: result.err.replaceAll(`${folder}/`, '') };
}

test('a policy that is not the one the binding was reviewed with is told, with its digest', async () => {
  const digest = `sha256:${createHash('sha256').update(POLICY).digest('hex')}`;
  const bound = (policyDigest: string) =>
    JSON.stringify({
      version: 1,
      bindings: [{ scripts: '*.rhai', policy: 'p.cedar', principal: 'agent', policyDigest }],
    });
  const files = { 'a.rhai': 'cat("/srv/a");', 'p.cedar': POLICY };
  expect((await check({ ...files, 'rehearsal.json': bound(digest) }, 'a.rhai')).out).not.toContain('policy-changed');
  const changed = await check(
    { ...files, 'rehearsal.json': bound(digest.replace(/.$/, digest.endsWith('0') ? '1' : '0')) },
    'a.rhai',
  );
  expect(changed.out).toContain('policy-changed');
  expect(changed.out).toContain(digest);
  expect(changed.code).toBe(0);
});

test('the deciding policies of a check come with their @id', async () => {
  const named = `@id("read-srv")\n${POLICY}`;
  const { out } = await check(
    { 'a.rhai': 'cat("/srv/a");', 'p.cedar': named },
    'a.rhai',
    '--policy',
    'p.cedar',
    '--principal',
    'agent',
    '--format',
    'json',
  );
  const { files } = JSON.parse(out) as { files: readonly { calls: readonly { checks: readonly object[] }[] }[] };
  expect(files[0]?.calls[0]?.checks[0]).toMatchObject({ policies: ['policy0'], annotation: { policy0: 'read-srv' } });
});

describe('exit codes', () => {
  test.each([
    ['everything allowed', 'cat("/srv/a");', [], 0],
    ['a denied call', 'cat("/etc/a");', [], 1],
    ['a denied call inside a try', 'try { cat("/etc/a"); } catch { }', [], 1],
    ['a call that nothing reaches', 'if false { } return; cat("/etc/a");', [], 0],
    ['a script that does not compile', 'let x = ;', [], 1],
    ['a call that depends on input', 'cat(target);', [], 0],
    ['the same, not wanted', 'cat(target);', ['--fail-on', 'depends'], 1],
    ['the same, other things not wanted', 'cat(target);', ['--fail-on', 'unknown'], 0],
  ])('%s', async (_, script, options, code) => {
    const files = { 'a.rhai': script, 'p.cedar': POLICY };
    const result = await check(files, 'a.rhai', '--policy', 'p.cedar', '--principal', 'agent', ...options);
    expect(result).toMatchObject({ code, err: '' });
  });

  test('an unknown verdict fails only when it is not wanted', async () => {
    const files = { 'a.rhai': 'cat("/srv/a");' };
    expect((await check(files, 'a.rhai')).code).toBe(0);
    expect((await check(files, 'a.rhai', '--fail-on', 'unknown')).code).toBe(1);
  });

  test.each([
    ['a policy without a fault', POLICY, 0],
    ['a policy that means something else', 'permit(principal, action == file_system::Action::"raed", resource);', 1],
    ['a policy that does not parse', 'permit(principal', 1],
  ])('%s', async (_, policy, code) => {
    expect((await check({ 'p.cedar': policy }, 'p.cedar')).code).toBe(code);
  });

  test.each([
    [['check'], 'FILE is missing'],
    [['check', 'a.txt'], 'only .rhai, .cedar and .cedarschema files can be checked'],
    [['check', 'a.rhai', '--format', 'xml'], '--format must be text, json, sarif, github'],
    [['check', 'a.rhai', '--fail-on', 'rain'], '--fail-on must be'],
    [['check', '--cases', 'nowhere'], 'cannot read nowhere'],
    [['check', 'a.rhai', '--verdict'], "Unknown option '--verdict'"],
  ])('wrong usage: %j', async (args, message) => {
    const { code, out, err } = await runCli(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('what governs a script', () => {
  const files = { 'a.rhai': 'cat("/etc/a");', 'p.cedar': POLICY, 'rehearsal.json': BINDING };

  test('is what rehearsal.json binds', async () => {
    const { out } = await check(files, 'a.rhai');
    expect(out).toContain('Policy denies open on /etc for agent.');
  });

  test('is the policy that is named, before that', async () => {
    const other = { ...files, 'q.cedar': 'permit(principal, action, resource);' };
    expect((await check(other, 'a.rhai', '--policy', 'q.cedar')).code).toBe(0);
  });

  test('needs a user whom the host knows', async () => {
    const host = { ...files, 'h.host.json': '{"principal": "agent"}' };
    const { code, err } = await check(host, 'a.rhai', '--host', 'h.host.json', '--principal', 'bob');
    expect(code).toBe(2);
    expect(err).toMatch(/no user "bob"; its users are root, agent/);
  });

  test('includes arguments: what they bring is known, and nothing else is there', async () => {
    const given = { ...files, 'a.rhai': 'cat(target);', 'a.json': '{"target": {"stringValue": "/srv/a"}}' };
    const json = JSON.parse((await check(given, 'a.rhai', '--args', 'a.json', '--format', 'json')).out) as {
      files: { calls: { verdict: string }[] }[];
    };
    expect(json.files[0]?.calls.map(({ verdict }) => verdict)).toEqual(['allow']);
  });
});

describe('the text', () => {
  test('has a line for each call and a count', async () => {
    const script = 'cat("/srv/a");\ncat("/etc/a");\ncat(target);\n';
    const { out } = await check({ 'a.rhai': script, 'p.cedar': POLICY, 'rehearsal.json': BINDING }, 'a.rhai');
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe('a.rhai');
    expect(lines.slice(1, 4).map((line) => line.trim().split(/ {2,}/).slice(0, 3))).toEqual([
      ['1:1', 'allowed', 'cat'],
      ['2:1', 'denied', 'cat'],
      ['3:1', 'depends', 'cat'],
    ]);
    expect(lines.at(-1)).toBe('  1 allowed, 1 denied, 1 depend on input, 0 unknown');
  });

  test('as annotations has the place and the code', async () => {
    const files = { 'a.rhai': '\ncat("/etc/a");', 'p.cedar': POLICY, 'rehearsal.json': BINDING };
    const { out } = await check(files, 'a.rhai', '--format', 'github');
    expect(out).toMatch(
      /^::error file=a\.rhai,line=2,col=1,endColumn=14,title=denied-call::Policy denies open on \/etc for agent\./,
    );
  });
});

describe('the schema of rehearsal.json', () => {
  const files = {
    'a.cedar':
      'permit(principal == app::User::"a", action == app::Action::"open", resource is app::Box) when { resource.size > 1 };',
    'b.cedar': 'permit(principal == User::"a", action == file_system::Action::"read", resource);',
    'one.cedarschema': 'namespace app { entity User; entity Box in [Crate] { size: Long }; }',
    'two.cedarschema.json': JSON.stringify({
      app: {
        entityTypes: { Crate: {} },
        actions: { open: { appliesTo: { principalTypes: ['User'], resourceTypes: ['Box'] } } },
      },
    }),
    'rehearsal.json': '{"version": 1, "schema": ["one.cedarschema", "two.cedarschema.json"], "bindings": []}',
  };

  test('is what policies are validated by, several texts in both forms together', async () => {
    expect(await check(files, 'a.cedar')).toMatchObject({ code: 0 });
    expect(await check(files, 'b.cedar')).toMatchObject({ code: 1, out: expect.stringContaining('file_system') });
    expect(await check({ ...files, 'rehearsal.json': '{"version": 1, "bindings": []}' }, 'b.cedar')).toMatchObject({
      code: 0,
    });
  });

  test('may be one of several texts that name each other', async () => {
    expect(await check(files, 'one.cedarschema')).toMatchObject({ code: 0 });
    const broken = { ...files, 'one.cedarschema': '// é😀\nnamespace app { entity User; entity Box in [Cratte]; }' };
    expect(await check(broken, 'one.cedarschema')).toMatchObject({
      code: 1,
      out: expect.stringContaining('2:45  error  failed to resolve type: Cratte'),
    });
  });

  test('that cannot be used is said', async () => {
    const missing = { ...files, 'rehearsal.json': '{"version": 1, "schema": "no.cedarschema", "bindings": []}' };
    expect(await check(missing, 'a.cedar')).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read') });
    const broken = { ...files, 'one.cedarschema': 'entity A {' };
    expect(await check(broken, 'a.cedar')).toMatchObject({ code: 2, err: expect.stringContaining('has an error') });
    const noJson = { ...files, 'two.cedarschema.json': '{' };
    expect(await check(noJson, 'a.cedar')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no schema in JSON'),
    });
  });
});

test('imports are followed beside the script, and into the host where there is one', async () => {
  const files = {
    'a.rhai': 'import "lib" as lib;\nlib::missing();\n',
    'lib.rhai': 'fn there() { 1 }\n',
    'b.rhai': 'import "gone" as gone;\ngone::f();\n',
    'h.host.json': '{"files": {"/lib.rhai": {"content": "fn missing() { 1 }"}}}',
  };
  const beside = await check(files, 'a.rhai', 'b.rhai');
  expect(beside.code).toBe(1);
  expect(beside.out).toContain('lib.rhai has no function missing. [unknown-function]');
  expect(beside.out).toContain('Module not found: gone;');
  const hosted = await check(files, 'a.rhai', '--host', 'h.host.json');
  expect(hosted).toMatchObject({ code: 0, out: expect.not.stringContaining('unknown-function') });
});
