// What the code asks VS Code for is what `package.json` promises: commands, views and settings, both ways.
import { expect, test } from 'vitest';
import { readSource, sourceFiles } from '../tidy/sources.ts';
import { contributionsOf } from './manifest.ts';

const manifest = contributionsOf(JSON.parse(readSource('package.json')));
const context = readSource('extension/context.ts');
const ids = [...context.matchAll(/: '(rehearsal\.[A-Za-z.]+)'/g)].map((match) => match[1]);
const code = sourceFiles('.ts')
  .filter((file) => file.startsWith('extension/') || file.startsWith('language-server/'))
  .map(readSource)
  .join('\n');

test('every contributed command and view has its id in the code', () => {
  expect([...manifest.commands, ...manifest.views].filter((id) => !ids.includes(id))).toEqual([]);
});

test('every id in the code is contributed, or is a context key', () => {
  expect(
    ids.filter(
      (id) =>
        ![
          ...manifest.commands,
          ...manifest.views,
          'rehearsal.running',
          'rehearsal.runnerFound',
          'rehearsal.runningOnHost',
        ].includes(id ?? ''),
    ),
  ).toEqual([]);
});

test('every setting is read, and has a scope, an order and a description', () => {
  for (const [name, setting] of manifest.settings) {
    expect(code, name).toContain(`${name.split('.').at(-1)}'`);
    expect(setting, name).toMatchObject({
      scope: expect.any(String),
      order: expect.any(Number),
      markdownDescription: expect.any(String),
    });
  }
});

test('menus and key bindings name contributed commands', () => {
  expect(manifest.named.filter((id) => !manifest.commands.includes(id))).toEqual([]);
});

test('a workspace that only has one of the JSON forms wakes the extension', () => {
  const { activationEvents } = JSON.parse(readSource('package.json')) as { activationEvents: readonly string[] };
  const client = readSource('extension/client.ts');
  const start = client.indexOf('CEDAR_JSON = [');
  const forms = client.slice(start, client.indexOf('\n];', start));
  const names = [...forms.matchAll(/'([^']+\.json)'/g)].map((match) => match[1]);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(activationEvents).toContain(`workspaceContains:**/${name}`);
});
