// Bindings: which one counts, what a broken file says and where, and that binding a script loses nothing.
import { expect, test } from 'vitest';
import { bindScript, findBinding, matchesPattern } from '#core/workspace/bindings.ts';
import { parseRehearsalFile } from '#core/workspace/rehearsalFile.ts';

test.each([
  ['scripts/**/*.rhai', 'scripts/a.rhai', true],
  ['scripts/**/*.rhai', 'scripts/deep/er/a.rhai', true],
  ['scripts/*.rhai', 'scripts/deep/a.rhai', false],
  ['./scripts/a.rhai', 'scripts/a.rhai', true],
  ['**/*.{rhai,rex}', '.hidden/a.rhai', true],
  ['scripts/a.rhai', 'scripts/b.rhai', false],
])('%s matches %s: %s', (pattern, script, expected) => {
  expect(matchesPattern(pattern, script)).toBe(expected);
});

test('the first matching binding counts', () => {
  const file = parseRehearsalFile(
    '{"version":1,"bindings":[{"scripts":"a/*.rhai","policy":"one.cedar"},{"scripts":"**","policy":"two.cedar"}]}',
  );
  expect(file.problems).toEqual([]);
  expect(findBinding(file, 'a/x.rhai')?.policy).toBe('one.cedar');
  expect(findBinding(file, 'b/x.rhai')?.policy).toBe('two.cedar');
});

test.each([
  ['{"bindings":[{"scripts":"a"}]}', 'error', 'A binding needs "policy".', '{"scripts":"a"}'],
  ['{"bindings":[{"scripts":"a","policy":1}]}', 'error', '"policy" must be a string.', '1'],
  ['{"bindings":{}}', 'error', '"bindings" must be a list.', '{}'],
  ['{"version":7}', 'error', 'This file has version 7; version 1 is the newest known here. Update the extension.', '7'],
  [
    '{"bindngs":[]}',
    'warning',
    '"bindngs" is not a key known here; known are $schema, version, rex, schema, bindings.',
    '"bindngs"',
  ],
  ['[]', 'error', 'rehearsal.json must hold an object with "bindings".', '[]'],
])('%s: %s', (text, severity, message, at) => {
  const [problem] = parseRehearsalFile(text).problems;
  expect(problem).toMatchObject({ severity, message });
  expect(text.slice(problem?.span.start, problem?.span.end)).toBe(at);
});

test('half-typed JSON keeps the bindings that can be read', () => {
  const file = parseRehearsalFile('{"bindings":[{"scripts":"a.rhai","policy":"p.cedar"},{"scripts":');
  expect(file.bindings.map((binding) => binding.scripts)).toEqual(['a.rhai']);
  expect(file.problems.length).toBeGreaterThan(0);
});

test('a new file is made for the first binding', () => {
  expect(parseRehearsalFile(bindScript(undefined, 'a.rhai', 'p.cedar') ?? '').bindings).toMatchObject([
    { scripts: 'a.rhai', policy: 'p.cedar' },
  ]);
});

test('binding keeps comments and formatting, comes first, and replaces its own earlier choice', () => {
  const before =
    '{\n    // reviewed\n    "version": 1,\n    "bindings": [\n        { "scripts": "**", "policy": "all.cedar" }\n    ]\n}\n';
  const bound = bindScript(before, 'a.rhai', 'p.cedar') ?? '';
  expect(bound).toContain('// reviewed');
  expect(parseRehearsalFile(bound).bindings.map((binding) => [binding.scripts, binding.policy])).toEqual([
    ['a.rhai', 'p.cedar'],
    ['**', 'all.cedar'],
  ]);
  const again = bindScript(bound, 'a.rhai', 'q.cedar') ?? '';
  expect(parseRehearsalFile(again).bindings.map((binding) => binding.policy)).toEqual(['q.cedar', 'all.cedar']);
});

test('a broken file is not edited', () => {
  expect(bindScript('{"bindings": [', 'a.rhai', 'p.cedar')).toBeUndefined();
});
