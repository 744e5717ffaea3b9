// What the server does while it has much to do: cancelled requests, answers that overtake a long check, and files that are too large.
import { expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { startLanguageServer } from '#test/languageServer.ts';

const CONFIG = JSON.stringify({
  version: 1,
  bindings: [{ scripts: '*.rhai', policy: 'p.cedar', principal: 'agent' }],
});
const POLICY = 'permit (principal, action, resource in file_system::Dir::"/srv");\n';
const FILES = { 'rehearsal.json': CONFIG, 'p.cedar': POLICY };

/** Functions that are called, each with a call that the policy allows. */
const scriptOf = (functions: number): string =>
  Array.from(
    { length: functions },
    (_, index) =>
      `fn read_${index}(name) {\n    let text = cat("/srv/" + name);\n    text.len()\n}\nread_${index}("a");\n`,
  ).join('');

const LARGE = scriptOf(1_200);
const TOO_LARGE = scriptOf(15_000);

test('a cancelled request ends with the code for that', async () => {
  const server = await startLanguageServer(FILES);
  await server.open('s.rhai', LARGE);
  const cancelled = new CancellationTokenSource();
  const request = server.connection.sendRequest(
    'textDocument/diagnostic',
    { textDocument: { uri: server.uri('s.rhai') } },
    cancelled.token,
  );
  cancelled.cancel();
  await expect(request).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  expect(server.log).toEqual([]);
});

test('completion overtakes a check that was asked for before', async () => {
  const server = await startLanguageServer(FILES);
  await server.open('s.rhai', LARGE);
  const order: string[] = [];
  const check = server.diagnostics('s.rhai').then(() => order.push('diagnostics'));
  const items = await server.completion('s.rhai', LARGE.indexOf('text.len()') + 2);
  order.push('completion');
  await check;
  expect(order).toEqual(['completion', 'diagnostics']);
  expect(items.find(({ label }) => label === 'text')?.detail).toBe('let: string');
});

test('a check that a keystroke has made useless gives what is said of the new text', async () => {
  const server = await startLanguageServer(FILES);
  await server.open('s.rhai', LARGE);
  const check = server.diagnostics('s.rhai');
  await server.change('s.rhai', 'let unused = 1;\n', 0);
  expect((await check).map(({ code }) => code)).toEqual(['unused-variable']);
  expect(await server.diagnostics('s.rhai')).toEqual(await check);
});

test('a hover on a text that changes meanwhile says so', async () => {
  const server = await startLanguageServer(FILES);
  await server.open('s.rhai', LARGE);
  const hover = server.hover('s.rhai', LARGE.indexOf('cat('));
  await server.change('s.rhai', '// new\n', 0);
  await expect(hover).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
});

test('a file that is too large gets its syntax errors and one finding that says what is off', async () => {
  const server = await startLanguageServer(FILES);
  await server.open('s.rhai', TOO_LARGE);
  const [found, ...others] = await server.diagnostics('s.rhai');
  expect(others).toEqual([]);
  expect(found).toMatchObject({ code: 'file-too-large', severity: 3 });
  expect(await server.completion('s.rhai', TOO_LARGE.length)).toEqual([]);
  expect(await server.hover('s.rhai', TOO_LARGE.indexOf('cat('))).toBeUndefined();
  expect((await server.request('rehearsal/status', { uri: server.uri('s.rhai') })).label).toBe('too large');
  await server.change('s.rhai', 'let = 1;\n', 0);
  const broken = await server.diagnostics('s.rhai');
  expect(broken.map(({ code, range }) => [code, range.start.line])).toEqual([
    ['file-too-large', 0],
    ['compile', 0],
  ]);
  await server.change('s.rhai', scriptOf(1));
  expect(await server.diagnostics('s.rhai')).toEqual([]);
  expect(server.log).toEqual([]);
});

test('a policy that is too large is not checked, and says so', async () => {
  const server = await startLanguageServer(FILES);
  await server.open('large.cedar', POLICY.repeat(20_000));
  expect((await server.diagnostics('large.cedar')).map(({ code }) => code)).toEqual(['file-too-large']);
});
