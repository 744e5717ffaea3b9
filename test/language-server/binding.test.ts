// What governs a script, through the protocol: the status in each state, Select Policy, and the line above the script.

import { describe, expect, test } from 'vitest';
import type { TextDocumentEdit } from 'vscode-languageserver/node';
import { type LanguageServer, startLanguageServer } from '#test/languageServer.ts';

const POLICY = `permit(
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv"
);
`;

function bound(binding: object = {}): string {
  return JSON.stringify({
    version: 1,
    bindings: [{ scripts: 'scripts/*.rhai', policy: 'p.cedar', principal: 'agent', ...binding }],
  });
}

function statusOf(server: LanguageServer, file = 'scripts/a.rhai') {
  return server.request('rehearsal/status', { uri: server.uri(file) });
}

describe('the status', () => {
  test('of a bound script names the policy, the user and the verdicts', async () => {
    const server = await startLanguageServer({
      'rehearsal.json': bound(),
      'p.cedar': POLICY,
      'scripts/a.rhai': 'cat("/srv/a"); cat("/etc/a"); cat(target);',
    });
    expect(await statusOf(server)).toEqual({
      kind: 'bound',
      label: 'p.cedar',
      detail: 'p.cedar governs this script, for agent.',
      policyUri: server.uri('p.cedar'),
      configUri: server.uri('rehearsal.json'),
      verdicts: { allow: 1, deny: 1, depends: 1, unknown: 0 },
    });
  });

  test.each([
    ['no file binds it', {}, 'unbound', /^No rehearsal\.json binds this script/],
    [
      'no binding matches it',
      { 'rehearsal.json': bound({ scripts: 'other/*' }), 'p.cedar': POLICY },
      'unbound',
      /^No binding in rehearsal\.json matches/,
    ],
    [
      'the policy is missing',
      { 'rehearsal.json': bound() },
      'broken',
      /^The policy p\.cedar cannot be read: there is no such file\.$/,
    ],
    [
      'the policy is half typed',
      { 'rehearsal.json': bound(), 'p.cedar': 'permit(principal, act' },
      'broken',
      /^The policy p\.cedar does not parse: /,
    ],
    [
      'the host file is missing',
      { 'rehearsal.json': bound({ host: 'h.host.json' }), 'p.cedar': POLICY },
      'broken',
      /^The host file h\.host\.json cannot be read/,
    ],
    [
      'the host file has an error',
      { 'rehearsal.json': bound({ host: 'h.host.json' }), 'p.cedar': POLICY, 'h.host.json': '{\n"files": []}' },
      'broken',
      /^The host file has an error at line 2, column 10 \(files\): /,
    ],
    [
      'the arguments have another shape',
      { 'rehearsal.json': bound({ args: 'a.json' }), 'p.cedar': POLICY, 'a.json': '["a"]' },
      'broken',
      /^The arguments cannot be read: /,
    ],
    [
      'rehearsal.json is no JSON',
      { 'rehearsal.json': '{"bindings": [', 'p.cedar': POLICY },
      'broken',
      /^rehearsal\.json is not valid JSON/,
    ],
  ])('says why nothing is in force: %s', async (_, files, kind, detail) => {
    const server = await startLanguageServer({ ...files, 'scripts/a.rhai': 'cat("/srv/a")' });
    const status = await statusOf(server);
    expect(status.kind).toBe(kind);
    expect(status.detail).toMatch(detail);
  });

  test('says that a policy is no text', async () => {
    const server = await startLanguageServer({ 'rehearsal.json': bound(), 'scripts/a.rhai': 'cat("/srv/a")' });
    await server.save('p.cedar', new Uint8Array([0x70, 0xff, 0x00]));
    expect(await statusOf(server)).toMatchObject({
      kind: 'broken',
      detail: 'The policy p.cedar cannot be read: it is not valid UTF-8.',
    });
  });

  test('of something that is no script', async () => {
    const server = await startLanguageServer({ 'p.cedar': POLICY });
    expect((await statusOf(server, 'p.cedar')).kind).toBe('notAScript');
    expect((await statusOf(server, 'missing.rhai')).kind).toBe('notAScript');
  });
});

describe('Select Policy', () => {
  test('lists the policies of the workspace and marks the one in force', async () => {
    const server = await startLanguageServer({
      'rehearsal.json': bound(),
      'p.cedar': POLICY,
      'deep/er/q.cedar': POLICY,
      'node_modules/x/r.cedar': POLICY,
      'scripts/a.rhai': '',
    });
    const choices = await server.request('rehearsal/policies', { uri: server.uri('scripts/a.rhai') });
    expect(choices.map(({ label, bound: isBound }) => [label, isBound]).sort()).toEqual([
      ['deep/er/q.cedar', false],
      ['p.cedar', true],
    ]);
  });

  test('writes a new rehearsal.json as an edit of the workspace', async () => {
    const server = await startLanguageServer({ 'p.cedar': POLICY, 'scripts/a.rhai': 'cat("/srv/a")' });
    const params = { uri: server.uri('scripts/a.rhai'), policyUri: server.uri('p.cedar') };
    expect(await server.request('rehearsal/bind', params)).toEqual({ configUri: server.uri('rehearsal.json') });
    const changes = server.edits[0]?.documentChanges ?? [];
    expect(changes[0]).toMatchObject({ kind: 'create', uri: server.uri('rehearsal.json') });
    const [edit] = (changes[1] as TextDocumentEdit).edits;
    const written = edit !== undefined && 'newText' in edit ? edit.newText : '';
    expect(JSON.parse(written)).toMatchObject({ bindings: [{ scripts: 'scripts/a.rhai', policy: 'p.cedar' }] });
    await server.save('rehearsal.json', written);
    expect((await statusOf(server)).kind).toBe('bound');
  });

  test('leaves a file with an error alone and names it', async () => {
    const server = await startLanguageServer({ 'rehearsal.json': '{"bindings": [', 'p.cedar': POLICY, 'a.rhai': '' });
    const params = { uri: server.uri('a.rhai'), policyUri: server.uri('p.cedar') };
    const answer = await server.request('rehearsal/bind', params);
    expect(answer).toMatchObject({ error: expect.stringMatching(/rehearsal\.json has an error/) });
    expect(server.edits).toEqual([]);
  });
});

describe('the line above a script', () => {
  test('counts the verdicts', async () => {
    const server = await startLanguageServer({ 'rehearsal.json': bound(), 'p.cedar': POLICY });
    await server.open('scripts/a.rhai', 'cat("/srv/a"); cat("/etc/a"); cat(target);');
    expect(await server.lenses('scripts/a.rhai')).toEqual([
      '$(play) Run in Sandbox',
      '$(check) 1 allowed, $(circle-slash) 1 denied, $(color-mode) 1 depends on input',
      'Policy: p.cedar',
    ]);
    await server.change('scripts/a.rhai', '1 + 1');
    expect(await server.lenses('scripts/a.rhai')).toContain('no SDK call is checked');
  });

  test('offers to select a policy where none is bound', async () => {
    const server = await startLanguageServer({});
    await server.open('a.rhai', 'cat("/srv/a")');
    expect(await server.lenses('a.rhai')).toEqual(['Select Policy']);
  });
});
