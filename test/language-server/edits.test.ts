// Random edits of the example scripts: every question is answered, nothing fails inside, and at the end the server
// answers as one that has only ever seen the last text.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LanguageServer, startLanguageServer } from '#test/languageServer.ts';

const EXAMPLES = path.join(import.meta.dirname, '../../examples');
const files = Object.fromEntries(
  readdirSync(EXAMPLES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .map((file) => [path.relative(EXAMPLES, file), readFileSync(file, 'utf8')]),
);
const scripts = Object.keys(files).filter((file) => file.endsWith('.rhai'));

/** Text that breaks tokens, nests, strings and characters. */
const PIECES = [
  '',
  '"',
  '`',
  '${',
  '}',
  '{',
  '(',
  ')',
  '/*',
  '*/',
  '//',
  ';',
  '.',
  '::',
  '|',
  '😀',
  'é',
  '\r\n',
  '\0',
  '\uD83D',
];

interface Edit {
  /** Where it is made, as parts of the whole text. */
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof({ weight: 6, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.nat(2000) }),
  text: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 8 }), fc.constant('cat("/srv/reports/old.txt")')),
});

async function apply(server: LanguageServer, file: string, { at, length, text }: Edit): Promise<void> {
  const whole = server.textOf(file);
  const start = Math.floor(at * whole.length);
  await server.change(file, text, start, Math.min(whole.length, start + length));
}

/** Asks everything at once, at some place of the text. */
function askAll(server: LanguageServer, file: string, offset: number): Promise<readonly unknown[]> {
  return Promise.all([
    server.diagnostics(file),
    server.hover(file, offset),
    server.completion(file, offset),
    server.lenses(file),
    server.request('rehearsal/status', { uri: server.uri(file) }),
  ]);
}

test('300 random edits leave no question open and no trace behind', async () => {
  const server = await startLanguageServer(files);
  for (const file of scripts) await server.open(file, files[file] ?? '');
  const edits = fc.sample(fc.tuple(fc.constantFrom(...scripts), edit), { numRuns: 300, seed: 3 });
  for (const [file, change] of edits) {
    await apply(server, file, change);
    const offset = Math.floor(change.at * server.textOf(file).length);
    expect(await askAll(server, file, offset)).toHaveLength(5);
  }
  expect(server.log).toEqual([]);
  const fresh = await startLanguageServer(files);
  for (const file of scripts) {
    await fresh.open(file, server.textOf(file));
    for (const part of [0, 0.3, 0.9]) {
      const offset = Math.floor(part * server.textOf(file).length);
      const place = (answers: readonly unknown[], folder: string) =>
        JSON.parse(JSON.stringify(answers).replaceAll(folder, '')) as unknown;
      expect(place(await askAll(server, file, offset), server.folder)).toEqual(
        place(await askAll(fresh, file, offset), fresh.folder),
      );
    }
  }
});

test('a script cut off at any place is answered', async () => {
  const server = await startLanguageServer(files);
  for (const file of scripts) {
    const text = files[file] ?? '';
    await server.open(file, text);
    for (let end = text.length; end >= 0; end -= 11) {
      await server.change(file, text.slice(0, end));
      expect(await askAll(server, file, end)).toHaveLength(5);
    }
  }
  expect(server.log).toEqual([]);
});

test.each([
  ['one string', `let x = "${'a'.repeat(5 << 20)}"; cat(x);`],
  ['one comment', `/*${'😀'.repeat((5 << 20) / 4)}*/ cat("/etc/a");`],
  ['braces', '{'.repeat(1 << 20)],
  ['control characters', '\0\u0001\u007f'.repeat(10_000)],
  ['nothing', ''],
])('an unusual script is answered, and an ordinary one after it: %s', async (_, text) => {
  const server = await startLanguageServer(files);
  const [script = ''] = scripts;
  await server.open('scripts/large.rhai', text);
  expect(await askAll(server, 'scripts/large.rhai', Math.floor(text.length / 2))).toHaveLength(5);
  await server.change('scripts/large.rhai', ' ', text.length);
  await server.open(script, files[script] ?? '');
  expect(await askAll(server, script, 0)).toHaveLength(5);
  expect(server.log).toEqual([]);
});

test('edits of a policy that come in the middle of questions', async () => {
  const server = await startLanguageServer(files);
  const policy = 'policies/log-reports.cedar';
  const [script = ''] = scripts;
  await server.open(script, files[script] ?? '');
  await server.open(policy, files[policy] ?? '');
  for (const change of fc.sample(edit, { numRuns: 60, seed: 4 })) {
    const before = askAll(server, script, 0);
    await apply(server, policy, change);
    await Promise.all([before, server.diagnostics(policy), server.format(policy), askAll(server, script, 0)]);
  }
  expect(server.log).toEqual([]);
});
