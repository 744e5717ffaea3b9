// The quick fix for a refused call: the narrowest permit, with every decision of the workspace that it changes.

import { expect, test } from 'vitest';
import type { CodeAction, TextDocumentEdit } from 'vscode-languageserver/node';
import type { ClientRequests } from '#protocol';
import { type LanguageServer, startLanguageServer } from '#test/languageServer.ts';

const POLICY = `permit(principal == User::"agent", action == file_system::Action::"open", resource);

forbid(principal, action == file_system::Action::"delete", resource);
`;
const FILES = {
  'rehearsal.json': JSON.stringify({
    version: 1,
    rex: '0.1.0',
    bindings: [{ scripts: 'scripts/**/*.rhai', policy: 'p.cedar', principal: 'agent' }],
  }),
  'p.cedar': POLICY,
  'scripts/a.rhai': 'cat("/srv/app/a.txt");\n',
  'scripts/b.rhai': 'info("first");\ncat("/srv/app/a.txt");\ncat("/srv/app/b.txt");\n',
};

async function fixes(server: LanguageServer, file: string, text: string): Promise<readonly CodeAction[]> {
  await server.open(file, text);
  const diagnostics = await server.diagnostics(file);
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  return server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: server.uri(file) },
    range,
    context: { diagnostics },
  });
}

test('the permit is confirmed with the decisions that it changes, and the call is allowed afterwards', async () => {
  const server = await startLanguageServer(FILES, { abilities: 'rich' });
  const [permit, show] = await fixes(server, 'scripts/a.rhai', FILES['scripts/a.rhai']);
  expect(permit).toMatchObject({ title: 'Permit this call in p.cedar', kind: 'quickfix' });
  expect(permit?.edit).toBeUndefined();
  expect(show?.command).toMatchObject({ command: 'rehearsal.showDecisionChanges' });
  const { edit } = await server.connection.sendRequest<CodeAction>('codeAction/resolve', permit);
  expect(edit?.changeAnnotations).toEqual({
    permit: {
      label: 'Permit read on the File /srv/app/a.txt',
      needsConfirmation: true,
      description:
        '2 calls change in 2 of 2 scripts. scripts/a.rhai:1 cat: ⊘ denied → ✓ allowed; scripts/b.rhai:2 cat: ⊘ denied → ✓ allowed.',
    },
  });
  const [change] = (edit?.documentChanges ?? []) as readonly TextDocumentEdit[];
  expect(change).toMatchObject({
    textDocument: { uri: server.uri('p.cedar') },
    edits: [{ range: { start: { line: 3, character: 0 } }, annotationId: 'permit' }],
  });
  const [inserted] = change?.edits ?? [];
  const newText = inserted !== undefined && 'newText' in inserted ? inserted.newText : '';
  await server.open('p.cedar', POLICY + newText);
  expect(await server.diagnostics('p.cedar')).toEqual([]);
  expect((await server.diagnostics('scripts/a.rhai')).map(({ code }) => code)).not.toContain('denied-call');
});

test('a client that completes no actions gets the edit at once', async () => {
  const server = await startLanguageServer(FILES);
  const [permit] = await fixes(server, 'scripts/a.rhai', FILES['scripts/a.rhai']);
  expect(permit?.edit?.changes?.[server.uri('p.cedar')]).toMatchObject([
    { newText: expect.stringContaining('resource == file_system::File::"/srv/app/a.txt"') },
  ]);
});

test('a client that shows permits itself gets a command, and all that it needs to show', async () => {
  const server = await startLanguageServer(FILES, { abilities: 'rich', previews: true });
  const [permit] = await fixes(server, 'scripts/a.rhai', FILES['scripts/a.rhai']);
  expect(permit?.command?.command).toBe('rehearsal.previewPermit');
  const [wanted] = (permit?.command?.arguments ?? []) as [ClientRequests['rehearsal/permit']['params']];
  const preview = await server.request('rehearsal/permit', wanted);
  expect(preview).toMatchObject({
    policyUri: server.uri('p.cedar'),
    policyName: 'p.cedar',
    oldText: POLICY,
    newText: expect.stringContaining('resource == file_system::File::"/srv/app/a.txt"'),
    covers: ['read on the File /srv/app/a.txt'],
    summary: '2 calls change in 2 of 2 scripts.',
    changes: ['scripts/a.rhai:1 cat: ⊘ denied → ✓ allowed', 'scripts/b.rhai:2 cat: ⊘ denied → ✓ allowed'],
  });
  await server.change('scripts/a.rhai', 'info("gone");');
  expect(await server.request('rehearsal/permit', wanted)).toHaveProperty('error');
});

test('where a part of a path is open, permits for names and for paths, and what is left', async () => {
  const server = await startLanguageServer(FILES, { abilities: 'rich' });
  const found = await fixes(server, 'scripts/a.rhai', 'write("/srv/app/" + name, "");\n');
  expect(found.map(({ title }) => title).filter((title) => title.startsWith('Permit'))).toEqual([
    'Permit this call for plain names in p.cedar',
    'Permit this call for plain paths in p.cedar',
  ]);
  const { edit } = await server.connection.sendRequest<CodeAction>('codeAction/resolve', found[0]);
  expect(edit?.changeAnnotations?.['permit']).toMatchObject({
    label: 'Permit create, read, write on every File like "/srv/app/*" without a further slash',
    description: expect.stringMatching(/^3 calls change in 2 of 2 scripts\. .*allowed\. What is left: Allowed for /),
  });
});

