// Path operations as Rust's `Path` documents them.
import { expect, test } from 'vitest';
import { components, fileName, joinPath, parentPath, samePath } from '#core/base/posixPath.ts';

test.each([
  ['/tmp/a', '/tmp', 'a'],
  ['/tmp//a', '/tmp', 'a'],
  ['/tmp/a/', '/tmp', 'a'],
  ['/tmp/a/.', '/tmp', 'a'],
  ['/tmp/./a', '/tmp', 'a'],
  ['/a', '/', 'a'],
  ['/', undefined, undefined],
  ['a', '', 'a'],
  ['a/..', 'a', undefined],
  ['', undefined, undefined],
])('%j has parent %j and name %j', (path, parent, name) => {
  expect(parentPath(path)).toBe(parent);
  expect(fileName(path)).toBe(name);
});

test('components drop repeated slashes and dots but keep ..', () => {
  expect(components('/a//./b/../c/')).toEqual(['/', 'a', 'b', '..', 'c']);
  expect(samePath('/a//b/.', '/a/b')).toBe(true);
});

test('an absolute right side replaces the left', () => {
  expect(joinPath('/a', 'b')).toBe('/a/b');
  expect(joinPath('/a/', 'b')).toBe('/a/b');
  expect(joinPath('/a', '/b')).toBe('/b');
});
