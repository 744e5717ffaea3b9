// What conditions say about a text is never more than what is true of it: a text that took these branches stays possible.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AbstractValue, Hole } from '#core/base/abstractValue.ts';
import { narrowContains, narrowEmpty, narrowEnd, narrowEqual, narrowStart } from '#core/rhai/flow/narrow.ts';

const texts = fc.array(fc.constantFrom('/', '.', 'a', '..', '/a'), { maxLength: 5 }).map((parts) => parts.join(''));

interface Condition {
  readonly kind: string;
  readonly text: string;
}

/** Those that guards are made of. */
const GUARDS: readonly Condition[] = [
  ...['.', '/', '/a', 'a/'].map((text) => ({ kind: 'starts', text })),
  ...['/', '//', '/.', '..'].map((text) => ({ kind: 'contains', text })),
  ...['', '.', '..', '/a'].map((text) => ({ kind: 'equals', text })),
  ...['/', '.'].map((text) => ({ kind: 'ends', text })),
  { kind: 'empty', text: '' },
];
const conditions = fc
  .tuple(
    fc.shuffledSubarray([...GUARDS]),
    fc.array(fc.record({ kind: fc.constantFrom('starts', 'ends', 'contains', 'equals', 'empty'), text: texts }), {
      maxLength: 3,
    }),
  )
  .map((parts) => parts.flat());

function truth(kind: string, value: string, text: string): boolean {
  switch (kind) {
    case 'starts':
      return value.startsWith(text);
    case 'ends':
      return value.endsWith(text);
    case 'contains':
      return value.includes(text);
    case 'equals':
      return value === text;
    default:
      return value === '';
  }
}

function narrowed(value: AbstractValue, kind: string, text: string, holds: boolean): AbstractValue | undefined {
  switch (kind) {
    case 'starts':
      return narrowStart(value, text, holds);
    case 'ends':
      return narrowEnd(value, text, holds);
    case 'contains':
      return narrowContains(value, text, holds);
    case 'equals':
      return narrowEqual(value, { kind: 'string', value: text }, holds);
    default:
      return narrowEmpty(value, holds);
  }
}

const NAME = /^(?!\.{0,2}$)[^/]+$/;

function mayHold(hole: Hole, text: string): boolean {
  if (hole.component === true && !NAME.test(text)) return false;
  if (hole.relative === true && !text.split('/').every((name) => NAME.test(name))) return false;
  return (
    hole.excludes?.some((part) => text.includes(part)) !== true &&
    hole.startsNot?.some((part) => text.startsWith(part)) !== true &&
    hole.endsNot?.some((part) => text.endsWith(part)) !== true &&
    hole.isNot?.includes(text) !== true
  );
}

function contains(value: AbstractValue, text: string): boolean {
  if (value.kind === 'unknown') return true;
  if (value.kind === 'string') return value.value === text;
  if (value.kind === 'oneOf') return value.values.some((one) => contains(one, text));
  return value.kind === 'pattern' && matches(value.parts, text);
}

function matches([first, ...rest]: readonly (string | Hole)[], text: string): boolean {
  if (first === undefined) return text === '';
  if (typeof first === 'string') return text.startsWith(first) && matches(rest, text.slice(first.length));
  return Array.from({ length: text.length + 1 }, (_, length) => length).some(
    (length) => mayHold(first, text.slice(0, length)) && matches(rest, text.slice(length)),
  );
}

const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 3000);

test('over generated texts and conditions', () => {
  let settled = 0;
  fc.assert(
    fc.property(texts, texts, texts, fc.boolean(), conditions, (before, inner, after, isOpen, asked) => {
      const parts = [before, { source: 'x' }, after].filter((part) => part !== '');
      const text = isOpen ? inner : before + inner + after;
      let value: AbstractValue | undefined = isOpen
        ? { kind: 'unknown', source: 'x', type: 'string' }
        : { kind: 'pattern', parts };
      for (const { kind, text: other } of asked) {
        if (value === undefined) break;
        value = narrowed(value, kind, other, truth(kind, text, other));
      }
      expect(value !== undefined && contains(value, text), JSON.stringify(value)).toBe(true);
      if (/"(relative|component)"/.test(JSON.stringify(value))) settled++;
    }),
    { numRuns: RUNS },
  );
  expect(settled).toBeGreaterThan(0);
});
