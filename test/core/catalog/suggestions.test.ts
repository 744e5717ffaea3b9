// Suggestions stay within the namespace or serve the purpose, and everything they propose exists.

import { describe, expect, it } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import purposes from '#core/catalog/facts/purposes.json' with { type: 'json' };
import { editDistance, type SuggestionScope, suggestModules, suggestNames } from '#core/catalog/suggestions.ts';

const catalog = loadCatalog();

function uses(name: string, scope: SuggestionScope = {}): readonly (string | undefined)[] {
  return suggestNames(catalog, name, scope).map((suggestion) => suggestion.use);
}

describe('suggestNames', () => {
  it.each([
    ['read_file', 'cat(path)'],
    ['println', 'info(text)'],
    ['append', 'write([write::append], path, text)'],
    ['fetch', 'curl(url)'],
  ])('%s by purpose', (name, use) => {
    expect(uses(name)).toEqual([use]);
  });

  it('says that nothing does the job instead of guessing', () => {
    expect(suggestNames(catalog, 'exists')).toEqual([{ kind: 'purpose', note: expect.stringContaining('ls') }]);
    expect(uses('sort_by_time', { namespace: 'ls' })).toEqual([undefined]);
  });

  it('looks at the number of arguments where the name exists elsewhere', () => {
    expect(uses('replace', { argumentCount: 2 })).toEqual(['write([write::replace], path, text)']);
    expect(uses('replace', { argumentCount: 3 })).not.toContain('write([write::replace], path, text)');
  });

  it('finds slips of the pen', () => {
    expect(uses('gerp')).toContain('grep');
    expect(uses('awkField')).toContain('awk_field');
    expect(uses('readLines', { receiver: 'RcFileHandle' })).toContain('read_lines');
    expect(uses('recurisve', { namespace: 'rm' })).toEqual(['recursive']);
    expect(uses('PermisionDenied', { namespace: 'IoErrorKind' })).toEqual(['PermissionDenied']);
  });

  it('stays within the receiver', () => {
    const members = new Set(
      [...catalog.methodsOf('DirEntry'), ...catalog.gettersOf('DirEntry')].map((member) => member.name),
    );
    for (const name of ['opn_as_file', 'metdata', 'nam', 'typ']) {
      expect(uses(name, { receiver: 'DirEntry' }).every((use) => use !== undefined && members.has(use))).toBe(true);
    }
  });

  it('takes names that the caller knows', () => {
    expect(uses('check_dsik', { names: ['check_disk'] })).toContain('check_disk');
  });

  it('proposes nothing where nothing is near', () => {
    expect(uses('qqqqqqqqq')).toEqual([]);
  });
});

describe('suggestModules', () => {
  it('knows modules that do not exist and those misspelt', () => {
    expect(suggestModules(catalog, 'kill')).toMatchObject([{ kind: 'purpose' }]);
    expect(suggestModules(catalog, 'IOErrorKind')[0]?.use).toBe('IoErrorKind');
    expect(uses('SIGKILL', { namespace: 'kill' })).toEqual(['Signal::SIGKILL']);
  });
});

describe('purposes', () => {
  it('propose only what exists', () => {
    const unknown = purposes.flatMap(({ use }) =>
      use === null ? [] : unknownParts(use).map((part) => `${part} in ${use}`),
    );
    expect(unknown).toEqual([]);
  });

  it('stand for names that do not exist', () => {
    const real = purposes.flatMap(({ names }) => names.filter(exists));
    expect(real).toEqual([]);
  });
});

describe('editDistance', () => {
  it.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['gerp', 'grep', 1],
    ['same', 'same', 0],
  ])('%s to %s', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });
});

const LANGUAGE = new Set(['len', 'to_string', 'parse_int', 'parse_json', 'to_int']);

function unknownParts(use: string): readonly string[] {
  const members = [...use.matchAll(/(\w+)::(\w+)/g)].filter(
    ([, module = '', name = '']) => catalog.moduleMember(module, name) === undefined,
  );
  const calls = [...use.matchAll(/(?<!::\w*)\b(\w+)\(/g)].filter(
    ([, name = '']) => catalog.functionsByName(name).length === 0 && !LANGUAGE.has(name),
  );
  return [...members, ...calls].map(([part]) => part);
}

/** Names with an argument count and the builders of the language are taken where the count does not fit. */
function exists(name: string): boolean {
  const [, module, member] = /^(\w+)::(\w+)$/.exec(name) ?? [];
  if (module !== undefined && member !== undefined) return catalog.moduleMember(module, member) !== undefined;
  const [, receiver, own] = /^(\w+)\.(\w+)$/.exec(name) ?? [];
  if (receiver === undefined || own === undefined) return false;
  return [...catalog.methodsOf(receiver), ...catalog.gettersOf(receiver)].some((candidate) => candidate.name === own);
}
