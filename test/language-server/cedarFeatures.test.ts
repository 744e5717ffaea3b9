// Each feature of policies, schemas and Cedar's JSON once through the protocol: positions, and the form of the answers.

import { expect, test } from 'vitest';
import type { CodeAction, CompletionItem, Diagnostic, Location, WorkspaceEdit } from 'vscode-languageserver/node';
import { type LanguageServer, type ServerOptions, startLanguageServer, textUnder } from '#test/languageServer.ts';
import { DEFAULT_SETTINGS } from '../../language-server/session.ts';

const POLICY = `// é😀\r
@id("ü") permit(principal == User::"a", action == file_system::Action::"read", resource == file_system::File::"/srv/é")\r
when { resource.path like "x" };\r
permit(principal == ?principal, action, resource);\r
`;
const OWN =
  'namespace app { entity Box { size: Long }; entity User; action open appliesTo { principal: User, resource: Box }; }\n';
const WORKSPACE = {
  'rehearsal.json':
    '{"version": 1, "bindings": [{"scripts": "*.rhai", "policy": "p.cedar", "principal": "a", "host": "h.host.json"}]}',
  'p.cedar': POLICY,
  'h.host.json': '{ "files": { "/srv/data/x.log": { "content": "" } } }',
  's.rhai': 'cat("/srv/é");',
};

async function opened(
  file: string,
  text: string,
  files: Readonly<Record<string, string>> = WORKSPACE,
  options: ServerOptions = {},
) {
  const server = await startLanguageServer({ ...files, [file]: text }, options);
  await server.open(file, text);
  const textDocument = { uri: server.uri(file) };
  const positionOf = (mark: string) => {
    const lines = text.slice(0, text.indexOf(mark) + mark.length).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  };
  const ask = <T>(method: string, mark: string, extra: object = {}): Promise<T> =>
    server.connection.sendRequest(`textDocument/${method}`, { textDocument, position: positionOf(mark), ...extra });
  return { server, ask };
}

/** Files and texts of places, in order. */
function places(
  server: LanguageServer,
  found: readonly Location[],
  files: Readonly<Record<string, string>>,
): readonly string[] {
  return found
    .map(({ uri, range }) => {
      const name = uri.slice(uri.lastIndexOf('/') + 1);
      return `${name}: ${textUnder(files[name] ?? server.textOf(name), { range } as Diagnostic)}`;
    })
    .sort();
}

test('hover, completion and signature help in policies', async () => {
  const { server } = await opened('p.cedar', POLICY);
  expect(await server.hover('p.cedar', POLICY.indexOf('"read"') + 2)).toContain('`cat()`');
  const labels = (await server.completion('p.cedar', POLICY.indexOf('"/srv') + 1)).map(({ label }) => label);
  expect(labels).toContain('file_system::File::"/srv/data/x.log"');
  const { ask } = await opened('q.cedar', 'permit(principal, action, resource) when { ip("::1").isInRange(');
  expect(await ask('signatureHelp', 'isInRange(')).toMatchObject({
    signatures: [{ label: 'ipaddr.isInRange(range: ipaddr): Bool' }],
  });
});

test('definition of a type of Rex leads to its schema', async () => {
  const { ask } = await opened('p.cedar', POLICY);
  const [found] = await ask<readonly { uri?: string; targetUri?: string }[]>('definition', 'file_system::Fi');
  expect(found?.uri ?? found?.targetUri).toMatch(/\/rex\.cedarschema$/);
});

test('references reach scripts and rehearsal.json', async () => {
  const { server, ask } = await opened('p.cedar', POLICY);
  const context = { includeDeclaration: true };
  expect(places(server, await ask('references', 'File::"/srv', { context }), WORKSPACE)).toEqual([
    'p.cedar: "/srv/é"',
    's.rhai: "/srv/é"',
  ]);
  expect(places(server, await ask('references', 'User::"a', { context }), WORKSPACE)).toEqual([
    'p.cedar: "a"',
    'rehearsal.json: "a"',
  ]);
  expect(places(server, await ask('references', '@id("ü") per', { context }), WORKSPACE)).toEqual([
    'rehearsal.json: p.cedar',
  ]);
});

