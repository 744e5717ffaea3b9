// Diagnostics through the protocol: as you type, for every kind of file, to clients that ask and to those that are told.

import { expect, test } from 'vitest';
import { type LanguageServer, startLanguageServer, textUnder } from '#test/languageServer.ts';

const POLICY = `permit(
  principal,
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv"
);
`;
const WORKSPACE = {
  'rehearsal.json': '{"version": 1, "bindings": [{"scripts": "**/*.rhai", "policy": "p.cedar", "principal": "agent"}]}',
  'p.cedar': POLICY,
  'a.rhai': 'cat("/srv/a");\n',
};
const SETTINGS = {
  diagnostics: { depends: 'information', silentDenials: 'warning' },
  codeLens: true,
  inlayHints: { types: true, parameters: true },
} as const;

/** Code and marked text of each diagnostic. */
async function found(server: LanguageServer, file: string): Promise<readonly (readonly [unknown, string])[]> {
  return (await server.diagnostics(file)).map((one) => [one.code, textUnder(server.textOf(file), one)]);
}

test('a script under a policy, while it is typed', async () => {
  const server = await startLanguageServer(WORKSPACE);
  await server.open('a.rhai', 'cat("/srv/a");\n');
  expect(await server.diagnostics('a.rhai')).toEqual([]);
  await server.change('a.rhai', 'etc', 6, 9);
  expect(await server.marked('a.rhai')).toBe(`cat("/etc/a");
// <- error denied-call: Policy denies open on /etc for agent. No permit covers it; nearest: policy0 (p.cedar:1), whose resource must be in /srv.
`);
  await server.change('a.rhai', 'let x = ', 0);
  expect(await found(server, 'a.rhai')).toContainEqual(['denied-call', 'cat("/etc/a")']);
  await server.change('a.rhai', 'x.', server.textOf('a.rhai').length);
  expect(await found(server, 'a.rhai')).toContainEqual(['denied-call', 'cat("/etc/a")']);
  expect(await found(server, 'a.rhai')).toContainEqual(['compile', '.']);
});

test('a denial leads to the policy that is nearest and its clause', async () => {
  const server = await startLanguageServer(WORKSPACE);
  await server.open('a.rhai', 'cat("/etc/a");');
  const [denied] = await server.diagnostics('a.rhai');
  expect(denied?.relatedInformation?.map(({ location }) => [location.uri, location.range.start.line])).toEqual([
    [server.uri('p.cedar'), 0],
    [server.uri('p.cedar'), 3],
  ]);
});

test('a change of the policy changes what is said of the script, and the client is told to ask', async () => {
  const server = await startLanguageServer(WORKSPACE);
  await server.open('a.rhai', 'cat("/srv/a");');
  await server.open('p.cedar', POLICY);
  expect(await server.diagnostics('a.rhai')).toEqual([]);
  const told = () => server.received.filter((method) => method === 'workspace/diagnostic/refresh').length;
  const before = told();
  await server.change('p.cedar', 'opt', POLICY.indexOf('srv'), POLICY.indexOf('srv') + 3);
  await server.until(() => told() > before);
  expect(await found(server, 'a.rhai')).toEqual([['denied-call', 'cat("/srv/a")']]);
  await server.close('p.cedar');
  expect(await server.diagnostics('a.rhai')).toEqual([]);
});

test('a policy that is closed and opened again with another text counts', async () => {
  const server = await startLanguageServer(WORKSPACE);
  await server.open('a.rhai', 'cat("/srv/a");');
  await server.open('p.cedar', POLICY);
  expect(await server.diagnostics('a.rhai')).toEqual([]);
  await server.close('p.cedar');
  await server.open('p.cedar', '');
  expect(await found(server, 'a.rhai')).toEqual([['denied-call', 'cat("/srv/a")']]);
});

test('a policy that changes on disk counts too', async () => {
  const server = await startLanguageServer(WORKSPACE);
  await server.open('a.rhai', 'cat("/srv/a");');
  expect(await server.diagnostics('a.rhai')).toEqual([]);
  await server.save('p.cedar', '');
  expect(await found(server, 'a.rhai')).toEqual([['denied-call', 'cat("/srv/a")']]);
  await server.save('p.cedar', undefined);
  expect(await server.diagnostics('a.rhai')).toEqual([]);
  expect(await server.request('rehearsal/status', { uri: server.uri('a.rhai') })).toMatchObject({ kind: 'broken' });
});

