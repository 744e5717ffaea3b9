// The packaged extension starts and offers what `package.json` promises.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EXTENSION, eventually, open, test } from './harness.ts';

test('the extension activates on a Rhai script', async () => {
  await open('scripts/clean-up.rhai');
  const extension = vscode.extensions.getExtension(EXTENSION);
  assert.ok(extension, 'installed');
  await eventually('activation', () => (extension.isActive ? true : undefined));
});

test('every contributed command is registered', async () => {
  const manifest: unknown = vscode.extensions.getExtension(EXTENSION)?.packageJSON;
  const contributed = commandsOf(manifest);
  assert.ok(contributed.length > 5);
  const registered = await vscode.commands.getCommands(true);
  assert.deepEqual(
    contributed.filter((command) => !registered.includes(command)),
    [],
  );
});

function commandsOf(manifest: unknown): readonly string[] {
  const contributes = field(manifest, 'contributes');
  const commands = field(contributes, 'commands');
  return Array.isArray(commands) ? commands.map((command: unknown) => String(field(command, 'command'))) : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
