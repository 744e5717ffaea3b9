// Runs through the protocol: events while they happen, the end with its marks, Stop, and why a run cannot begin.

import { expect, test } from 'vitest';
import { startLanguageServer } from '#test/languageServer.ts';

const POLICY = `permit(
  principal,
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv"
);
`;
const HOST = '{"principal": "agent", "files": {"/srv/a": {"content": "text"}}}';

function workspace(files: Readonly<Record<string, string>> = {}, binding: object = {}): Record<string, string> {
  const bindings = [{ scripts: '*.rhai', policy: 'p.cedar', host: 'h.host.json', ...binding }];
  return {
    'rehearsal.json': JSON.stringify({ version: 1, bindings }),
    'p.cedar': POLICY,
    'h.host.json': HOST,
    ...files,
  };
}

test('a run sends its events in order and ends with marks on the lines', async () => {
  const server = await startLanguageServer(workspace());
  await server.open('a.rhai', 'let a = cat("/srv/a");\ntry { cat("/etc/passwd"); } catch { }\na');
  const run = await server.run('a.rhai');
  const ended = await run.ended();
  expect(ended).toMatchObject({ outcome: 'success', output: 'text', policy: 'p.cedar', version: 1 });
  expect(ended.marks.map(({ line, mark }) => [line, mark])).toEqual([
    [0, 'allow'],
    [1, 'deny'],
  ]);
  expect(run.events.map(({ seq }) => seq)).toEqual(run.events.map((_, index) => index));
  expect(run.events.at(-1)).toMatchObject({ kind: 'end', status: 'SUCCESS' });
  const decisions = run.events.filter((event) => event.kind === 'decision');
  expect(decisions.map(({ decision, action, resource }) => [decision, action.id, resource.id])).toEqual([
    ['allow', 'open', '/srv'],
    ['allow', 'open', '/srv'],
    ['allow', 'open', '/srv/a'],
    ['allow', 'read', '/srv/a'],
    ['deny', 'open', '/etc'],
  ]);
  expect(decisions[0]?.determining).toMatchObject([{ id: 'policy0', file: server.uri('p.cedar'), line: 1 }]);
});

test('the text in the editor is run, not the one on disk', async () => {
  const server = await startLanguageServer(workspace({ 'a.rhai': '"on disk"' }));
  await server.open('a.rhai', '"opened"');
  await server.change('a.rhai', '"typed"');
  const run = await server.run('a.rhai');
  expect(await run.ended()).toMatchObject({ output: 'typed', version: 2 });
});

test('Stop ends an endless loop, and the next run is none the worse', async () => {
  const server = await startLanguageServer(workspace());
  await server.open('a.rhai', 'info("going"); loop { }');
  const run = await server.run('a.rhai');
  await server.until(() => run.events.some(({ kind }) => kind === 'log'));
  expect(await run.stop()).toBe(true);
  const ended = await run.ended();
  expect(ended).toMatchObject({ outcome: 'stopped', summary: expect.stringMatching(/^Stopped\./) });
  expect(run.events.at(-1)).toMatchObject({ kind: 'end' });
  expect(await run.stop()).toBe(false);
  await server.change('a.rhai', 'cat("/srv/a")');
  expect(await (await server.run('a.rhai')).ended()).toMatchObject({ outcome: 'success', output: 'text' });
});

// A thread that gets no processor within a tenth of a second is cut off without a result.
test('a stopped run shows what it had done', { retry: 3 }, async () => {
  const server = await startLanguageServer(workspace());
  await server.open('a.rhai', 'info("going"); loop { }');
  const run = await server.run('a.rhai');
  await server.until(() => run.events.some(({ kind }) => kind === 'log'));
  await run.stop();
  const { summary, payload } = await run.ended();
  expect(summary).toMatch(/^Stopped\. Script terminated: SIGTERM timeout exceeded/);
  const logs = [{ attributes: { level: 'INFO', message: 'going' } }];
  expect(JSON.parse(payload ?? '')).toMatchObject({ status: 'ERROR', logs });
});

test('a limit ends a run and is named', async () => {
  const server = await startLanguageServer(workspace());
  await server.open('a.rhai', 'loop { }');
  const run = await server.run('a.rhai', { maxOperations: 20_000 });
  const summary = 'Stopped after 20,000 operations (setting rehearsal.sandbox.maxOperations).';
  expect(await run.ended()).toMatchObject({ outcome: 'stopped', summary });
});

test('a denial ends a run with the words of the runner', async () => {
  const server = await startLanguageServer(workspace());
  await server.open('a.rhai', 'cat("/etc/passwd")');
  const ended = await (await server.run('a.rhai')).ended();
  expect(ended.outcome).toBe('error');
  expect(ended.summary).toContain(
    'agent unauthorized to perform file_system::Action::"open" for file_system::Dir::/etc',
  );
});

