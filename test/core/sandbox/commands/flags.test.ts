// Flags and `seq`, against the recorded cases `flags-of-another-command`, `flag-short-forms` and `seq-argument-edges`.

import { describe, expect, it } from 'vitest';
import { type RhaiValue, rhaiArray, rhaiInt, rhaiString } from '#core/base/value.ts';
import { commandsSdk } from '#core/sandbox/sdk/commands/commandsSdk.ts';
import { call, constant, pureContext } from '../common/fakeContext.ts';

const PATH = rhaiString('/srv/app/a.txt');

const REFUSED: readonly (readonly [id: string, flag: RhaiValue, rest: readonly RhaiValue[], message: string])[] = [
  ['cat(array, string)', constant('LsFlag', 'all'), [PATH], 'cat: expected CatFlag flag, got rust::path::LsFlag'],
  ['cat(array, string)', rhaiString('n'), [PATH], 'cat: expected CatFlag flag, got string'],
  ['rm(array, string)', constant('CpFlag', 'f'), [PATH], 'rm: expected RmFlag flag, got rust::path::CpFlag'],
  [
    'find_files(array, string, string)',
    constant('LsFlag', 'all'),
    [PATH, PATH],
    'glob: expected GlobFlag flag, got rust::path::LsFlag',
  ],
  ['du(array, string)', constant('LsFlag', 'all'), [PATH], 'du: expected DuFlag flag, got rust::path::LsFlag'],
  ['seq(array, i64, i64)', rhaiInt(1), [rhaiInt(1), rhaiInt(2)], 'seq: expected SeqFlag flag, got i64'],
];

describe('a flag of another type', () => {
  it.each(REFUSED)('%s', (id, flag, rest, message) => {
    expect(() => call(commandsSdk, id, [rhaiArray([flag]), ...rest], pureContext())).toThrow(message);
  });
});

describe('seq', () => {
  it.each([
    [1, 1, undefined, [1]],
    [5, 1, undefined, []],
    [-2, 2, undefined, [-2, -1, 0, 1, 2]],
    [1, 6, 2, [1, 3, 5]],
    [3, 1, -1, [3, 2, 1]],
    [1, 3, -1, []],
    [0, 5, 100, [0]],
  ])('from %i to %i by %s', (start, end, step, expected) => {
    const range = [rhaiInt(start), rhaiInt(end)];
    const numbers =
      step === undefined
        ? call(commandsSdk, 'seq(i64, i64)', range)
        : call(commandsSdk, 'seq(array, i64, i64)', [rhaiArray([stepFlag(step)]), ...range]);
    expect(numbers).toEqual(rhaiArray(expected.map(rhaiInt)));
  });

  it('takes the first of two steps and refuses zero', () => {
    const range = [rhaiInt(0), rhaiInt(6)];
    const flags = rhaiArray([stepFlag(2), stepFlag(3)]);
    expect(call(commandsSdk, 'seq(array, i64, i64)', [flags, ...range])).toEqual(rhaiArray([0, 2, 4, 6].map(rhaiInt)));
    const zero = rhaiArray([stepFlag(0)]);
    expect(() => call(commandsSdk, 'seq(array, i64, i64)', [zero, ...range])).toThrow('seq: step cannot be zero');
  });
});

function stepFlag(step: number): RhaiValue {
  return call(commandsSdk, 'seq::step(i64)', [rhaiInt(step)]);
}
