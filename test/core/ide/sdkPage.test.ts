// The page of the SDK: made from the catalog, kept with the docs, and where names and values of scripts lead in it.
import { expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { sdkDefinition, sdkTypeDefinition } from '#core/ide/sdkNavigation.ts';
import { sdkPage } from '#core/ide/sdkPage.ts';
import { modelAt } from '#test/scriptModel.ts';

const { text, places } = sdkPage(loadCatalog());

test('docs/sdk.md is what the catalog says; `npx vitest run test/core/ide/sdkPage.test.ts -u` writes it', async () => {
  await expect(text).toMatchFileSnapshot('../../../docs/sdk.md');
});

test('every function, type and module of the catalog has a place, at its name', () => {
  const { types, modules } = loadCatalog().data;
  for (const { id } of types) expect(places.has(id), id).toBe(true);
  for (const { name } of modules) expect(places.has(`${name}::`), name).toBe(true);
  for (const [key, { name }] of places) expect(text.slice(name.start, name.end)).toBe(key.replace(/\(\)$/, ''));
});

test.each([
  ['ca$0t("/x")', 'cat'],
  ['let d = DirConfig().path("/x").build(); d.op$0en(OpenDirOptions().build());', 'DirConfig.open'],
  ['ls([ls::l$0ong], "/x")', 'ls::'],
  ['ls([l$0s::long], "/x")', 'ls::'],
])('the definition in %s', (source, expected) => {
  const { model, cursor } = modelAt(source);
  expect(sdkDefinition(model, cursor).map(({ name }) => text.slice(name.start, name.end))).toEqual([expected]);
});

test.each([
  ['let d = DirConfig().path("/x").build(); d$0', 'DirConfig'],
  ['let d$0 = DirConfig().path("/x").build();', 'DirConfig'],
  ['let d = DirConfig().path("/x").bui$0ld();', 'DirConfig'],
  ['let n$0 = 1;', undefined],
  ['info(n$0);', undefined],
])('the type definition in %s', (source, expected) => {
  const { model, cursor } = modelAt(source);
  const found = sdkTypeDefinition(model, cursor).map(({ name }) => text.slice(name.start, name.end));
  expect(found).toEqual(expected === undefined ? [] : [expected]);
});