test('rename, and why one is refused', async () => {
  const { server, ask } = await opened('p.cedar', POLICY);
  const edit = await ask<WorkspaceEdit>('rename', 'User::"a', { newName: 'b"c' });
  expect(
    Object.entries(edit.changes ?? {})
      .map(([uri, [change]]) => [uri.slice(uri.lastIndexOf('/') + 1), change?.newText])
      .sort(),
  ).toEqual([
    ['p.cedar', '"b\\"c"'],
    ['rehearsal.json', '"b\\"c"'],
  ]);
  await expect(ask('prepareRename', 'Action::"re')).rejects.toThrow('The schema of Rex declares this name');
  expect(server.textOf('p.cedar')).toBe(POLICY);
});

test('symbols, folding, selection, tokens, hints and lenses', async () => {
  const { server, ask } = await opened('p.cedar', POLICY);
  expect(await ask('documentSymbol', '')).toMatchObject([
    { name: 'ü', range: { start: { line: 1, character: 0 } } },
    { name: 'policy1' },
  ]);
  expect(await server.connection.sendRequest('workspace/symbol', { query: 'ü' })).toMatchObject([{ name: 'ü' }]);
  expect(await ask('foldingRange', '')).toContainEqual({ startLine: 1, endLine: 2 });
  expect(await ask('selectionRange', '', { positions: [{ line: 2, character: 17 }] })).toMatchObject([{ parent: {} }]);
  expect(await ask('semanticTokens/full', '')).toMatchObject({ data: expect.arrayContaining([0]) });
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  expect(await ask('inlayHint', '', { range })).toMatchObject([
    { label: 'policy0:', position: { line: 1, character: 9 } },
    { label: 'policy1:' },
  ]);
  expect(await ask('documentHighlight', 'User::"a')).toHaveLength(1);
  expect(await ask('codeLens', '')).toMatchObject([
    { command: { title: 'Governs the scripts of 1 binding' } },
    { command: { title: 'Validated by the schema of Rex' } },
    { command: { title: '$(warning) never matches' } },
    // The path of that file is its id, which is not "x".
    { command: { title: 'conditions never hold' }, range: { start: { line: 1 } } },
  ]);
});

test('a request says what the bound policy decides', async () => {
  const request = JSON.stringify({
    principal: 'User::"a"',
    action: 'file_system::Action::"read"',
    resource: 'file_system::File::"/srv/é"',
  });
  const open = 'permit(principal == User::"a", action, resource);';
  const files = { ...WORKSPACE, 'p.cedar': open, 'other.cedar': POLICY };
  const { server, ask } = await opened('r.cedarauth.json', request, files);
  expect(await ask('codeLens', '')).toMatchObject([{ command: { title: 'p.cedar allows it by policy0' } }]);
  await server.open('p.cedar', open.replace('permit', 'forbid'));
  expect(await ask('codeLens', '')).toMatchObject([{ command: { title: 'p.cedar denies it by policy0' } }]);
});

test('code actions mend what diagnostics find', async () => {
  const text = 'permit(principal, action == file_system::Action::"reed", resource);';
  const { server, ask } = await opened('q.cedar', text);
  const diagnostics = await server.diagnostics('q.cedar');
  const range = { start: { line: 0, character: 30 }, end: { line: 0, character: 30 } };
  const actions = await ask<readonly CodeAction[]>('codeAction', '', { range, context: { diagnostics } });
  expect(actions.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
    ['Write file_system::Action::"read"', true],
  ]);
});

test('several errors of a broken policy file', async () => {
  const { server } = await opened(
    'q.cedar',
    'permit(principal, action, resource) when { resource. };\r\n// é😀\r\nallow(principal, action, resource);\r\npermit(principal, action == file_system::Action::"read", resource) when { resource.nope == 1 };',
  );
  expect((await server.diagnostics('q.cedar')).map(({ code, range }) => [code, range.start.line])).toEqual([
    ['policy-syntax', 0],
    ['policy-syntax', 2],
    ['policy-validation', 3],
  ]);
});

