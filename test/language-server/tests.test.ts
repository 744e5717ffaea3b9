// Test files through the protocol: what they hold, running one test, what is wrong with a file, and a test from the last run.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type { TestRunResult } from '#protocol';
import { type LanguageServer, RUN_LIMITS, startLanguageServer } from '#test/languageServer.ts';

const POLICY = `permit(
  principal,
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv"
);
`;
const HOST = '{"principal": "agent", "files": {"/srv/a": {"content": "text"}}}';

/** Scripts in a folder of their own, so that paths lead up as well. */
function workspace(script: string, files: Readonly<Record<string, string>> = {}): Record<string, string> {
  const bindings = [{ scripts: 's/*.rhai', policy: 'p/p.cedar', host: 'h.host.json' }];
  return {
    'rehearsal.json': JSON.stringify({ version: 1, bindings }),
    'p/p.cedar': POLICY,
    'h.host.json': HOST,
    's/a.rhai': script,
    ...files,
  };
}

const INPUTS = '"version": 1, "script": "a.rhai", "policy": "../p/p.cedar", "host": "../h.host.json"';
const FILE = 's/a.rehearsal.json';

function tests(...entries: readonly string[]): Record<string, string> {
  return { [FILE]: `{ ${INPUTS}, "tests": [\n${entries.join(',\n')}\n] }` };
}

function runTest(server: LanguageServer, name: string): Promise<TestRunResult> {
  return server.request('rehearsal/runTest', { uri: server.uri(FILE), name });
}

test('a file has its tests with their places and the files that they name', async () => {
  const server = await startLanguageServer(
    workspace('1', tests('{ "name": "one", "expect": { "output": "1" } }', '{ "name": "two", "expect": {} }')),
  );
  const files = ['s/a.rhai', 'p/p.cedar', 'h.host.json'].map((file) => server.uri(file));
  const range = (line: number) => ({ start: { line, character: 10 }, end: { line, character: 15 } });
  expect(await server.request('rehearsal/tests', { uri: server.uri(FILE) })).toEqual({
    tests: [
      { name: 'one', range: range(1), files },
      { name: 'two', range: range(2), files },
    ],
    error: expect.stringContaining('expects nothing'),
  });
});

test('a single test without a name has that of its file', async () => {
  const server = await startLanguageServer(workspace('1', { [FILE]: `{ ${INPUTS}, "expect": { "output": "1" } }` }));
  const { tests: found } = await server.request('rehearsal/tests', { uri: server.uri(FILE) });
  expect(found.map(({ name }) => name)).toEqual(['a']);
  expect(await runTest(server, 'a')).toMatchObject({ result: 'passed', messages: [] });
});

test('a file that is gone or no JSON says so', async () => {
  const server = await startLanguageServer(workspace('1', { 's/b.rehearsal.json': '{' }));
  expect((await server.request('rehearsal/tests', { uri: server.uri(FILE) })).error).toMatch(/no such file/);
  const broken = await server.request('rehearsal/tests', { uri: server.uri('s/b.rehearsal.json') });
  expect(broken).toMatchObject({ tests: [], error: expect.any(String) });
  expect(await runTest(server, 'one')).toMatchObject({ result: 'faulty' });
});

test('a test passes with what the run logged and gave', async () => {
  const server = await startLanguageServer(
    workspace('info("reads"); cat("/srv/a")', tests('{ "name": "one", "expect": { "output": "text" } }')),
  );
  const result = await runTest(server, 'one');
  expect(result).toMatchObject({ result: 'passed', messages: [], output: '[INFO] reads\ntext' });
  expect(result.durationMs).toBeGreaterThan(0);
});

test('each difference has both sides and its place in the test file', async () => {
  const expectation =
    '"expect": { "output": "other",\n "decisions": [{ "decision": "deny" }],\n "files": { "/srv/a": "x" } }';
  const server = await startLanguageServer(workspace('cat("/srv/a")', tests(`{ "name": "one", ${expectation} }`)));
  const { result, messages } = await runTest(server, 'one');
  expect(result).toBe('failed');
  expect(messages.map(({ uri, range, expected }) => [uri, range.start.line, expected])).toEqual([
    [server.uri(FILE), 1, 'other'],
    [server.uri(FILE), 2, 'deny'],
    [server.uri(FILE), 3, 'content:\nx'],
  ]);
  expect(messages[0]).toMatchObject({ actual: 'text' });
  expect(messages[1]?.actual).toContain('allow read file_system::File::"/srv/a" by policy0');
  expect(messages[2]?.actual).toBe('content:\ntext');
});

