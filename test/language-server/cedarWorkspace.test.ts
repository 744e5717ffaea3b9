// Policies and schemas of a whole workspace through the protocol: files that move, several folders with schemas of their own,
// schemas of several texts, template links, and the faults that other servers have.

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Diagnostic, Hover, Location, WorkspaceEdit } from 'vscode-languageserver/node';
import { type LanguageServer, startLanguageServer, textUnder } from '#test/languageServer.ts';
import { DEFAULT_SETTINGS } from '../../language-server/session.ts';

function config(schema: string | readonly string[], policy = 'p.cedar'): string {
  return JSON.stringify({ version: 1, schema, bindings: [{ scripts: '*.rhai', policy, principal: 'a' }] });
}

function schemaOf(namespace: string, attribute: string): string {
  return `namespace ${namespace} { entity User; entity Box { ${attribute}: Long }; action open appliesTo { principal: User, resource: Box }; }\n`;
}

function policyOf(namespace: string, attribute: string): string {
  return `// é😀\r\npermit(principal == ${namespace}::User::"a", action == ${namespace}::Action::"open", resource) when { resource.${attribute} > 1 };\r\n`;
}

async function messages(server: LanguageServer, file: string): Promise<readonly string[]> {
  return (await server.diagnostics(file)).map(({ message }) => String(message));
}

/** Asks at the end of a mark in an open document. */
function ask<T>(server: LanguageServer, file: string, method: string, mark: string, extra: object = {}): Promise<T> {
  const text = server.textOf(file);
  const lines = text.slice(0, text.indexOf(mark) + mark.length).split('\n');
  const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  return server.connection.sendRequest(`textDocument/${method}`, {
    textDocument: { uri: server.uri(file) },
    position,
    ...extra,
  });
}

/** Edits by file, as \`line:character new text\`. */
function edits({ changes }: WorkspaceEdit): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(changes ?? {}).map(([uri, found]) => [
      decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)),
      found.map(({ newText }) => newText).sort(),
    ]),
  );
}

describe('files that move', () => {
  const files = {
    'rehearsal.json': JSON.stringify({
      version: 1,
      schema: ['a.cedarschema'],
      bindings: [{ scripts: 'one.rhai', policy: 'p.cedar', host: 'h.host.json', args: 'a.args.json' }],
    }),
    'sub/rehearsal.json': '{"version": 1, "bindings": [{"scripts": "**/*.rhai", "policy": "../p.cedar"}]}',
    'sub/x.rehearsal.json':
      '{"version": 1, "script": "../one.rhai", "policy": "../p.cedar", "expect": {"status": "SUCCESS"}}',
    'a.cedarschema': schemaOf('app', 'size'),
    'p.cedar': policyOf('app', 'size'),
  };
  const moved = (server: LanguageServer, from: string, to: string) =>
    server.connection.sendRequest<WorkspaceEdit | null>('workspace/willRenameFiles', {
      files: [{ oldUri: server.uri(from), newUri: server.uri(to) }],
    });

  test('are followed by what names them', async () => {
    const server = await startLanguageServer(files);
    expect(server.initializeResult?.capabilities.workspace?.fileOperations?.willRename?.filters).toHaveLength(2);
    const { changes } = (await moved(server, 'p.cedar', 'rules/é q.cedar')) ?? {};
    const texts = (file: string) => changes?.[server.uri(file)]?.map(({ newText }) => newText);
    expect(texts('rehearsal.json')).toEqual(['"rules/é q.cedar"']);
    expect(texts('sub/rehearsal.json')).toEqual(['"../rules/é q.cedar"']);
    expect(texts('sub/x.rehearsal.json')).toEqual(['"../rules/é q.cedar"']);
    expect(edits((await moved(server, 'a.cedarschema', 'b.cedarschema')) ?? {})).toEqual({
      'rehearsal.json': ['"b.cedarschema"'],
    });
    expect(edits((await moved(server, 'one.rhai', 'two.rhai')) ?? {})).toEqual({
      'rehearsal.json': ['"two.rhai"'],
      'x.rehearsal.json': ['"../two.rhai"'],
    });
    expect(await moved(server, 'nothing.cedar', 'other.cedar')).toBeNull();
  });

  test('are looked for in what is open and not saved', async () => {
    const server = await startLanguageServer(files);
    await server.open('rehearsal.json', '{"version": 1, "bindings": [{"scripts": "*.rhai", "policy": "new.cedar"}]}');
    expect(edits((await moved(server, 'new.cedar', 'newer.cedar')) ?? {})).toEqual({
      'rehearsal.json': ['"newer.cedar"'],
    });
  });
});

