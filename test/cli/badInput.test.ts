// Bad input on the command line: whatever comes in, the answer says what is wrong and where, and nothing ends in a stack trace.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '#test/cli.ts';

const POLICY =
  'permit(principal == User::"agent", action in [file_system::Action::"open", file_system::Action::"read"], resource in file_system::Dir::"/srv");\n';
const FIVE_MB = 5 * 1024 * 1024;

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command on files of a folder; arguments that name one of them are put into it. */
async function run(files: Readonly<Record<string, string | Uint8Array>>, ...args: readonly string[]): Promise<Result> {
  const folder = temporaryFolder({});
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  mkdirSync(path.join(folder, 'folder.rhai'));
  const named = (arg: string): string => (arg in files || arg.startsWith('folder') ? path.join(folder, arg) : arg);
  const { code, out, err } = await runCli(...args.map(named));
  const result = { code, out: out.replaceAll(`${folder}/`, ''), err: err.replaceAll(`${folder}/`, '') };
  expect(result.err).not.toMatch(/^\s+at /m);
  return result;
}

interface Checked {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly message: string;
    readonly range: { startLine: number; startColumn: number; endLine: number; endColumn: number };
  }[];
  readonly calls: readonly { readonly function: string; readonly verdict: string; readonly range: object }[];
}

/** The first file of a check's JSON. */
function checkedOf({ out }: Result): Checked {
  const { files } = JSON.parse(out) as { files: Checked[] };
  return files[0] ?? { diagnostics: [], calls: [] };
}

const GOVERNED = ['--policy', 'p.cedar', '--principal', 'agent', '--format', 'json'];

describe('files that cannot be read as text', () => {
  test.each([
    ['check', ['check', 'missing.rhai'], 'cannot read missing.rhai: there is no such file'],
    ['check', ['check', 'folder.rhai'], 'there is nothing to check in folder.rhai'],
    ['check', ['check', 'binary.rhai'], 'cannot read binary.rhai: it is not UTF-8 text'],
    ['check', ['check', 'binary.cedar'], 'cannot read binary.cedar: it is not UTF-8 text'],
    ['check', ['check', 'a.rhai', '--policy', 'binary.cedar'], 'cannot read binary.cedar: it is not UTF-8 text'],
    ['check', ['check', 'a.rhai', '--host', 'missing.json'], 'cannot read missing.json: there is no such file'],
    ['check', ['check', 'a.rhai', '--args', 'missing.json'], 'cannot read missing.json: there is no such file'],
    ['run', ['run', 'binary.rhai', '--policy', 'p.cedar'], 'cannot read binary.rhai: it is not UTF-8 text'],
    ['run', ['run', 'folder.rhai', '--policy', 'p.cedar'], 'cannot read folder.rhai: it is a directory'],
    ['fmt', ['fmt', 'binary.cedar'], 'cannot read binary.cedar: it is not UTF-8 text'],
  ])('%s: %j', async (command, args, message) => {
    const binary = new Uint8Array([0x63, 0x61, 0x74, 0xff, 0xfe, 0x00]);
    const files = { 'a.rhai': '', 'p.cedar': POLICY, 'binary.rhai': binary, 'binary.cedar': binary };
    expect(await run(files, ...args)).toEqual({ code: 2, out: '', err: `rehearsal ${command}: ${message}\n` });
  });
});

