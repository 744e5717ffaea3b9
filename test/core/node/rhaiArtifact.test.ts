// The committed engine fits its sources, has the types of the catalog, and bears out the descriptions of the library.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { standardFunction, standardLibrary, standardMembers } from '#core/catalog/standardLibrary.ts';
import { runSmall, shown } from '#test/rhaiEngine.ts';

const root = join(import.meta.dirname, '../../..');

test('the engine artifact is built from the sources beside it', () => {
  execFileSync(process.execPath, [join(root, 'scripts/rhai-wasm.mjs'), '--check'], { encoding: 'utf8' });
});

test('the engine has every type of the catalog under its own Rust path', () => {
  const listed = readFileSync(join(root, 'rhai-wasm/types/sdk-types.txt'), 'utf8').split('\n');
  // These come from Rust's own library.
  const borrowed = /^(core|std)::/;
  const missing = loadCatalog().data.types.filter(
    ({ rustName }) => !borrowed.test(rustName) && !listed.includes(rustName),
  );
  expect(missing).toEqual([]);
});

test('every name of the standard library is described', () => {
  const bare = standardLibrary().filter(({ form, documentation }) => form !== 'operator' && documentation === '');
  expect(bare).toEqual([]);
  expect(standardFunction('print')).toBeUndefined();
  expect(standardFunction('type_of')?.form).toBe('keyword');
  expect(standardMembers('map').map(({ name }) => name)).toContain('keys');
  expect(standardMembers('map').map(({ name }) => name)).not.toContain('push');
});

test('the descriptions hold in the engine', () => {
  const claims: readonly (readonly [string, string])[] = [
    ['let s = " a "; [s.trim(), s]', '[(), "a"]'],
    ['let a = [1, 2, 3]; [a.split(1), a]', '[[2, 3], [1]]'],
    ['let a = [1, 2, 3]; [a.retain(|x| x > 1), a]', '[[1], [2, 3]]'],
    ['let a = [1, 2, 3]; [a.drain(|x| x > 1), a]', '[[2, 3], [1]]'],
    ['let a = [1]; a.set(5, 2); [a, a.get(5), a.index_of(9), a.remove(7)]', '[[1], (), -1, ()]'],
    ['[1, 2].reduce(|sum, x| if type_of(sum) == "()" { x } else { sum + x })', '3'],
    ['[(-2.5).round(), 2.5.round(), (-2.5).int(), 2.7.floor()]', '[-3.0, 3.0, -2.0, 2.0]'],
    ['let a = [1, 1, 2, 1]; a.dedup(); a', '[1, 2, 1]'],
    ['let a = [1]; a.insert(9, 2); a.chop(1); a', '[2]'],
    ['let v = 5; let w = take(v); [v, w]', '[(), 5]'],
    ["'a'.to_int()", '97'],
    ['[5.sign(), (-5).sign(), 0.sign(), "a-b".split_rev("-")]', '[1, -1, 0, ["b", "a"]]'],
    ['let m = #{a: 1}; m.fill_with(#{a: 2, b: 3}); m.mixin(#{b: 4}); m', '#{"a": 1, "b": 4}'],
    ['let a = "abab"; [a.remove("a"), a]', '[(), "bb"]'],
  ];
  for (const [script, result] of claims) expect(shown(runSmall(script)), script).toBe(result);
  expect(runSmall('parse_json("[1]")').ok).toBe(false);
  expect(runSmall('exit(4); 5')).toMatchObject({ ok: true, display: '4' });
});