test('where a denial is the reason, the place is the call in the script', async () => {
  const server = await startLanguageServer(
    workspace('let a = 1;\n  cat("/etc/passwd")', tests('{ "name": "one", "expect": { "status": "SUCCESS" } }')),
  );
  const { messages } = await runTest(server, 'one');
  expect(messages).toMatchObject([{ uri: server.uri('s/a.rhai'), range: { start: { line: 1, character: 2 } } }]);
  expect(messages[0]?.message).toContain('ACCESS_DENIED_EXCEPTION');
});

test('the texts in the editor count, and files that no watcher looks at are read anew', async () => {
  const entry = '{ "name": "one", "arguments": "given.json", "expect": { "output": "new 2" } }';
  const server = await startLanguageServer(
    workspace('"old " + n', { ...tests(entry), 's/given.json': '{"n": {"longValue": 1}}' }),
  );
  expect(await runTest(server, 'one')).toMatchObject({ result: 'failed', messages: [{ actual: 'old 1' }] });
  await server.open('s/a.rhai', '"new " + n');
  writeFileSync(path.join(server.folder, 's/given.json'), '{"n": {"longValue": 2}}');
  expect(await runTest(server, 'one')).toMatchObject({ result: 'passed' });
});

test('cancelling ends an endless test at once, and the next one runs', async () => {
  const entry = '{ "name": "one", "expect": { "output": "1" } }';
  const server = await startLanguageServer(workspace('loop { cat("/srv/a"); }', tests(entry)));
  const source = new CancellationTokenSource();
  const params = { uri: server.uri(FILE), name: 'one' };
  const running = server.connection.sendRequest<TestRunResult>('rehearsal/runTest', params, source.token);
  setTimeout(() => source.cancel(), 150);
  expect(await running).toMatchObject({ result: 'stopped', messages: [] });
  await server.open('s/a.rhai', '1');
  expect(await runTest(server, 'one')).toMatchObject({ result: 'passed' });
});

test('a test whose files are missing is faulty at the place that names them, as the diagnostics say', async () => {
  const entry = '{ "name": "one", "script": "b.rhai", "principal": "bob", "expect": { "status": "SUCCESS" } }';
  const files = tests(entry);
  const server = await startLanguageServer(workspace('1', files));
  const { result, messages } = await runTest(server, 'one');
  expect(result).toBe('faulty');
  await server.open(FILE, files[FILE] ?? '');
  const diagnostics = await server.diagnostics(FILE);
  expect(diagnostics.map(({ code, message, range }) => ({ code, message, range }))).toEqual(
    messages.map(({ message, range }) => ({ code: 'test-file', message, range })),
  );
  expect(messages.map(({ message }) => message)).toEqual([
    'The script b.rhai cannot be read: there is no such file.',
    'The virtual host has no user bob.',
  ]);
});

test.each([
  ['succeeds', 'info("reads"); cat("/srv/a")'],
  ['is denied', 'cat("/etc/passwd")'],
  ['fails', 'throw "no";'],
  ['has random parts', 'random_alphanumeric(12)'],
])('a run that %s becomes a test that passes', async (_, script) => {
  const server = await startLanguageServer(workspace(script));
  const uri = server.uri('s/a.rhai');
  expect(await server.request('rehearsal/makeTest', { uri })).toHaveProperty('error');
  await (await server.run('s/a.rhai')).ended();
  const made = await server.request('rehearsal/makeTest', { uri });
  if ('error' in made) throw new Error(made.error);
  expect(JSON.parse(made.text)).toMatchObject({
    script: 'a.rhai',
    policy: '../p/p.cedar',
    host: '../h.host.json',
    seed: 1,
  });
  await server.save(FILE, made.text);
  const { tests: found, error } = await server.request('rehearsal/tests', { uri: server.uri(FILE) });
  expect([found.length, error]).toEqual([1, undefined]);
  expect(await runTest(server, found[0]?.name ?? '')).toMatchObject({ result: 'passed', messages: [] });
});

test('a run that was stopped, or that let denied requests through, makes no test', async () => {
  const server = await startLanguageServer(workspace('loop { }'));
  const uri = server.uri('s/a.rhai');
  await (await server.run('s/a.rhai', { maxOperations: 20_000 })).ended();
  expect(await server.request('rehearsal/makeTest', { uri })).toHaveProperty('error');
  await server.open('s/a.rhai', 'cat("/etc/hosts")');
  const ended = new Promise((resolve) => server.connection.onNotification('rehearsal/runEnded', resolve));
  await server.request('rehearsal/run', { uri, limits: RUN_LIMITS, mode: 'permissive' });
  await ended;
  expect(await server.request('rehearsal/makeTest', { uri })).toEqual({
    error: expect.stringContaining('let denied requests through'),
  });
});