describe('scripts of unusual size and shape', () => {
  test('an empty one is fine', async () => {
    const files = { 'a.rhai': '', 'p.cedar': POLICY };
    const result = await run(files, 'check', 'a.rhai', ...GOVERNED);
    expect(result.code).toBe(0);
    expect(checkedOf(result)).toMatchObject({ diagnostics: [], calls: [] });
    expect((await run(files, 'run', 'a.rhai', '--policy', 'p.cedar', '--principal', 'agent')).code).toBe(0);
  });

  test.each([
    ['one long string', `let x = "${'a'.repeat(FIVE_MB)}"; cat(x)`],
    ['one long comment', `/*${'é'.repeat(FIVE_MB / 2)}*/ cat("/etc/a")`],
    ['calls without end', 'cat("/srv/a");\n'.repeat(20_000)],
    ['blank lines', '          \r\n'.repeat(FIVE_MB / 12)],
  ])('5 MB: %s', async (_, script) => {
    const result = await run({ 'a.rhai': script, 'p.cedar': POLICY }, 'check', 'a.rhai', ...GOVERNED);
    expect([0, 1]).toContain(result.code);
    expect(checkedOf(result).diagnostics.map(({ code }) => code)).not.toContain('compile');
  });

  test.each([
    ['braces', '{'.repeat(1_000_000)],
    ['parentheses', '('.repeat(100_000)],
    ['sums', `let x = ${'1 + '.repeat(100_000)}1;`],
    ['chains', `let a = 1; a${'.b()'.repeat(100_000)};`],
    ['indices', `let a = 1; a${'[0]'.repeat(100_000)};`],
    ['interpolations', '`${'.repeat(10_000)],
    ['branches', 'if true { } else '.repeat(10_000)],
  ])('nested without end: %s', async (_, script) => {
    const result = await run({ 'a.rhai': script, 'p.cedar': POLICY }, 'check', 'a.rhai', ...GOVERNED);
    expect(result.code).toBe(1);
    const [compile] = checkedOf(result).diagnostics.filter(({ code }) => code === 'compile');
    expect(compile?.message).toBe('Expression exceeds maximum complexity');
    const outcome = await run(
      { 'a.rhai': script, 'p.cedar': POLICY },
      'run',
      'a.rhai',
      '--policy',
      'p.cedar',
      '--principal',
      'agent',
    );
    expect(JSON.parse(outcome.out)).toMatchObject({ status: 'ERROR' });
  });
});

describe('policies that are no good', () => {
  test('half typed: the place in the file, and the script is checked without it', async () => {
    const files = { 'a.rhai': 'cat("/srv/a")', 'p.cedar': '// é😀\npermit(principal, act' };
    const policy = await run(files, 'check', 'p.cedar', '--format', 'json');
    expect(policy.code).toBe(1);
    expect(checkedOf(policy).diagnostics[0]).toMatchObject({ code: 'policy-syntax', range: { startLine: 2 } });
    const script = await run(files, 'check', 'a.rhai', ...GOVERNED);
    expect(script.code).toBe(1);
    expect(checkedOf(script).diagnostics[0]).toMatchObject({ code: 'unusable-policy' });
    expect(checkedOf(script).diagnostics[0]?.message).toContain('p.cedar does not parse');
    expect(checkedOf(script).calls.map(({ verdict }) => verdict)).toEqual(['unknown']);
  });

  test('every prefix of a policy is answered', async () => {
    for (let end = 0; end < POLICY.length; end += 9) {
      const { code } = await run({ 'p.cedar': POLICY.slice(0, end) }, 'check', 'p.cedar');
      expect(code, POLICY.slice(0, end)).toBe(end === 0 ? 0 : 1);
    }
  });

  test('one that parses but does not fit the schema', async () => {
    const policy = 'permit(principal, action == file_system::Action::"read", resource) when { resource.size > 3 };';
    const result = await run({ 'p.cedar': policy }, 'check', 'p.cedar', '--format', 'json');
    expect(result.code).toBe(1);
    expect(checkedOf(result).diagnostics[0]).toMatchObject({ code: 'policy-validation', range: { startLine: 1 } });
  });

  test('nested without end', async () => {
    const policy = `permit(principal, action, resource) when { ${'('.repeat(20_000)} };`;
    const { code, out } = await run({ 'p.cedar': policy }, 'check', 'p.cedar');
    expect(code).toBe(1);
    expect(out).toContain('[policy-syntax]');
  });
});