test('schemas: diagnostics, hover, completion, formatting', async () => {
  const text = 'namespace  a{entity  A{x:Long,}; // é😀\nentity B in[A];}';
  const { server } = await opened('s.cedarschema', text);
  expect(await server.diagnostics('s.cedarschema')).toEqual([]);
  expect(await server.hover('s.cedarschema', text.indexOf('[A') + 1)).toContain('entity a::A');
  expect((await server.completion('s.cedarschema', text.indexOf('[A') + 1)).map(({ label }) => label)).toEqual([
    'A',
    'B',
  ]);
  expect(await server.format('s.cedarschema')).toBe(
    'namespace a {\n  entity A { x: Long }; // é😀\n  entity B in [A];\n}\n',
  );
});

test('the schema in force: by rehearsal.json before the setting, several put together', async () => {
  const text = 'permit(principal, action == app::Action::"open", resource) when { resource.size > 1 };';
  const codes = async (files: Readonly<Record<string, string>>, schema: readonly string[] = []) => {
    const { server } = await opened(
      'q.cedar',
      text,
      { 'own.cedarschema': OWN, ...files },
      { settings: { ...DEFAULT_SETTINGS, schema } },
    );
    return (await server.diagnostics('q.cedar')).map(({ code }) => code);
  };
  const config = (schema: unknown) => ({ 'rehearsal.json': JSON.stringify({ version: 1, schema, bindings: [] }) });
  expect(await codes({})).toContain('policy-unknown-type');
  expect(await codes({}, ['own.cedarschema'])).toEqual([]);
  expect(await codes(config('own.cedarschema'))).toEqual([]);
  expect(
    await codes({
      ...config(['own.cedarschema', 'more.cedarschema']),
      'more.cedarschema': 'namespace app { entity More; }',
    }),
  ).toEqual([]);
  expect(await codes(config('missing.cedarschema'))).toContain('schema');
  expect(await codes({ ...config('bad.cedarschema'), 'bad.cedarschema': 'entity' }, ['own.cedarschema'])).toContain(
    'schema',
  );
});

test('formatting of a range and while typing leaves the rest as it is', async () => {
  const ugly = 'permit(principal,action,resource)when{true};';
  const { ask } = await opened('q.cedar', `${ugly}\r\nforbid(\r\n@a ${ugly}`);
  const options = { tabSize: 2, insertSpaces: true };
  const range = { start: { line: 0, character: 3 }, end: { line: 0, character: 4 } };
  const first = { start: { line: 0, character: 0 }, end: { line: 0, character: ugly.length } };
  const newText = 'permit (principal, action, resource)\r\nwhen { true };';
  expect(await ask('rangeFormatting', '', { range, options })).toEqual([{ range: first, newText }]);
  expect(await ask('onTypeFormatting', ugly, { ch: ';', options })).toEqual([{ range: first, newText }]);
  expect(await ask('onTypeFormatting', 'forbid', { ch: ';', options })).toEqual([]);
});

test('entities files and rehearsal.json', async () => {
  const text = '[{ "uid": { "type": "Userr", "id": "é😀" }, "attrs": {}, "parents": [] }]';
  const { server } = await opened('entities.json', text);
  expect((await server.diagnostics('entities.json')).map((found) => textUnder(text, found))).toEqual(['"Userr"']);
  const config = WORKSPACE['rehearsal.json'];
  const { server: other, ask } = await opened('rehearsal.json', config);
  const labels = (await other.completion('rehearsal.json', config.indexOf('p.cedar') + 2)).map(
    ({ label }: CompletionItem) => label,
  );
  expect(labels).toEqual(['"p.cedar"']);
  expect(await ask('documentLink', '')).toMatchObject([
    { target: expect.stringMatching(/p\.cedar/) },
    { target: expect.stringMatching(/h\.host\.json/) },
  ]);
  const [found] = await ask<readonly { uri?: string; targetUri?: string }[]>('definition', '"p.ce');
  expect(found?.uri ?? found?.targetUri).toBe(other.uri('p.cedar'));
});
