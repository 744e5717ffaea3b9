// How loud each verdict is, and the marks of what the policy will say: behind calls and for the gutter.

import { expect, test } from 'vitest';
import type { InlayHint } from 'vscode-languageserver/node';
import type { ServerSettings } from '#protocol';
import { type LanguageServer, startLanguageServer } from '#test/languageServer.ts';

const SCRIPT = `cat("/srv/app/a.txt");
cat("/etc/shadow");
try { cat("/etc/shadow"); } catch { info("caught"); }
cat(path);
`;
const FILES = {
  'rehearsal.json': JSON.stringify({
    version: 1,
    rex: '0.1.0',
    bindings: [{ scripts: '*.rhai', policy: 'p.cedar', principal: 'agent' }],
  }),
  'p.cedar':
    'permit(principal, action in [file_system::Action::"open", file_system::Action::"read"], resource in file_system::Dir::"/srv");\n',
  'a.rhai': SCRIPT,
};

const SETTINGS: ServerSettings = {
  diagnostics: { depends: 'information', silentDenials: 'warning' },
  codeLens: true,
};

async function opened(settings: ServerSettings): Promise<LanguageServer> {
  const server = await startLanguageServer(FILES, { settings });
  await server.open('a.rhai', SCRIPT);
  return server;
}

async function verdicts(settings: ServerSettings): Promise<readonly string[]> {
  const server = await opened(settings);
  return (await server.diagnostics('a.rhai'))
    .filter(({ code }) => /^(denied|depends|undecided)/.test(String(code)))
    .map(({ code, severity, range }) => `${range.start.line} ${code} ${severity}`);
}

test('settings say how loud each verdict is', async () => {
  expect(await verdicts(SETTINGS)).toEqual(['1 denied-call 1', '2 denied-call 2', '3 depends 3']);
  const louder = { depends: 'hint', silentDenials: 'off', denied: 'error', undecided: 'hint' } as const;
  expect(await verdicts({ ...SETTINGS, diagnostics: louder })).toEqual([
    '1 denied-call 1',
    '2 denied-call 2',
    '3 depends 4',
  ]);
  const quiet = { depends: 'off', silentDenials: 'off', denied: 'information' } as const;
  expect(await verdicts({ ...SETTINGS, diagnostics: quiet })).toEqual(['1 denied-call 3', '2 denied-call 3']);
  expect(await verdicts({ ...SETTINGS, diagnostics: { ...quiet, denied: 'off' } })).toEqual([]);
});

test('marks behind calls, as the settings want them, with the reason', async () => {
  const hints = async (wanted: 'off' | 'notAllowed' | 'all') => {
    const server = await opened({ ...SETTINGS, inlayHints: { types: false, parameters: false, verdicts: wanted } });
    const found = await server.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri: server.uri('a.rhai') },
      range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
    });
    return found.map(({ position, label }) => `${position.line}:${position.character} ${String(label)}`);
  };
  expect(await hints('off')).toEqual([]);
  expect(await hints('notAllowed')).toEqual(['1:18 ⊘ denied', '2:24 ⊘ denied', '3:9 ◐ depends']);
  expect(await hints('all')).toContain('0:21 ✓');
});

test('one mark for each line, the most notable', async () => {
  const server = await opened(SETTINGS);
  expect(await server.request('rehearsal/predictions', { uri: server.uri('a.rhai') })).toEqual([
    { line: 0, mark: 'allow' },
    { line: 1, mark: 'deny' },
    { line: 2, mark: 'deny' },
    { line: 3, mark: 'depends' },
  ]);
});
