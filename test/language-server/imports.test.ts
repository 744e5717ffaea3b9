// Imports through the protocol: what lies in other files is found there, and what changes there changes here.
import { expect, test } from 'vitest';
import { startLanguageServer } from '#test/languageServer.ts';

const LIB = `/// Reads a file.
fn load(path) { cat(path) }
export const LIMIT = 3;
`;

test('an importer is told of what changes in the file that it imports, open or on disk', async () => {
  const server = await startLanguageServer({ 'lib.rhai': LIB }, { diagnostics: 'push' });
  await server.open('a.rhai', 'import "lib" as lib;\ninfo(lib::load("/x"));\n');
  const codes = async () => (await server.published('a.rhai')).map(({ code, message }) => `${code} ${message}`);
  expect(await codes()).toEqual([]);
  server.forgetPublished('a.rhai');
  await server.open('lib.rhai', LIB.replace('load', 'read_it'));
  expect(await codes()).toEqual(['unknown-function lib.rhai has no function load.']);
  server.forgetPublished('a.rhai');
  await server.change('lib.rhai', LIB);
  expect(await codes()).toEqual([]);
  server.forgetPublished('a.rhai');
  await server.close('lib.rhai');
  await server.save('lib.rhai', undefined);
  expect(await codes()).toEqual([
    'module-not-found Module not found: lib; no lib.rhai lies beside the script or from a folder above it.',
  ]);
  server.forgetPublished('a.rhai');
  await server.save('lib.rhai', LIB);
  expect(await codes()).toEqual([]);
});

test('clients that ask are told to ask again', async () => {
  const server = await startLanguageServer({ 'lib.rhai': LIB });
  await server.open('a.rhai', 'import "lib" as lib;\ninfo(lib::load("/x"));\n');
  expect(await server.diagnostics('a.rhai')).toEqual([]);
  await server.save('lib.rhai', 'fn other() { 1 }');
  await server.until(() => server.received.includes('workspace/diagnostic/refresh'));
  expect((await server.diagnostics('a.rhai')).map(({ code }) => code)).toEqual(['unknown-function']);
});
