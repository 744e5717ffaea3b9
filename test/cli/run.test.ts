// `rehearsal run`: the payload in each format, exit codes, the trace file, users and limits.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseTrace } from '#core/trace/jsonLines.ts';
import { runCli, temporaryFolder } from '#test/cli.ts';

const FILES = {
  'ok.rhai': 'info("working"); cat("/srv/a")',
  'denied.rhai': 'cat("/etc/passwd")',
  'loop.rhai': 'loop { }',
  'p.cedar':
    'permit(principal, action in [file_system::Action::"open", file_system::Action::"read"], resource in file_system::Dir::"/srv");',
  'broken.cedar': 'permit(principal, action resource);',
  'h.host.json': '{"files": {"/srv/a": {"content": "text"}}, "principal": "alice"}',
  'faulty.host.json': '{"files": {"srv": {}}}',
  'deep.json': '{"x": {"listValue": [{"listValue": [{"integerValue": 1}]}]}}',
};

function inFolder() {
  const folder = temporaryFolder(FILES);
  const file = (name: string): string => path.join(folder, name);
  const run = (script: string, ...args: readonly string[]) =>
    runCli('run', file(script), '--policy', file('p.cedar'), '--host', file('h.host.json'), ...args);
  return { file, run };
}

test('a success prints one line of JSON without a newline and exits with 0', async () => {
  const { code, out, err } = await inFolder().run('ok.rhai');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).not.toContain('\n');
  const payload = JSON.parse(out) as object;
  expect(Object.keys(payload)).toEqual(['output', 'status', 'metrics', 'logs']);
  expect(payload).toMatchObject({ output: 'text', status: 'SUCCESS' });
});

test('a denied script exits with 1, names the user, and has an alarm', async () => {
  const { code, out } = await inFolder().run('denied.rhai');
  expect(code).toBe(1);
  const message =
    'IoErrorKind: PermissionDenied: Permission denied: alice unauthorized to perform file_system::Action::"open" for file_system::Dir::/etc (line 1, position 1)';
  expect(JSON.parse(out)).toMatchObject({
    error: { error_type: 'ACCESS_DENIED_EXCEPTION', message },
    alarms: [{ alarm_type: 'RexRunnerPrivilegeEscalation' }],
  });
});

test('the formats for people', async () => {
  const { run } = inFolder();
  expect(await run('ok.rhai', '-o', 'human')).toEqual({ code: 0, out: 'text\n', err: '' });
  const verbose = await run('ok.rhai', '-o', 'human', '-v');
  expect(verbose.out).toMatch(/^\[INFO\] working\ntext\n--- metrics ---\nRexRunner/);
  const denied = await run('denied.rhai', '-o', 'human');
  expect(denied.out).toBe('');
  expect(denied.err).toMatch(/^error: IoErrorKind: PermissionDenied/);
  expect((await run('ok.rhai', '-o', 'pretty-json')).out).toMatch(/^\{\n {2}"output": "text",\n/);
});

test('a refusal before the script is JSON in every format', async () => {
  const { file, run } = inFolder();
  const refused = await run('ok.rhai', '--args', file('deep.json'), '-o', 'human');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({ error: { error_type: 'VALIDATION_EXCEPTION' } });
  const broken = await runCli('run', file('ok.rhai'), '--policy', file('broken.cedar'));
  expect(JSON.parse(broken.out)).toMatchObject({
    error: { error_type: 'INTERNAL_EXCEPTION', message: expect.stringMatching(/^Failed to create Rhai engine: /) },
  });
});

test('the trace is written as JSON Lines', async () => {
  const { file, run } = inFolder();
  await run('ok.rhai', '--trace', file('t.jsonl'));
  const parsed = parseTrace(readFileSync(file('t.jsonl'), 'utf8'));
  expect(parsed.ok && parsed.events.at(-1)).toMatchObject({ kind: 'end', status: 'SUCCESS' });
});

test('users: the option counts more than the host file; an unknown one is wrong usage', async () => {
  const { run } = inFolder();
  expect((await run('denied.rhai', '--principal', 'root')).out).toContain('root unauthorized');
  const unknown = await run('denied.rhai', '--principal', 'bob');
  expect(unknown).toMatchObject({ code: 2, out: '' });
  expect(unknown.err).toContain('bob');
});

test('a faulty host file is wrong usage and says where', async () => {
  const { file } = inFolder();
  const { code, err } = await runCli(
    'run',
    file('ok.rhai'),
    '--policy',
    file('p.cedar'),
    '--host',
    file('faulty.host.json'),
  );
  expect(code).toBe(2);
  expect(err).toMatch(/faulty\.host\.json:1:\d+/);
});

test('a limit ends the run with its text', async () => {
  const { code, out } = await inFolder().run('loop.rhai', '--max-operations', '20000');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    error: { message: 'Stopped after 20,000 operations (setting rehearsal.sandbox.maxOperations).' },
  });
});