test('never past a forbid: the fix leads there', async () => {
  const server = await startLanguageServer(FILES, { abilities: 'rich' });
  const found = await fixes(server, 'scripts/a.rhai', 'rm("/srv/app/a.txt");\n');
  expect(found.filter(({ title }) => title.includes('ermit'))).toMatchObject([
    {
      title: 'No permit can allow this call: policy1 (p.cedar:3) forbids it',
      command: { command: 'rehearsal.showPlaces' },
    },
  ]);
});

const GUARDED = {
  ...FILES,
  'p.cedar': `permit(principal == User::"agent", action in [file_system::Action::"open", file_system::Action::"read"], resource in file_system::Dir::"/srv/app");
permit(principal == User::"agent", action == file_system::Action::"open", resource == file_system::File::"/etc/hosts");
`,
};

test.each([
  ['cat(path);', 'Guard the path: path must lie in /srv/app'],
  ['let text = cat("/srv/app/" + name);', 'Guard the path: name must be a plain name'],
  [`for name in names {\n    cat(\`/srv/app/${'$'}{name}.log\`);\n}`, 'Guard the path: name must be a plain name'],
  ['fn show(path) {\n    info(cat(path));\n}\nshow(a);\nshow(b);', 'Guard the path: path must lie in /srv/app'],
])('a guard makes the call certain: %s', async (script, title) => {
  const server = await startLanguageServer(GUARDED, { abilities: 'rich' });
  const found = await fixes(server, 'scripts/a.rhai', script);
  const guards = found.filter((action) => action.title.startsWith('Guard'));
  expect(guards.map((action) => action.title)).toEqual([title]);
  const [edit] = guards[0]?.edit?.changes?.[server.uri('scripts/a.rhai')] ?? [];
  const lines = script.split('\n');
  const { line = 0, character = 0 } = edit?.range.start ?? {};
  lines[line] = `${lines[line]?.slice(0, character)}${edit?.newText}${lines[line]?.slice(character)}`;
  await server.change('scripts/a.rhai', lines.join('\n'));
  const left = await server.diagnostics('scripts/a.rhai');
  expect(left.map(({ code }) => code).filter((code) => /^(denied|depends|compile)/.test(String(code)))).toEqual([]);
});

test('no guard where the policy permits no folder, or the argument is put together otherwise', async () => {
  const server = await startLanguageServer(GUARDED, { abilities: 'rich' });
  const found = await fixes(server, 'scripts/a.rhai', 'cat("/srv/app/" + a + b);');
  expect(found.filter(({ title }) => title.startsWith('Guard'))).toEqual([]);
});

test('what another policy changes, for one script or for all, with the places', async () => {
  const server = await startLanguageServer(FILES);
  const other = { name: 'open.cedar', text: 'permit(principal, action, resource);' };
  const policyUri = server.uri('p.cedar');
  const all = await server.request('rehearsal/compare', { policyUri, other });
  expect(all).toMatchObject({ summary: '3 calls change in 2 of 2 scripts.', changes: 3 });
  if ('error' in all) throw new Error(all.error);
  const texts = all.text.split('\n');
  expect(texts.slice(0, 5)).toEqual([
    'open.cedar in place of p.cedar',
    '3 calls change in 2 of 2 scripts.',
    '',
    'scripts/a.rhai',
    '  line 1  cat: ⊘ denied → ✓ allowed',
  ]);
  expect(all.links.map(({ line, uri, range }) => [texts[line]?.trim(), uri, range.start.line])).toEqual([
    ['line 1  cat: ⊘ denied → ✓ allowed', server.uri('scripts/a.rhai'), 0],
    ['line 2  cat: ⊘ denied → ✓ allowed', server.uri('scripts/b.rhai'), 1],
    ['line 3  cat: ⊘ denied → ✓ allowed', server.uri('scripts/b.rhai'), 2],
  ]);
  const script = server.uri('scripts/a.rhai');
  expect(await server.request('rehearsal/compare', { script, other })).toMatchObject({ changes: 1 });
  const same = { name: 'same.cedar', text: POLICY };
  expect(await server.request('rehearsal/compare', { policyUri, other: same })).toMatchObject({
    summary: 'No decision changes in 2 scripts.',
  });
  const broken = { name: 'broken.cedar', text: 'permit(' };
  expect(await server.request('rehearsal/compare', { policyUri, other: broken })).toMatchObject({
    error: expect.stringMatching(/^broken\.cedar does not parse: /),
  });
});

test('a run becomes the least policy for what it asked', async () => {
  const server = await startLanguageServer({ ...FILES, 'p.cedar': 'permit(principal, action, resource);\n' });
  const run = await server.run('scripts/a.rhai');
  await run.ended();
  const trace = run.events
    .filter(({ kind }) => kind === 'decision')
    .map((event) => JSON.stringify(event))
    .join('\n');
  const made = await server.request('rehearsal/policyFromRun', { trace });
  expect(made).toMatchObject({ text: expect.stringContaining('resource == file_system::Dir::"/srv/app"') });
  expect(await server.request('rehearsal/policyFromRun', { trace: 'no' })).toEqual({
    error: 'Line 1 of the trace: not JSON.',
  });
});