describe('several workspace folders', () => {
  const files = {
    'one/rehearsal.json': config('s.cedarschema'),
    'one/s.cedarschema': schemaOf('one', 'size'),
    'one/p.cedar': policyOf('one', 'size'),
    'two/rehearsal.json': config('s.cedarschema'),
    'two/s.cedarschema': schemaOf('two', 'weight'),
    'two/p.cedar': policyOf('two', 'weight'),
    'three/p.cedar': 'permit(principal, action == file_system::Action::"read", resource);',
  };
  async function folders() {
    const server = await startLanguageServer(files);
    const folder = (name: string) => ({ uri: server.uri(name), name });
    await server.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { removed: [{ uri: server.uri('.'), name: 'test' }], added: ['one', 'two', 'three'].map(folder) },
    });
    for (const file of ['one/p.cedar', 'two/p.cedar', 'three/p.cedar'] as const) await server.open(file, files[file]);
    return server;
  }

  test('have their own schemas', async () => {
    const server = await folders();
    for (const file of ['one/p.cedar', 'two/p.cedar', 'three/p.cedar'])
      expect(await messages(server, file)).toEqual([]);
    await server.change('two/p.cedar', policyOf('two', 'size'));
    expect(await messages(server, 'two/p.cedar')).toEqual([expect.stringContaining('size')]);
    const hover = await ask<Hover>(server, 'two/p.cedar', 'hover', 'two::Us');
    expect(JSON.stringify(hover)).toContain('two::User');
  });

  test('have schemas of the setting below each of them', async () => {
    const plain = Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('.json')));
    const server = await startLanguageServer(plain, { settings: { ...DEFAULT_SETTINGS, schema: ['s.cedarschema'] } });
    await server.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: {
        removed: [{ uri: server.uri('.'), name: 'test' }],
        added: ['one', 'two'].map((name) => ({ uri: server.uri(name), name })),
      },
    });
    for (const file of ['one/p.cedar', 'two/p.cedar'] as const) {
      await server.open(file, files[file]);
      expect(await messages(server, file)).toEqual([]);
    }
  });

  test('are searched for references and renamed together', async () => {
    const server = await folders();
    const found = await ask<readonly Location[]>(server, 'two/p.cedar', 'references', 'two::Us', {
      context: { includeDeclaration: true },
    });
    expect(found.map(({ uri }) => uri).sort()).toEqual(
      ['two/p.cedar', 'two/s.cedarschema', 'two/s.cedarschema'].map((file) => server.uri(file)),
    );
    const edit = await ask<WorkspaceEdit>(server, 'two/p.cedar', 'rename', 'resource.wei', { newName: 'mass' });
    expect(edits(edit)).toEqual({ 'p.cedar': ['mass'], 's.cedarschema': ['mass'] });
  });
});

describe('a schema of several texts', () => {
  const files = {
    'rehearsal.json': config(['a.cedarschema', 'b.cedarschema.json']),
    'a.cedarschema': '// é😀\nnamespace app { entity Box in [Crate] { size: Long }; entity User; }\n',
    'b.cedarschema.json':
      '{ "app": { "entityTypes": { "Crate": {} }, "actions": { "open": { "appliesTo": { "principalTypes": ["User"], "resourceTypes": ["Box"] } } } } }',
    'p.cedar': policyOf('app', 'size'),
    'l.cedarlinks.json': '[{ "template_id": "t", "link_id": "l", "args": { "?principal": "app::User::\\"a\\"" } }]',
    't.cedar': '@id("t") permit(principal == ?principal, action == app::Action::"open", resource);',
  };
  async function opened(changes: Readonly<Record<string, string>> = {}) {
    const all = { ...files, ...changes };
    const server = await startLanguageServer(all);
    for (const [file, text] of Object.entries(all)) if (file !== 'rehearsal.json') await server.open(file, text);
    return server;
  }

  test('is whole although each of them is not', async () => {
    const server = await opened();
    for (const file of ['a.cedarschema', 'b.cedarschema.json', 'p.cedar', 'l.cedarlinks.json'])
      expect(await messages(server, file)).toEqual([]);
  });

  test('has its errors where they are written', async () => {
    const server = await opened({
      'a.cedarschema': files['a.cedarschema'].replace('[Crate]', '[Cratte]'),
      'b.cedarschema.json': files['b.cedarschema.json'].replace('["Box"]', '["Boxx"]'),
    });
    const marked = async (file: string, text: string) =>
      (await server.diagnostics(file)).map((found: Diagnostic) => textUnder(text, found));
    expect(await marked('a.cedarschema', server.textOf('a.cedarschema'))).toEqual(['Cratte']);
    expect(await marked('b.cedarschema.json', server.textOf('b.cedarschema.json'))).toEqual(['Boxx']);
  });

  test('is navigated, renamed and completed over both forms', async () => {
    const server = await opened();
    const [target] = await ask<readonly Location[]>(server, 'p.cedar', 'definition', 'Action::"op');
    expect(target?.uri).toBe(server.uri('b.cedarschema.json'));
    const edit = await ask<WorkspaceEdit>(server, 'b.cedarschema.json', 'rename', '"Us', { newName: 'Person' });
    expect(Object.keys(edits(edit)).sort()).toEqual(
      ['a.cedarschema', 'b.cedarschema.json', 'l.cedarlinks.json', 'p.cedar', 't.cedar'].filter(
        (file) => file !== 't.cedar',
      ),
    );
    const text = server.textOf('b.cedarschema.json');
    const labels = (await server.completion('b.cedarschema.json', text.indexOf('"Box"') + 1)).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['"Box"', '"Crate"', '"User"']));
    const hover = await ask<Hover>(server, 'b.cedarschema.json', 'hover', '["Bo');
    expect(JSON.stringify(hover)).toContain('entity app::Box in [app::Crate]');
    expect(await server.connection.sendRequest('workspace/symbol', { query: 'Crate' })).toMatchObject([
      { name: 'Crate' },
    ]);
  });

  test('holds for template links, whose templates are found across files', async () => {
    const server = await opened();
    const [target] = await ask<readonly Location[]>(server, 'l.cedarlinks.json', 'definition', '"template_id": "t');
    expect(target?.uri).toBe(server.uri('t.cedar'));
    await server.change('l.cedarlinks.json', files['l.cedarlinks.json'].replace('"t"', '"tt"'));
    expect(await messages(server, 'l.cedarlinks.json')).toEqual([expect.stringContaining('has the id tt')]);
    await server.change('t.cedar', files['t.cedar'].replace('"t"', '"tt"'));
    expect(await messages(server, 'l.cedarlinks.json')).toEqual([]);
    await server.change(
      't.cedar',
      files['t.cedar'].replace('"t"', '"tt"').replace(', resource', ', resource == ?resource'),
    );
    expect(await messages(server, 'l.cedarlinks.json')).toEqual([
      expect.stringContaining('?resource of tt is not filled'),
    ]);
  });
});

