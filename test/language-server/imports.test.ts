// Imports through the protocol: what lies in other files is found there, and what changes there changes here.
import path from 'node:path';
import { expect, test } from 'vitest';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { startLanguageServer } from '#test/languageServer.ts';

const LIB = `/// Reads a file.
fn load(path) { cat(path) }
export const LIMIT = 3;
`;

test('an importer is told of what changes in the file that it imports, open or on disk', async () => {
  const server = await startLanguageServer({ 'lib.rhai': LIB }, { diagnostics: 'push' });
  await server.open('a.rhai', 'import "lib" as lib;\ninfo(lib::load("/x"));\n');
  const codes = async () => (await server.published('a.rhai')).map(({ code, message }) => `${code} ${message}`);
  expect(await codes()).toEqual([]);
  server.forgetPublished('a.rhai');
  await server.open('lib.rhai', LIB.replace('load', 'read_it'));
  expect(await codes()).toEqual(['unknown-function lib.rhai has no function load.']);
  server.forgetPublished('a.rhai');
  await server.change('lib.rhai', LIB);
  expect(await codes()).toEqual([]);
  server.forgetPublished('a.rhai');
  await server.close('lib.rhai');
  await server.save('lib.rhai', undefined);
  expect(await codes()).toEqual([
    'module-not-found Module not found: lib; no lib.rhai lies beside the script or from a folder above it.',
  ]);
  server.forgetPublished('a.rhai');
  await server.save('lib.rhai', LIB);
  expect(await codes()).toEqual([]);
});

test('clients that ask are told to ask again', async () => {
  const server = await startLanguageServer({ 'lib.rhai': LIB });
  await server.open('a.rhai', 'import "lib" as lib;\ninfo(lib::load("/x"));\n');
  expect(await server.diagnostics('a.rhai')).toEqual([]);
  await server.save('lib.rhai', 'fn other() { 1 }');
  await server.until(() => server.received.includes('workspace/diagnostic/refresh'));
  expect((await server.diagnostics('a.rhai')).map(({ code }) => code)).toEqual(['unknown-function']);
});

const WORKSPACE = {
  'rehearsal.json':
    '{"version": 1, "bindings": [{"scripts": "hosted/*.rhai", "policy": "p.cedar", "host": "h.host.json"}]}',
  'p.cedar': 'permit(principal, action, resource);',
  'h.host.json': '{\n  "files": {\n    "/srv/lib.rhai": { "content": "// \\"x\\"\\nfn one() { 1 }\\n" }\n  }\n}',
  'lib.rhai': `import "deep/inner" as inner;
/// Reads a file.
fn load(path, times) { cat(path) }
private fn hidden() { 1 }
fn int.twice() { this * 2 }
/// At most.
export const LIMIT = 3;
let count = 4;
export count as total;
fn again(path) { load(path, 2) }
`,
  'deep/inner.rhai': 'fn leaf() { 1 }\n',
  'other.rhai':
    'import "lib" as library;\nfn use_it() { library::load("/y", 1) }\ninfo(library::LIMIT + library::total);\n',
};

const SCRIPT = `import "lib" as lib;
let text = lib::load("/x", 1);
let n = 4;
info("" + n.twice() + lib::LIMIT + lib::total + lib::inner::leaf());
`;