describe('positions', () => {
  test.each([
    ['CRLF', 'let a = 1;\r\ncat("/etc/a");\r\n', { startLine: 2, startColumn: 1, endLine: 2, endColumn: 14 }],
    ['accents', 'let é = "ü"; cat("/etc/a");', { startLine: 1, startColumn: 14, endLine: 1, endColumn: 27 }],
    ['emoji, two units each', '"😀😀"; cat("/etc/a");', { startLine: 1, startColumn: 9, endLine: 1, endColumn: 22 }],
    [
      'an old line end, which is one to editors',
      '1;\rcat("/etc/a");',
      { startLine: 2, startColumn: 1, endLine: 2, endColumn: 14 },
    ],
  ])('of a call behind %s', async (_, script, range) => {
    const { calls } = checkedOf(await run({ 'a.rhai': script, 'p.cedar': POLICY }, 'check', 'a.rhai', ...GOVERNED));
    expect(calls.map((call) => call.range)).toEqual([range]);
  });

  test('of what the engine refuses, behind emoji', async () => {
    const result = await run({ 'a.rhai': 'let e = "é😀"; let = 1;' }, 'check', 'a.rhai', '--format', 'json');
    const [compile] = checkedOf(result).diagnostics.filter(({ code }) => code === 'compile');
    expect(compile?.range).toEqual({ startLine: 1, startColumn: 20, endLine: 1, endColumn: 21 });
  });

  test('in policies and schemas', async () => {
    const files = {
      'p.cedar': '// é😀\r\n@id("😀") permit(principal, action == file_system::Action::"raed", resource);\r\n',
      's.cedarschema': '// é😀\r\n@doc("😀") entity User;;',
    };
    const policy = await run(files, 'check', 'p.cedar', '--format', 'json');
    expect(checkedOf(policy).diagnostics[0]?.range).toMatchObject({ startLine: 2, startColumn: 39 });
    const schema = await run(files, 'check', 's.cedarschema', '--format', 'json');
    expect(checkedOf(schema).diagnostics[0]?.range).toMatchObject({ startLine: 2, startColumn: 24 });
  });
});

describe('arguments of the wrong shape', () => {
  test.each([
    ['no JSON', '{"a": ', /EOF while parsing/],
    ['a list', '["a"]', /invalid type: sequence, expected a map/],
    ['a value without its tag', '{"a": "text"}', /unknown variant `text`/],
    ['an unknown tag', '{"a": {"text": "b"}}', /unknown variant `text`, expected one of `stringValue`/],
    ['a value of another type', '{"a": {"integerValue": "4"}}', /invalid type: string "4", expected i32/],
  ])('%s', async (_, args, message) => {
    const files = { 'a.rhai': 'cat(a)', 'p.cedar': POLICY, 'a.json': args };
    const check = await run(files, 'check', 'a.rhai', '--args', 'a.json', ...GOVERNED);
    expect(check.code).toBe(1);
    expect(checkedOf(check).diagnostics[0]).toMatchObject({ code: 'unusable-arguments' });
    expect(checkedOf(check).diagnostics[0]?.message).toMatch(message);
    const ran = await run(files, 'run', 'a.rhai', '--args', 'a.json', '--policy', 'p.cedar', '--principal', 'agent');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({ status: 'ERROR', error: { message: expect.stringMatching(message) } });
  });
});

describe('host files with an error name the place', () => {
  test.each([
    ['no JSON', '{"files": {', '1:12'],
    ['a path that is not absolute', '{\n  "files": {\n    "srv": {}\n  }\n}', '3:'],
    ['a mode that is none', '{"files": {"/srv": {"dir": true, "mode": "rwx"}}}', '1:42'],
    ['an owner nobody knows', '{"files": {"/srv/a": {"content": "", "owner": "bob"}}}', '1:47'],
    ['a newer version', '{"version": 9}', '1:13'],
    ['a list', '[]', '1:1'],
    ['nothing', '', '1:1'],
  ])('%s', async (_, host, place) => {
    const files = { 'a.rhai': 'cat("/srv/a")', 'p.cedar': POLICY, 'h.host.json': host };
    for (const command of ['check', 'run']) {
      const { code, out, err } = await run(files, command, 'a.rhai', '--policy', 'p.cedar', '--host', 'h.host.json');
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(`h.host.json:${place}`);
      expect(err).toContain('h.host.json is not a valid host file');
    }
  });
});

describe('a rehearsal.json with an error', () => {
  test('is named', async () => {
    const files = { 'a.rhai': 'cat("/srv/a")', 'rehearsal.json': '{"bindings": [' };
    const { code, err } = await run(files, 'check', 'a.rhai');
    expect(code).toBe(2);
    expect(err).toContain('rehearsal.json is not valid JSON');
  });

  test('that binds a policy which is not there', async () => {
    const binding = '{"version": 1, "bindings": [{"scripts": "*.rhai", "policy": "nowhere.cedar"}]}';
    const { code, err } = await run({ 'a.rhai': '', 'rehearsal.json': binding }, 'check', 'a.rhai');
    expect(code).toBe(2);
    expect(err).toContain('The policy nowhere.cedar cannot be read: there is no such file.');
  });
});
