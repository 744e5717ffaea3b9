// `rehearsal lsp --stdio`: the same server for any editor, as the program of the command line, over its streams.

import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { runCli, temporaryFolder } from '#test/cli.ts';
import { nodeBundle } from '../../scripts/nodeBundle.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
let bundle: string;

beforeAll(async () => {
  // Inside the checkout, where the bundle finds the engines.
  bundle = await mkdtemp(path.join(ROOT, 'node_modules/.cli-test-'));
  await build({
    ...nodeBundle,
    entryPoints: { cli: 'cli/main.ts' },
    outdir: bundle,
    logLevel: 'warning',
  });
});

afterAll(() => rmSync(bundle, { recursive: true, force: true }));

test('answers over its streams and ends when it is told to', async () => {
  const folder = temporaryFolder({
    'rehearsal.json': '{"version": 1, "bindings": [{"scripts": "*.rhai", "policy": "p.cedar", "principal": "agent"}]}',
    'p.cedar': 'permit(principal, action, resource in file_system::Dir::"/srv");',
  });
  const child = spawn(process.execPath, [path.join(bundle, 'cli.js'), 'lsp', '--stdio']);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const client = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  client.listen();
  const root = pathToFileURL(folder).href;
  const { capabilities } = await client.sendRequest<{ capabilities: object }>('initialize', {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: 'test' }],
    capabilities: { textDocument: { diagnostic: {} } },
  });
  expect(capabilities).toMatchObject({ hoverProvider: true, textDocumentSync: 2 });
  expect(await diagnosticsOf(client, `${root}/é 😀.rhai`, 'cat("/etc/é😀")')).toEqual(['denied-call']);
  await client.sendRequest('shutdown');
  await client.sendNotification('exit');
  expect(await ended).toBe(0);
});

async function diagnosticsOf(client: ProtocolConnection, uri: string, text: string): Promise<readonly string[]> {
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'rhai', version: 1, text },
  });
  const report = await client.sendRequest<{ items: { code: string }[] }>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  return report.items.map(({ code }) => code);
}

test('needs to be told how to connect', async () => {
  const { code, out, err } = await runCli('lsp');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('--stdio is missing');
});
