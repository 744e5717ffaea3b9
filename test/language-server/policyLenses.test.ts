// The lines above policies say what each does for the calls of the workspace, and lead there.

import { expect, test } from 'vitest';
import type { CodeAction, CodeLens, Diagnostic, Location } from 'vscode-languageserver/node';
import { startLanguageServer } from '#test/languageServer.ts';

const POLICY = `permit(principal == User::"agent", action in [file_system::Action::"open", file_system::Action::"read"], resource in file_system::Dir::"/srv/app");

forbid(principal, action == file_system::Action::"delete", resource);

permit(principal == User::"agent", action == network::Action::"GET", resource);
`;
const CONFIG = JSON.stringify({
  version: 1,
  rex: '0.1.0',
  bindings: [{ scripts: 'scripts/**/*.rhai', policy: 'p.cedar', principal: 'agent' }],
});
const FILES = {
  'rehearsal.json': CONFIG,
  'p.cedar': POLICY,
  'scripts/a.rhai': 'cat("/srv/app/a.txt");\ncat("/srv/app/b.txt");\nrm("/srv/app/a.txt");\n',
  'scripts/b.rhai': 'cat(target);\n',
};

test('each policy says which calls it permits, denies or may decide', async () => {
  const server = await startLanguageServer(FILES);
  await server.open('p.cedar', POLICY);
  const lenses = await server.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
    textDocument: { uri: server.uri('p.cedar') },
  });
  const told = lenses.map(({ range, command }) => `${range.start.line} ${command?.title}`);
  expect(told).toEqual([
    '0 Governs the scripts of 1 binding',
    '0 Validated by the schema of Rex',
    '0 permits 3 calls in 1 script',
    '0 may permit 1 call in 1 script',
    '2 denies 1 call in 1 script',
    '4 never used in this workspace',
  ]);
  const command = lenses.find((lens) => lens.command?.title.startsWith('denies'))?.command;
  expect(command?.command).toBe('rehearsal.showPlaces');
  const [uri, position, places] = (command?.arguments ?? []) as [string, unknown, readonly Location[]];
  expect(uri).toBe(server.uri('p.cedar'));
  expect(position).toEqual({ line: 2, character: 0 });
  expect(places.map((place) => [place.uri, place.range.start.line])).toEqual([[server.uri('scripts/a.rhai'), 2]]);
});

test('what is typed in a script counts, whether or not it is saved', async () => {
  const server = await startLanguageServer(FILES);
  await server.open('p.cedar', POLICY);
  await server.open('scripts/b.rhai', 'curl("http://127.0.0.1/");\n');
  const before = await server.lenses('p.cedar');
  expect(before).toContain('permits 1 call in 1 script');
  expect(before).not.toContain('never used in this workspace');
  await server.change('scripts/b.rhai', 'info("nothing");\n');
  expect(await server.lenses('p.cedar')).toContain('never used in this workspace');
});

test('policies without effect are faded, said above them, and can be removed', async () => {
  const permit =
    'permit(principal, action == file_system::Action::"delete", resource in file_system::Dir::"/srv/app");\n\n';
  const never =
    'permit(principal, action == file_system::Action::"read", resource is file_system::File)\nwhen { resource.path like "/srv/*" && resource.path like "/etc/*" };\n';
  const text = `${permit}${never}${POLICY}`;
  const server = await startLanguageServer({ ...FILES, 'p.cedar': text });
  await server.open('p.cedar', text);
  const diagnostics = await server.diagnostics('p.cedar');
  expect(
    diagnostics.map(({ code, severity, tags, relatedInformation }) => [
      code,
      severity,
      tags,
      relatedInformation?.length,
    ]),
  ).toEqual([
    ['policy-shadowed', 3, [1], 1],
    ['policy-never-holds', 3, [1], undefined],
  ]);
  const lenses = await server.lenses('p.cedar');
  expect(lenses).toContain('shadowed by policy3');
  expect(lenses).toContain('conditions never hold');
  const [first] = diagnostics;
  const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: server.uri('p.cedar') },
    range: first?.range,
    context: { diagnostics: [first] },
  });
  expect(actions).toMatchObject([{ title: 'Remove the policy' }]);
  const [edit] = actions[0]?.edit?.changes?.[server.uri('p.cedar')] ?? [];
  expect(edit).toEqual({ range: { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } }, newText: '' });
});

test('of a long policy file, what takes long comes later', async () => {
  const many = Array.from(
    { length: 60 },
    (_, i) =>
      `permit(principal, action == file_system::Action::"delete", resource in file_system::Dir::"/srv/${i}");\n`,
  ).join('');
  const text = `${many}forbid(principal, action, resource in file_system::Dir::"/srv/7");\n`;
  const server = await startLanguageServer({ ...FILES, 'p.cedar': text });
  await server.open('p.cedar', text);
  expect(await server.diagnostics('p.cedar')).toEqual([]);
  let found: readonly Diagnostic[] = [];
  while (found.length === 0) {
    const { length } = server.received;
    found = await server.diagnostics('p.cedar');
    if (found.length === 0) await server.until(() => server.received.length > length);
  }
  expect(found.map(({ code, range }) => [code, range.start.line])).toEqual([['policy-shadowed', 7]]);
});