test('policies, schemas, rehearsal.json and host files have diagnostics of their own', async () => {
  const server = await startLanguageServer(WORKSPACE);
  await server.open('p.cedar', 'permit(principal, action == file_system::Action::"raed", resource);');
  expect(await found(server, 'p.cedar')).toEqual([['policy-unknown-action', 'file_system::Action::"raed"']]);
  await server.change('p.cedar', 'permit(principal, action');
  expect((await found(server, 'p.cedar')).map(([code]) => code)).toEqual(['policy-syntax']);
  await server.open('s.cedarschema', 'entity User;;');
  expect(await found(server, 's.cedarschema')).toEqual([['schema-syntax', ';']]);
  await server.open('rehearsal.json', '{"version": 1, "bindings": [{"scripts": "a", "policy": 7}]}');
  expect(await found(server, 'rehearsal.json')).toEqual([['binding', '7']]);
  await server.open('h.host.json', '{"files": {"/srv": {"mode": "rwx"}}}');
  expect((await found(server, 'h.host.json')).map(([code]) => code)).toContain('host-file');
  await server.open('other.json', '{');
  expect(await server.diagnostics('other.json')).toEqual([]);
});

test('a client that does not ask is sent the diagnostics, also of scripts whose policy has changed', async () => {
  const server = await startLanguageServer(WORKSPACE, { diagnostics: 'push' });
  await server.open('a.rhai', 'cat("/srv/a");');
  await server.open('p.cedar', POLICY);
  expect(await server.published('a.rhai')).toEqual([]);
  expect(await server.published('p.cedar')).toEqual([]);
  server.forgetPublished('a.rhai');
  await server.change('p.cedar', '');
  expect((await server.published('a.rhai')).map(({ code }) => code)).toEqual(['denied-call']);
  await server.change('a.rhai', '');
  expect(await server.published('a.rhai')).toEqual([]);
});

test('settings say how loud a verdict is, and count at once', async () => {
  const server = await startLanguageServer(WORKSPACE, { settings: SETTINGS });
  await server.open('a.rhai', 'cat(target);');
  const depends = async () => (await server.diagnostics('a.rhai')).find(({ code }) => code === 'depends');
  expect((await depends())?.severity).toBe(3);
  const diagnostics = { ...SETTINGS.diagnostics, depends: 'off' };
  await server.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { ...SETTINGS, diagnostics },
  });
  await server.until(() => server.received.includes('workspace/diagnostic/refresh'));
  expect(await depends()).toBeUndefined();
});

test('folders join the workspace and leave it', async () => {
  const server = await startLanguageServer({ 'p.cedar': POLICY, 'in/q.cedar': POLICY });
  const event = { added: [{ uri: server.uri('in'), name: 'in' }], removed: [{ uri: server.uri(''), name: 'test' }] };
  await server.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  await server.until(() => server.received.includes('workspace/diagnostic/refresh'));
  const choices = await server.request('rehearsal/policies', { uri: server.uri('in/a.rhai') });
  expect(choices.map(({ label }) => label)).toEqual(['q.cedar']);
});

test.each([
  ['CRLF', 'let a = 1;\r\ncat("/etc/a");\r\n'],
  ['accents and emoji', 'let é = "😀😀"; cat("/etc/a");'],
  ['a byte order mark', '\uFEFFcat("/etc/a");'],
])('positions are right behind %s', async (_, text) => {
  const server = await startLanguageServer(WORKSPACE);
  await server.open('a.rhai', text);
  expect(await found(server, 'a.rhai')).toContainEqual(['denied-call', 'cat("/etc/a")']);
  const policy = `// é😀\r\n@id("ü")\r\npermit(principal == User::"é😀", action == file_system::Action::"raed", resource);\r\n`;
  await server.open('p.cedar', policy);
  expect(await found(server, 'p.cedar')).toEqual([['policy-unknown-action', 'file_system::Action::"raed"']]);
  await server.open('s.cedarschema', '// é😀\r\nentity Über;;');
  expect((await found(server, 's.cedarschema')).map(([code]) => code)).toEqual(['schema-syntax']);
});
