// House rules that the linter cannot hold, or holds only while nobody switches it off: a sentence of purpose, file length, words that do not belong in the repository.
import { expect, test } from 'vitest';
import { readSource, sourceFiles } from './sources.ts';

const sources = sourceFiles('.ts', '.mjs');

const ESCAPE = /:\s*any\b|\bas any\b|<any\b/;

/** This file names what it looks for, in patterns, which are no texts. */
const SELF = 'test/tidy/style.test.ts';

/** A source with its comments and the contents of its texts left out. */
function codeOf(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g, "''");
}

test('every source file opens with a comment that says what it is for', () => {
  expect(sources.filter((file) => !/^(#!.*\n)?(\/\/ \S|\/\*\*? ?\S)/.test(readSource(file)))).toEqual([]);
});

test('no source file is longer than 500 lines', () => {
  expect(sources.filter((file) => readSource(file).split('\n').length > 501)).toEqual([]);
});

test('no leftovers', () => {
  const leftovers = /\b(TODO|FIXME|XXX)\b|@ts-(ignore|expect-error|nocheck)|\.(only|skip)\(/;
  expect(sources.filter((file) => file !== SELF && leftovers.test(readSource(file)))).toEqual([]);
});

test('no any: not as a type, not as a way out', () => {
  expect(sources.filter((file) => file !== SELF && ESCAPE.test(codeOf(readSource(file))))).toEqual([]);
});

test.each([
  ['const a: any = 1;', true],
  ['f(x as any)', true],
  ['type A = Array<any>;', true],
  ["const text = 'element: any';", false],
  ['const text = `as any`;', false],
  ['// any: a word\n/* as any */ const b = 1;', false],
  ["const company: string = '';", false],
])('%s has an escape: %s', (code, expected) => {
  expect(ESCAPE.test(codeOf(code))).toBe(expected);
});
