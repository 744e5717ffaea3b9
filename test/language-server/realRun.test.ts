// What the server hands to Run on This Host and Make Host File from Folder, and permissive runs through the protocol.

import { expect, test } from 'vitest';
import { RUN_LIMITS, startLanguageServer } from '#test/languageServer.ts';

const POLICY = `permit(
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv"
);
`;

function workspace(files: Readonly<Record<string, string>> = {}): Record<string, string> {
  const bindings = [{ scripts: '*.rhai', policy: 'p.cedar', principal: 'agent', args: 'a.json' }];
  return { 'rehearsal.json': JSON.stringify({ version: 1, bindings }), 'p.cedar': POLICY, 'a.json': '{}', ...files };
}

test('the inputs are the texts as they stand, with a line for each call', async () => {
  const server = await startLanguageServer(workspace());
  await server.open('a.rhai', '"on disk"');
  const script = 'cat("/srv/a");\n\ncat("/etc/a");\nreturn;\ncat("/never");';
  await server.change('a.rhai', script);
  expect(await server.request('rehearsal/realRunInputs', { uri: server.uri('a.rhai') })).toEqual({
    script,
    policy: POLICY,
    args: '{}',
    policyName: 'p.cedar',
    principal: 'agent',
    touches: [
      'Reads File /srv/a (line 1)',
      'Reads File /etc/opt/rex/rex_redaction.config (lines 1, 3)',
      'Reads File /etc/a (line 3)',
      'Opens Dir /srv (line 1)',
      'Opens File /srv/a (line 1)',
      'Opens Dir /etc/opt/rex (lines 1, 3)',
      'Opens File /etc/opt/rex/rex_redaction.config (lines 1, 3)',
      'Opens Dir /etc (line 3)',
      'Opens File /etc/a (line 3)',
    ],
    assumes: ['Assumed: No path is a symbolic link.'],
    calls: ['1: cat (read /srv/a): allowed', expect.stringMatching(/^3: cat \(.*\/etc.*\): denied$/)],
    notAllowed: 1,
  });
});

test('without a policy, or with a broken one, there are none', async () => {
  const server = await startLanguageServer({ ...workspace(), 'p.cedar': 'permit(' });
  await server.open('a.rhai', 'cat("/srv/a")');
  expect(await server.request('rehearsal/realRunInputs', { uri: server.uri('a.rhai') })).toHaveProperty('error');
  await server.open('sub/b.rhai', 'cat("/srv/a")');
  expect(await server.request('rehearsal/realRunInputs', { uri: server.uri('sub/b.rhai') })).toHaveProperty('error');
});

test('a permissive run lets denied requests through and says how many', async () => {
  const server = await startLanguageServer(workspace());
  await server.open('a.rhai', 'cat("/etc/hosts")');
  const ended = new Promise<{ summary: string; payload?: string; marks: readonly { mark: string }[] }>((resolve) =>
    server.connection.onNotification('rehearsal/runEnded', resolve),
  );
  const params = { uri: server.uri('a.rhai'), limits: RUN_LIMITS, mode: 'permissive' } as const;
  expect(await server.request('rehearsal/run', params)).toHaveProperty('runId');
  const { summary, payload, marks } = await ended;
  expect(summary).toMatch(/^SUCCESS \(permissive: [3-9] denied requests let through\)$/);
  expect(JSON.parse(payload ?? '')).toMatchObject({ status: 'SUCCESS' });
  expect(marks.map(({ mark }) => mark)).toEqual(['deny']);
});

test('a folder becomes the text of a host file', async () => {
  const server = await startLanguageServer(workspace({ 'data/a.txt': 'x', 'data/.env': 'A=1' }));
  const answer = await server.request('rehearsal/hostFromFolder', { uri: server.uri('data') });
  expect(answer).toMatchObject({
    summary: '1 files, 1 bytes, at /srv/data',
    leftOut: ['.env: an environment file'],
  });
  expect(await server.request('rehearsal/hostFromFolder', { uri: server.uri('gone') })).toHaveProperty('error');
  expect(await server.request('rehearsal/hostFromFolder', { uri: 'untitled:x' })).toHaveProperty('error');
});
