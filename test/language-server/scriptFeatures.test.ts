// Each feature of scripts once through the protocol: positions, and the form of the answers.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Location } from 'vscode-languageserver/node';
import { startLanguageServer } from '#test/languageServer.ts';

const WORKSPACE = {
  'rehearsal.json':
    '{"version": 1, "bindings": [{"scripts": "**/*.rhai", "policy": "p.cedar", "host": "h.host.json"}]}',
  'p.cedar': 'permit(principal, action, resource);',
  'h.host.json': '{\n  "version": 1,\n  "files": {\n    "/etc/app.conf": { "content": "a" }\n  }\n}',
  'other.rhai': 'fn helper_of_others(a) { a }',
};

const SCRIPT = `/// Reads a file.
fn load(path, times) {
    let text = cat(path);
    text
}
let unused = 1;
let first = load("/etc/app.conf", 2);
info(first);
`;

const CALL = { line: 6, character: 13 };
const LOAD = { start: { line: 1, character: 3 }, end: { line: 1, character: 7 } };
const CALLED = { start: { line: 6, character: 12 }, end: { line: 6, character: 16 } };
const ALL = { start: { line: 0, character: 0 }, end: { line: 8, character: 0 } };
const OPTIONS = { tabSize: 4, insertSpaces: true };

async function opened(text = SCRIPT) {
  const server = await startLanguageServer(WORKSPACE);
  await server.open('a.rhai', text);
  const textDocument = { uri: server.uri('a.rhai') };
  const ask = (method: string, extra: object = {}): Promise<unknown> =>
    server.connection.sendRequest(method, { textDocument, ...extra });
  return { server, ask };
}

test('definition, declaration and implementation', async () => {
  const { ask } = await opened();
  for (const way of ['definition', 'declaration', 'implementation']) {
    const [found] = (await ask(`textDocument/${way}`, { position: CALL })) as readonly Record<string, unknown>[];
    expect(found?.['targetSelectionRange'] ?? found?.['range']).toEqual(LOAD);
  }
  expect(await ask('textDocument/typeDefinition', { position: CALL })).toBeNull();
});

test('names of the SDK, and values of its types, lead to its page', async () => {
  const { ask } = await opened('cat("/x");\nlet d = DirConfig().path("/x").build();\n');
  const page = pathToFileURL(path.join(import.meta.dirname, '../../docs/sdk.md')).href;
  for (const [way, position, heading] of [
    ['definition', { line: 0, character: 1 }, '### `cat`'],
    ['declaration', { line: 1, character: 10 }, '### `DirConfig`'],
    ['typeDefinition', { line: 1, character: 4 }, '### `DirConfig`'],
  ] as const) {
    const [found] = (await ask(`textDocument/${way}`, { position })) as Location[];
    expect(found?.uri).toBe(page);
    const line = readFileSync(fileURLToPath(page), 'utf8').split('\n')[found?.range.start.line ?? -1];
    expect(line).toBe(heading);
  }
});

test('references and highlights', async () => {
  const { ask } = await opened();
  const context = { includeDeclaration: true };
  expect(await ask('textDocument/references', { position: CALL, context })).toMatchObject([
    { range: LOAD },
    { range: CALLED },
  ]);
  expect(await ask('textDocument/documentHighlight', { position: CALL })).toEqual([
    { range: LOAD, kind: 3 },
    { range: CALLED, kind: 2 },
  ]);
});

test('rename, and why one is refused', async () => {
  const { ask, server } = await opened();
  expect(await ask('textDocument/prepareRename', { position: CALL })).toEqual({ range: CALLED, placeholder: 'load' });
  expect(await ask('textDocument/rename', { position: CALL, newName: 'fetch' })).toEqual({
    changes: {
      [server.uri('a.rhai')]: [
        { range: LOAD, newText: 'fetch' },
        { range: CALLED, newText: 'fetch' },
      ],
    },
  });
  await expect(ask('textDocument/rename', { position: CALL, newName: 'this' })).rejects.toThrow(/reserved word/);
});

test('document and workspace symbols', async () => {
  const { ask, server } = await opened();
  expect(await ask('textDocument/documentSymbol')).toMatchObject([
    { name: 'load', selectionRange: LOAD, children: [{ name: 'text' }] },
    { name: 'unused' },
    { name: 'first' },
  ]);
  expect(await server.connection.sendRequest('workspace/symbol', { query: 'helper' })).toMatchObject([
    { name: 'helper_of_others', containerName: 'other.rhai', location: { uri: server.uri('other.rhai') } },
  ]);
});

test('folding and selection ranges', async () => {
  const { ask } = await opened();
  expect(await ask('textDocument/foldingRange')).toContainEqual({ startLine: 1, endLine: 3 });
  expect(await ask('textDocument/selectionRange', { positions: [CALL] })).toMatchObject([
    { range: CALLED, parent: { range: { start: CALLED.start } } },
  ]);
});