test.each([
  ['a half-typed policy', { 'p.cedar': 'permit(principal, act' }, /^INTERNAL_EXCEPTION: Failed to create Rhai engine/],
  [
    'arguments of another shape',
    { 'args.json': '["a"]' },
    /^COMMUNICATION_EXCEPTION: Failed to load input files: Failed to parse script arguments JSON: /,
  ],
])('%s is refused as the runner refuses it', async (_, files, summary) => {
  const binding = 'args.json' in files ? { args: 'args.json' } : {};
  const server = await startLanguageServer(workspace({ 'a.rhai': 'cat("/srv/a")', ...files }, binding));
  const ended = await (await server.run('a.rhai')).ended();
  expect(ended.outcome).toBe('error');
  expect(ended.summary).toMatch(summary);
});

test.each([
  ['no binding', workspace({ 'rehearsal.json': '{"version": 1, "bindings": []}' }), 'a.rhai', /^No binding/],
  ['a missing policy', workspace({}, { policy: 'q.cedar' }), 'a.rhai', /^The policy q\.cedar cannot be read/],
  [
    'a host file with an error',
    workspace({ 'h.host.json': '{\n  "files": {"srv": {}}}' }),
    'a.rhai',
    /^h\.host\.json: line 2, column \d+: /,
  ],
  ['a host file that is no JSON', workspace({ 'h.host.json': '{' }), 'a.rhai', /^h\.host\.json: line 1, column \d+: /],
  ['an unknown user', workspace({}, { principal: 'bob' }), 'a.rhai', /^The virtual host has no user bob\. Add it/],
  ['a missing script', workspace(), 'b.rhai', /^The script cannot be read: there is no such file\.$/],
])('says why a run cannot begin: %s', async (_, files, script, message) => {
  const server = await startLanguageServer({ 'a.rhai': 'cat("/srv/a")', ...files });
  expect((await server.run(script)).error).toMatch(message);
  expect(server.log).toEqual([]);
});

test('a script that is no text is not run', async () => {
  const server = await startLanguageServer(workspace());
  await server.save('a.rhai', new Uint8Array([0x22, 0xff, 0x22]));
  expect((await server.run('a.rhai')).error).toBe('The script cannot be read: it is not valid UTF-8.');
});

test('stopping what is not there is answered', async () => {
  const server = await startLanguageServer({});
  expect(await server.request('rehearsal/stop', { runId: 99 })).toEqual({ stopped: false });
});

test('a decision of a run is explained clause by clause, by the policy as it was', async () => {
  const policy = `permit(principal == User::"agent", action == file_system::Action::"open", resource)
when { resource.path like "/srv*" };
permit(principal == User::"agent", action == file_system::Action::"read", resource)
when { resource.path like "/srv/*" && resource.path like "*.txt" };
`;
  const server = await startLanguageServer({
    'rehearsal.json': JSON.stringify({
      version: 1,
      rex: '0.1.0',
      bindings: [{ scripts: '*.rhai', policy: 'p.cedar', principal: 'agent', host: 'h.host.json' }],
    }),
    'p.cedar': policy,
    'h.host.json': JSON.stringify({ files: { '/srv/a.log': { content: 'a' } } }),
    'a.rhai': 'cat("/srv/a.log");\n',
  });
  const run = await server.run('a.rhai');
  await run.ended();
  await server.save('p.cedar', 'permit(principal, action, resource);\n');
  const explained = async (decision: string, action: string) => {
    const event = run.events.find(
      (one) => one.kind === 'decision' && one.decision === decision && one.action.id === action,
    );
    return server.request('rehearsal/explain', { runId: 1, event: JSON.stringify(event) });
  };
  expect(await explained('allow', 'open')).toEqual([
    {
      role: 'permits',
      name: 'policy0 (p.cedar:1)',
      file: server.uri('p.cedar'),
      line: 1,
      clauses: [
        { holds: true, text: 'principal == User::"agent" is true for principal User::"agent"' },
        { holds: true, text: 'action == file_system::Action::"open" is true for action file_system::Action::"open"' },
        { holds: true, text: expect.stringMatching(/^resource\.path like "\/srv\*" is true for resource\.path/) },
      ],
    },
  ]);
  expect(await explained('deny', 'read')).toMatchObject([
    {
      role: 'closest',
      name: 'policy1 (p.cedar:3)',
      line: 3,
      clauses: [{ holds: false, text: 'resource.path like "*.txt" is false for resource.path "/srv/a.log"' }],
    },
  ]);
});
