// The regex crate through the engine module: offsets, groups, replacement, refusals.

import { describe, expect, test } from 'vitest';
import { createRustRegex } from '#core/node/rustRegex.ts';
import type { CompiledRegex } from '#core/sandbox/rhaiRuntime.ts';
import { engineModule } from '#test/rhaiEngine.ts';

const regexes = createRustRegex(engineModule);

function compiled(pattern: string): CompiledRegex {
  const result = regexes.compile(pattern);
  if (!result.ok) throw new Error(result.message);
  return result.regex;
}

describe('the regex crate', () => {
  test('finds matches with their groups, in UTF-16', () => {
    expect(compiled('(é)|(😀)').findAll('aéb😀é')).toEqual([
      [{ start: 1, end: 2 }, { start: 1, end: 2 }, undefined],
      [{ start: 3, end: 5 }, undefined, { start: 3, end: 5 }],
      [{ start: 5, end: 6 }, { start: 5, end: 6 }, undefined],
    ]);
    expect(compiled('a').findAll('aaa', 2)).toHaveLength(2);
    expect(compiled('x*').findAll('ab')).toEqual([
      [{ start: 0, end: 0 }],
      [{ start: 1, end: 1 }],
      [{ start: 2, end: 2 }],
    ]);
    expect(compiled('\\d+').isMatch('a1')).toBe(true);
    expect(compiled('^\\d+$').isMatch('a1')).toBe(false);
  });

  test('replaces all or some, with groups', () => {
    expect(compiled('(\\w)(?P<last>\\w)').replace('ab cd', '$last$1.', 0)).toBe('ba. dc.');
    expect(compiled('a').replace('aaa', 'é', 2)).toBe('ééa');
  });

  test('refuses what it refuses in Rust, in its own words', () => {
    const result = regexes.compile('(a');
    expect(result).toMatchObject({ ok: false });
    expect(!result.ok && result.message).toBe('regex parse error:\n    (a\n    ^\nerror: unclosed group');
    expect(regexes.compile('(?=a)').ok).toBe(false);
  });
});