describe('faults that other servers have', () => {
  const policy = 'permit(principal, action == file_system::Action::"read", resource);\r\n';

  test('validation waits for no save', async () => {
    const server = await startLanguageServer({ 'p.cedar': policy });
    await server.open('p.cedar', policy);
    expect(await messages(server, 'p.cedar')).toEqual([]);
    await server.change('p.cedar', 'x', policy.indexOf('read'));
    expect(await messages(server, 'p.cedar')).toEqual([expect.stringContaining('xread')]);
  });

  test('columns are UTF-16 units also behind wide characters and CRLF', async () => {
    const text = `// é😀 ü\r\n${policy}/* é */ `.replace('/* é */ ', '') + policy.replace('"read"', '"é😀"');
    const server = await startLanguageServer({ 'p.cedar': text });
    await server.open('p.cedar', text);
    expect((await server.diagnostics('p.cedar')).map((found) => textUnder(text, found))).toEqual([
      'file_system::Action::"é😀"',
    ]);
  });

  test('the server writes nothing into the workspace, and forgets what is closed', async () => {
    const server = await startLanguageServer({ 'p.cedar': policy });
    for (let round = 0; round < 20; round++) {
      await server.open(`new${round}.cedar`, `@id("n${round}") ${policy}`);
      await server.diagnostics(`new${round}.cedar`);
      await ask(server, `new${round}.cedar`, 'documentHighlight', '@id("');
      await server.close(`new${round}.cedar`);
    }
    expect(await server.connection.sendRequest('workspace/symbol', { query: 'n1' })).toEqual([]);
    expect(readdirSync(server.folder)).toEqual(['p.cedar']);
  });

  test('every request that is advertised is answered', async () => {
    const server = await startLanguageServer({ 'p.cedar': policy });
    await server.open('p.cedar', policy);
    const position = { line: 0, character: policy.indexOf('file_system') + 2 };
    const range = { start: position, end: position };
    const options = { tabSize: 2, insertSpaces: true };
    const requests: Readonly<Record<string, object>> = {
      hover: { position },
      completion: { position },
      signatureHelp: { position },
      definition: { position },
      declaration: { position },
      typeDefinition: { position },
      implementation: { position },
      references: { position, context: { includeDeclaration: true } },
      documentHighlight: { position },
      documentSymbol: {},
      codeAction: { range, context: { diagnostics: [] } },
      codeLens: {},
      documentLink: {},
      formatting: { options },
      rangeFormatting: { range, options },
      onTypeFormatting: { position, ch: '}', options },
      foldingRange: {},
      selectionRange: { positions: [position] },
      linkedEditingRange: { position },
      inlayHint: { range },
      'semanticTokens/full': {},
      'semanticTokens/range': { range },
      prepareCallHierarchy: { position },
      diagnostic: {},
      prepareRename: { position: { line: 0, character: 0 } },
      'semanticTokens/full/delta': { previousResultId: 'x' },
    };
    const textDocument = { uri: server.uri('p.cedar') };
    for (const [method, extra] of Object.entries(requests))
      await expect(
        server.connection.sendRequest(`textDocument/${method}`, { textDocument, ...extra }),
        method,
      ).resolves.toBeDefined();
    await expect(ask(server, 'p.cedar', 'rename', 'Action::"re', { newName: 'x' })).rejects.toThrow(
      'The schema of Rex',
    );
  });
});