async function opened(text = SCRIPT, file = 'a.rhai') {
  const server = await startLanguageServer(WORKSPACE);
  await server.open(file, text);
  const at = (needle: string, method: string, extra: object = {}): Promise<unknown> => {
    const offset = text.indexOf(needle);
    const line = text.slice(0, offset).split('\n').length - 1;
    const character = offset - text.lastIndexOf('\n', offset - 1) - 1;
    const textDocument = { uri: server.uri(file) };
    return server.connection.sendRequest(method, {
      textDocument,
      position: { line, character: character + 1 },
      ...extra,
    });
  };
  /** Places as `file:line:text`. */
  const places = (found: unknown): readonly string[] =>
    (
      found as readonly {
        uri: string;
        range: { start: { line: number; character: number }; end: { character: number } };
      }[]
    )
      .map(({ uri, range: { start, end } }) => {
        const name = uri.slice(server.uri('').length).replace(/^\//, '');
        const source = name === file ? text : (WORKSPACE[name as keyof typeof WORKSPACE] ?? '');
        return `${name}:${start.line}:${source.split('\n')[start.line]?.slice(start.character, end.character)}`;
      })
      .sort();
  return { server, at, places };
}

test.each([
  ['load', 'lib.rhai:2:load'],
  ['twice', 'lib.rhai:4:twice'],
  ['LIMIT', 'lib.rhai:6:LIMIT'],
  ['total', 'lib.rhai:8:total'],
  ['inner', 'lib.rhai:0:inner'],
  ['leaf', 'deep/inner.rhai:0:leaf'],
  ['lib"', 'lib.rhai:0:'],
])('the definition of %s lies in the imported script', async (name, expected) => {
  const { at, places } = await opened();
  for (const way of ['definition', 'declaration'])
    expect(places(await at(name, `textDocument/${way}`))).toEqual([expected]);
});

test('references go to the imported script and to all others that import it, from either side', async () => {
  const { at, places, server } = await opened();
  const context = { includeDeclaration: true };
  const expected = ['a.rhai:1:load', 'lib.rhai:2:load', 'lib.rhai:9:load', 'other.rhai:1:load'];
  expect(places(await at('load', 'textDocument/references', { context }))).toEqual(expected);
  await server.open('lib.rhai', WORKSPACE['lib.rhai']);
  const textDocument = { uri: server.uri('lib.rhai') };
  const position = { line: 2, character: 4 };
  expect(
    places(await server.connection.sendRequest('textDocument/references', { textDocument, position, context })),
  ).toEqual(expected);
  expect(places(await at('lib"', 'textDocument/references', { context }))).toEqual([
    'a.rhai:0:lib',
    'other.rhai:0:lib',
  ]);
  expect(places(await at('total', 'textDocument/references', { context }))).toEqual([
    'a.rhai:3:total',
    'lib.rhai:8:total',
    'other.rhai:2:total',
  ]);
});

test.each([
  ['load', 'fetch', { 'a.rhai': ['fetch'], 'lib.rhai': ['fetch', 'fetch'], 'other.rhai': ['fetch'] }],
  ['LIMIT', 'MOST', { 'a.rhai': ['MOST'], 'lib.rhai': ['MOST'], 'other.rhai': ['MOST'] }],
  ['total', 'sum', { 'a.rhai': ['sum'], 'lib.rhai': ['sum'], 'other.rhai': ['sum'] }],
  ['leaf', 'end', { 'a.rhai': ['end'], 'deep/inner.rhai': ['end'] }],
  ['twice', 'doubled', { 'a.rhai': ['doubled'], 'lib.rhai': ['doubled'] }],
])('rename of %s changes all scripts', async (name, newName, expected) => {
  const { at, server } = await opened();
  const { changes } = (await at(name, 'textDocument/rename', { newName })) as {
    changes: Record<string, { newText: string }[]>;
  };
  const found = Object.entries(changes).map(([uri, edits]) => [
    uri.slice(server.uri('').length).replace(/^\//, ''),
    edits.map(({ newText }) => newText),
  ]);
  expect(Object.fromEntries(found)).toEqual(expected);
});

test.each([
  ['load', 'hidden2', undefined],
  ['LIMIT', 'total', /already something that importers see/],
  ['lib"', 'x', /Rename the file/],
])('rename of %s to %s is refused where it would mean something else', async (name, newName, reason) => {
  const { at } = await opened();
  const answer = at(name, 'textDocument/rename', { newName });
  if (reason === undefined) expect(await answer).not.toBeNull();
  else await expect(answer).rejects.toThrow(reason);
});

test('completion behind the name of a module gives what it offers and nothing private', async () => {
  const text = 'import "lib" as lib;\nlib::\n';
  const { server } = await opened(text);
  const labels = (await server.completion('a.rhai', text.indexOf('::') + 2)).map(({ label }) => label).sort();
  expect(labels).toEqual(['LIMIT', 'again', 'inner', 'load', 'total']);
  await server.change('a.rhai', text.replace('lib::', 'lib::inner::'));
  expect((await server.completion('a.rhai', text.indexOf('::') + 9)).map(({ label }) => label)).toEqual(['leaf']);
  await server.change('a.rhai', text.replace('lib::', 'let n = 4; n.'));
  const members = await server.completion('a.rhai', text.indexOf('lib::') + 'let n = 4; n.'.length);
  expect(members.find(({ label }) => label === 'twice')?.detail).toBe('fn int.twice()');
  await server.change('a.rhai', text.replace('lib::', 'li'));
  const names = await server.completion('a.rhai', text.indexOf('lib::') + 2);
  expect(names.find(({ label }) => label === 'lib')).toMatchObject({
    detail: 'lib.rhai',
    textEdit: { newText: 'lib::' },
  });
  await server.change('a.rhai', 'import "" as lib;');
  const paths = (await server.completion('a.rhai', 8)).map(({ label }) => label).sort();
  expect(paths).toEqual(['deep/inner', 'lib', 'other']);
});

test('hover and signature help speak of the functions of the module', async () => {
  const { server, at } = await opened();
  const hover = (needle: string) => server.hover('a.rhai', SCRIPT.indexOf(needle) + 1);
  expect(await hover('load')).toBe('```rhai\nfn load(path, times)\n```\n\nReads a file.\n\nFrom `lib.rhai`.');
  expect(await hover('LIMIT')).toBe('```rhai\nexport const LIMIT = 3\n```\n\nAt most.\n\nFrom `lib.rhai`.');
  expect(await hover('lib"')).toMatch(/`lib.rhai` of the workspace[\s\S]*without a Cedar check/);
  expect(await hover('lib::')).toMatch(/- `fn load\(path, times\)`/);
  expect(await at('1);', 'textDocument/signatureHelp')).toMatchObject({
    activeParameter: 1,
    signatures: [{ label: 'fn load(path, times)', documentation: { value: 'Reads a file.' } }],
  });
});

test('call hierarchy goes over imports both ways', async () => {
  const { at, server } = await opened();
  const [item] = (await at('load', 'textDocument/prepareCallHierarchy')) as readonly object[];
  expect(item).toMatchObject({ name: 'load', uri: server.uri('lib.rhai') });
  const incoming = await server.connection.sendRequest('callHierarchy/incomingCalls', { item });
  expect(
    (incoming as { from: { name: string; uri: string } }[])
      .map(({ from }) => `${from.name} ${from.uri.split('/').at(-1)}`)
      .sort(),
  ).toEqual(['again lib.rhai', 'script a.rhai', 'use_it other.rhai']);
  await server.open('other.rhai', WORKSPACE['other.rhai']);
  const textDocument = { uri: server.uri('other.rhai') };
  const position = { line: 1, character: 4 };
  const [user] = await server.connection.sendRequest<object[]>('textDocument/prepareCallHierarchy', {
    textDocument,
    position,
  });
  expect(await server.connection.sendRequest('callHierarchy/outgoingCalls', { item: user })).toMatchObject([
    { to: { name: 'load', uri: server.uri('lib.rhai') }, fromRanges: [{ start: { line: 1 } }] },
  ]);
});

test('paths of imports are links', async () => {
  const { at, server } = await opened();
  expect(await at('lib', 'textDocument/documentLink')).toMatchObject([
    { range: { start: { line: 0, character: 8 } }, target: `${server.uri('lib.rhai')}#L1,1`, tooltip: 'lib.rhai' },
  ]);
});

test('a module of the host file is found inside of it, and cannot be renamed', async () => {
  const text = 'import "/srv/lib" as lib;\nlib::one();\nlib::two();\nimport "/srv/none" as none;\n';
  const { at, places, server } = await opened(text, 'hosted/a.rhai');
  expect(places(await at('one', 'textDocument/definition'))).toEqual(['h.host.json:2:one']);
  await expect(at('one', 'textDocument/rename', { newName: 'x' })).rejects.toThrow(/inside of the host file/);
  expect(
    (await server.diagnostics('hosted/a.rhai')).filter(({ severity }) => severity === 1).map(({ message }) => message),
  ).toEqual(['/srv/lib.rhai has no function two.', 'Module not found: /srv/none; the host has no /srv/none.rhai.']);
});

test('scripts that import each other end nowhere but in a finding', async () => {
  const server = await startLanguageServer({ 'b.rhai': 'import "a" as a;\nfn g() { a::f() }\n' });
  const text = 'import "b" as b;\nfn f() { b::g() }\nf();\n';
  await server.open('a.rhai', text);
  await server.save('a.rhai', text);
  const found = await server.diagnostics('a.rhai');
  expect(found.map(({ code }) => code)).toContain('import-cycle');
  expect(await server.hover('a.rhai', text.indexOf('g()'))).toContain('fn g()');
  const textDocument = { uri: server.uri('a.rhai') };
  const context = { includeDeclaration: true };
  const references = { textDocument, position: { line: 1, character: 3 }, context };
  expect(await server.connection.sendRequest('textDocument/references', references)).toHaveLength(3);
});

test('imports follow the files that they lead to, and stay right where the script moves', async () => {
  const server = await startLanguageServer({ ...WORKSPACE, 'raw.rhai': 'import ##"lib"## as l;\ninfo(l::LIMIT);\n' });
  const moved = async (from: string, to: string) => {
    const files = [{ oldUri: server.uri(from), newUri: server.uri(to) }];
    const edit = await server.connection.sendRequest<WorkspaceEdit | null>('workspace/willRenameFiles', { files });
    return Object.entries(edit?.changes ?? {})
      .map(([uri, edits]) => `${path.basename(uri)}: ${edits.map(({ newText }) => newText).join()}`)
      .sort();
  };
  expect(await moved('lib.rhai', 'common/base.rhai')).toEqual([
    'lib.rhai: "../deep/inner"',
    'other.rhai: "common/base"',
    'raw.rhai: "common/base"',
  ]);
  expect(await moved('deep', 'shallow')).toEqual(['lib.rhai: "shallow/inner"']);
  expect(await moved('other.rhai', 'x.rhai')).toEqual([]);
});
