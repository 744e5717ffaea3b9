// House rules that the linter (which forbids `any`) does not hold: a sentence of purpose, file length, words that do not belong in the repository.
import { expect, test } from 'vitest';
import { readSource, sourceFiles } from './sources.ts';

const sources = sourceFiles('.ts', '.mjs');

test('every source file opens with a comment that says what it is for', () => {
  expect(sources.filter((file) => !/^(#!.*\n)?(\/\/ \S|\/\*\*? ?\S)/.test(readSource(file)))).toEqual([]);
});

test('no source file is longer than 500 lines', () => {
  expect(sources.filter((file) => readSource(file).split('\n').length > 501)).toEqual([]);
});

test('no leftovers', () => {
  const leftovers = /\b(TODO|FIXME|XXX)\b|@ts-(ignore|expect-error|nocheck)|\.(only|skip)\(/;
  expect(sources.filter((file) => file !== 'test/tidy/style.test.ts' && leftovers.test(readSource(file)))).toEqual([]);
});
