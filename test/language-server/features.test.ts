// Hover, completion and formatting through the protocol: what reaches the client, in its lines and columns.

import { expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { startLanguageServer } from '#test/languageServer.ts';
import { readCursor } from '#test/markers.ts';

const POLICY =
  'permit(principal, action in [file_system::Action::"open", file_system::Action::"read"], resource in file_system::Dir::"/srv");';
const WORKSPACE = {
  'rehearsal.json': '{"version": 1, "bindings": [{"scripts": "**/*.rhai", "policy": "p.cedar", "principal": "agent"}]}',
  'p.cedar': POLICY,
};

test.each([
  ['ca$0t("/srv/a")', /✓ Allowed\./],
  ['let é😀x = "😀"; ca$0t("/etc/a")', /⊘ Denied\..*Policy denies open on \/etc for agent/],
  ['c$0at(target)', /◐ Depends\./],
])('hover of a call begins with what the policy says: %s', async (source, expected) => {
  const server = await startLanguageServer(WORKSPACE);
  const { text, cursor } = readCursor(source);
  await server.open('a.rhai', text);
  const markdown = await server.hover('a.rhai', cursor);
  expect(markdown).toMatch(expected);
  expect(markdown).toContain('**Cedar checks, in order**');
});

test('completion gives edits and makes documentation only when it is asked for', async () => {
  const server = await startLanguageServer(WORKSPACE);
  const { text, cursor } = readCursor('let a = "😀";\r\nca$0');
  await server.open('a.rhai', text);
  const item = (await server.completion('a.rhai', cursor)).find(({ label }) => label === 'cat');
  expect(item?.documentation).toBeUndefined();
  expect(item?.textEdit).toMatchObject({
    range: { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } },
  });
  const resolved = await server.connection.sendRequest('completionItem/resolve', item);
  expect(resolved).toMatchObject({ documentation: { kind: 'markdown', value: expect.stringContaining('cat(') } });
});

test('a policy is formatted as the engine does, and only where it parses', async () => {
  const server = await startLanguageServer({});
  await server.open('p.cedar', '// 😀 é\r\npermit(principal,action,resource)   when{true};');
  const formatted = await server.format('p.cedar');
  expect(formatted).toMatch(/^\/\/ 😀 é\r?\npermit \(principal, action, resource\)\r?\nwhen \{ true \};/);
  await server.change('p.cedar', formatted);
  expect(await server.format('p.cedar')).toBe(formatted);
  await server.change('p.cedar', 'permit(principal,');
  expect(await server.format('p.cedar')).toBe('permit(principal,');
});

test('what was asked and then given up is answered as cancelled or in full, and the server goes on', async () => {
  const server = await startLanguageServer(WORKSPACE);
  await server.open('a.rhai', 'cat("/etc/a");\n'.repeat(200));
  const tokens = Array.from({ length: 20 }, () => new CancellationTokenSource());
  const answers = tokens.map((source) =>
    server.connection
      .sendRequest('textDocument/diagnostic', { textDocument: { uri: server.uri('a.rhai') } }, source.token)
      .then(
        () => 'answered',
        (error: unknown) => (error instanceof ResponseError ? error.code : String(error)),
      ),
  );
  for (const source of tokens) source.cancel();
  for (const outcome of await Promise.all(answers))
    expect(['answered', LSPErrorCodes.RequestCancelled]).toContain(outcome);
  expect(await server.diagnostics('a.rhai')).toHaveLength(200);
  expect(server.log).toEqual([]);
});

test('questions about documents that are not there have empty answers', async () => {
  const server = await startLanguageServer({});
  expect(await server.diagnostics('missing.rhai')).toEqual([]);
  expect(await server.hover('missing.rhai', 0)).toBeUndefined();
  expect(await server.completion('missing.rhai', 0)).toEqual([]);
  expect(await server.format('missing.cedar')).toBe('');
  expect(await server.lenses('missing.rhai')).toEqual([]);
  expect(server.log).toEqual([]);
});
