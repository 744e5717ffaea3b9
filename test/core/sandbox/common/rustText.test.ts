// Text operations, against the documented behaviour of Rust's `str`.

import { describe, expect, it } from 'vitest';
import {
  fixedFloat64,
  lines,
  parseFloat64,
  replaceEvery,
  replaceFirst,
  split,
  sumFloat64,
  trim,
} from '#core/sandbox/sdk/common/rustText.ts';

describe('lines', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb\r', ['a', 'b\r']],
    ['\n\n', ['', '']],
    ['\r\n', ['']],
  ])('%j', (text, expected) => expect(lines(text)).toEqual(expected));
});

describe('split and replace', () => {
  it('split', () => {
    expect(split('', ',')).toEqual(['']);
    expect(split('a,,b', ',')).toEqual(['a', '', 'b']);
    expect(split('é😀', '')).toEqual(['', 'é', '😀', '']);
  });

  it('replace without the meaning of dollar signs', () => {
    expect(replaceFirst('aXbX', 'X', '$&')).toBe('a$&bX');
    expect(replaceEvery('aXbX', 'X', '$1')).toBe('a$1b$1');
    expect(replaceEvery('ab', '', '-')).toBe('-a-b-');
    expect(replaceFirst('ab', '', '-')).toBe('-ab');
  });
});

describe('numbers', () => {
  it.each([
    ['1.', 1],
    ['.5', 0.5],
    ['+1e3', 1000],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
    ['1_000', undefined],
    ['0x10', undefined],
    ['', undefined],
    ['.', undefined],
  ])('%j', (text, expected) => expect(parseFloat64(text)).toBe(expected));

  it('trim as Rust does', () => {
    expect(trim('\u0085 1 \u00a0')).toBe('1');
    expect(trim('\ufeff1')).toBe('\ufeff1');
  });

  it('sum starts from negative zero', () => {
    expect(sumFloat64([])).toBe(-0);
    expect(sumFloat64([1, 2.5])).toBe(3.5);
  });
});

describe('fixedFloat64', () => {
  // As Rust's `format!` printed them.
  it.each([
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [-0.125, 2, '-0.12'],
    [2.5, 0, '2'],
    [3.5, 0, '4'],
    [0.25, 1, '0.2'],
    [1.005, 2, '1.00'],
    [99.999, 2, '100.00'],
    [0, 2, '0.00'],
  ])('%d to %d digits is %s', (value, digits, text) => {
    expect(fixedFloat64(value, digits)).toBe(text);
  });
});
