// Random texts with a hole, and instances of them.

import fc from 'fast-check';
import { exact, type HoleShape, pattern, type Text } from '#core/authz/text.ts';

const NAMES = ['a', 'b', 'app', 'x.log', '.env', 'app2', '...', 'key'];
const ODD = ['', '.', '/', '//', './', '/./x', 'a/', 'a//b', '../b', '..', '/etc'];

const name = fc.constantFrom(...NAMES);
const names = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));

/** A text and a string that is one of its instances. */
export interface Sample {
  readonly text: Text;
  readonly instance: string;
}

const prefixes = fc.constantFrom(
  '/',
  '/srv/',
  '/srv/app/',
  '/srv/app/a',
  '/srv/./app/',
  '/srv//app/',
  '/srv/app/.',
  '/srv/app',
);
const suffixes = fc.constantFrom('', '/key', '.log', '/a/b', '/', '/./x');

/** Texts whose hole can hold anything, as arguments bring them. */
export const openSample: fc.Arbitrary<Sample> = fc
  .record({
    prefix: prefixes,
    suffix: suffixes,
    fill: fc.oneof(names, fc.constantFrom(...ODD)),
    slashless: fc.boolean(),
  })
  .filter(({ fill, slashless }) => !slashless || !fill.includes('/'))
  .map(({ prefix, suffix, fill, slashless }) => ({
    text: pattern(prefix, slashless ? 'slashless' : 'any', suffix, 'argument x'),
    instance: prefix + fill + suffix,
  }));

const SHAPED: readonly (readonly [HoleShape, string, fc.Arbitrary<string>])[] = [
  ['component', '/srv/app/', name],
  ['deep', '/srv/app/', fc.tuple(name, names).map((parts) => parts.join('/'))],
  ['relative', '/srv/app/', names],
  ['below', '/srv/app', fc.option(names, { nil: '' }).map((rest) => (rest === '' ? '' : `/${rest}`))],
  ['name', '/srv/app/a', fc.constantFrom('', 'b', '.c')],
  [
    'path',
    '/srv/app/a',
    fc.oneof(
      fc.constantFrom('', 'b'),
      names.map((rest) => `/${rest}`),
    ),
  ],
];

/** Texts in normal form, as resolved paths and entries of directories bring them. */
export const shapedSample: fc.Arbitrary<Sample> = fc.constantFrom(...SHAPED).chain(([shape, prefix, fill]) =>
  fc.tuple(fill, fc.constantFrom('', '/key')).map(([filled, suffix]) => ({
    text: pattern(prefix, shape, suffix, 'an entry'),
    instance: prefix + filled + suffix,
  })),
);

export const exactSample: fc.Arbitrary<Sample> = fc
  .oneof(
    names.map((path) => `/${path}`),
    fc.constantFrom('/', '/srv//app', '/srv/./app', '/srv/app/', 'app', ''),
  )
  .map((path) => ({ text: exact(path), instance: path }));

export const sample: fc.Arbitrary<Sample> = fc.oneof(openSample, shapedSample, exactSample);

/** Whether a string can be an instance of a text; an independent reading of what the shapes promise. */
export function isInstance(text: Text, value: string): boolean {
  if (text.kind === 'exact') return text.value === value;
  const { prefix, suffix, hole } = text;
  if (!value.startsWith(prefix) || !value.endsWith(suffix) || value.length < prefix.length + suffix.length)
    return false;
  const filled = value.slice(prefix.length, value.length - suffix.length);
  const relative = filled.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  switch (hole) {
    case 'any':
    case 'path':
      return true;
    case 'slashless':
    case 'name':
      return !filled.includes('/');
    case 'component':
      return relative && !filled.includes('/');
    case 'relative':
      return relative;
    case 'deep':
      return relative && filled.includes('/');
    case 'below':
      return (
        filled === '' ||
        (filled.startsWith('/') &&
          filled
            .slice(1)
            .split('/')
            .every((part) => part !== '' && part !== '.' && part !== '..'))
      );
  }
}