test('semantic tokens: whole, a range, and the difference after a change', async () => {
  const { ask, server } = await opened();
  const whole = (await ask('textDocument/semanticTokens/full')) as { data: readonly number[]; resultId: string };
  expect(whole.data.length).toBeGreaterThan(40);
  const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
  const part = (await ask('textDocument/semanticTokens/range', { range })) as { data: readonly number[] };
  expect(part.data.slice(0, 4)).toEqual([1, 3, 4, 3]);
  expect(part.data.length).toBeLessThan(whole.data.length);
  await server.change('a.rhai', `// new\n${SCRIPT}`);
  const previousResultId = whole.resultId;
  const delta = (await ask('textDocument/semanticTokens/full/delta', { previousResultId })) as {
    edits: readonly { data?: readonly number[] }[];
  };
  expect(delta.edits).toHaveLength(1);
});

test('signature help and inlay hints', async () => {
  const { ask } = await opened();
  expect(await ask('textDocument/signatureHelp', { position: { line: 6, character: 35 } })).toMatchObject({
    activeParameter: 1,
    signatures: [{ label: 'fn load(path, times)', documentation: { value: 'Reads a file.' } }],
  });
  expect(await ask('textDocument/inlayHint', { range: ALL })).toMatchObject([
    { label: ': string', kind: 1, position: { line: 1, character: 12 } },
    { label: '-> string', kind: 1, position: { line: 1, character: 20 } },
    { label: ': string', kind: 1, position: { line: 2, character: 12 } },
    { label: ': string', kind: 1 },
    { label: 'path:', kind: 2 },
    { label: 'times:', kind: 2 },
  ]);
});

test('inlay hints can be switched off', async () => {
  const server = await startLanguageServer(WORKSPACE, {
    settings: {
      diagnostics: { depends: 'information', silentDenials: 'warning' },
      codeLens: true,
      inlayHints: { types: false, parameters: false },
    },
  });
  await server.open('a.rhai', SCRIPT);
  const textDocument = { uri: server.uri('a.rhai') };
  expect(await server.connection.sendRequest('textDocument/inlayHint', { textDocument, range: ALL })).toEqual([]);
});

test('code actions mend the findings that they belong to', async () => {
  const { ask, server } = await opened();
  const diagnostics = (await server.diagnostics('a.rhai')).filter(({ code }) => code === 'unused-variable');
  const range = { start: { line: 5, character: 4 }, end: { line: 5, character: 4 } };
  const actions = await ask('textDocument/codeAction', { range, context: { diagnostics } });
  expect(actions).toMatchObject([
    {
      title: 'Remove unused',
      isPreferred: true,
      diagnostics: [{ code: 'unused-variable' }],
      edit: { changes: { [server.uri('a.rhai')]: [{ newText: '' }] } },
    },
    { title: 'Rename to _unused' },
  ]);
});

test('call hierarchy', async () => {
  const { ask, server } = await opened();
  const [item] = (await ask('textDocument/prepareCallHierarchy', { position: CALL })) as readonly object[];
  expect(item).toMatchObject({ name: 'load', selectionRange: LOAD });
  expect(await server.connection.sendRequest('callHierarchy/incomingCalls', { item })).toMatchObject([
    { from: { name: 'script' }, fromRanges: [CALLED] },
  ]);
  expect(await server.connection.sendRequest('callHierarchy/outgoingCalls', { item })).toEqual([]);
});

test('paths of the host file are links and completions', async () => {
  const { ask, server } = await opened();
  expect(await ask('textDocument/documentLink')).toMatchObject([
    { range: { start: { line: 6, character: 18 } }, target: `${server.uri('h.host.json')}#L4,6` },
  ]);
  const labels = (await server.completion('a.rhai', SCRIPT.indexOf('app.conf'))).map(({ label }) => label);
  expect(labels).toEqual(['app.conf']);
});

test('formatting of a document, of a range, and while typing', async () => {
  const { ask } = await opened('fn f(a){\na\n}\nlet b=1;\n');
  expect(await ask('textDocument/formatting', { options: OPTIONS })).toHaveLength(4);
  const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 8 } };
  expect(await ask('textDocument/rangeFormatting', { range, options: OPTIONS })).toHaveLength(2);
  const position = { line: 2, character: 1 };
  expect(await ask('textDocument/onTypeFormatting', { position, ch: '}', options: OPTIONS })).toMatchObject([
    { newText: ' ' },
    { range: { start: { line: 0, character: 8 }, end: { line: 1, character: 0 } }, newText: '\n    ' },
  ]);
});

test('postfix completion removes what stands before the dot and puts it where it belongs', async () => {
  const text = 'let all = [1];\nall.\n';
  const { server } = await opened(text);
  const item = (await server.completion('a.rhai', text.indexOf('.') + 1)).find(({ label }) => label === 'for');
  expect(item).toMatchObject({
    insertTextFormat: 2,
    textEdit: { range: { start: { line: 1, character: 4 }, end: { line: 1, character: 4 } } },
    additionalTextEdits: [{ newText: '', range: { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } } }],
  });
});
