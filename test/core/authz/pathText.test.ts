// Path operations on open texts give sets that hold what the real operation gives for every instance.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Choices, forEachChoice } from '#core/authz/choices.ts';
import { normalPath } from '#core/authz/environment.ts';
import { baseText, concatText, joinText, namedText, normalText, parentText, shaped } from '#core/authz/pathText.ts';
import { displayText, exact, type Text } from '#core/authz/text.ts';
import { fileName, joinPath, parentPath } from '#core/base/posixPath.ts';
import { isInstance, openSample, sample } from './textArbitrary.ts';

const holds = (text: Text | undefined, value: string | undefined): boolean =>
  value === undefined || (text !== undefined && isInstance(text, value));

function report(text: Text | undefined): string {
  return text === undefined ? 'nothing' : `${displayText(text)} (${text.kind === 'pattern' ? text.hole : 'exact'})`;
}

test('parent, name and normal form hold for every instance', () => {
  fc.assert(
    fc.property(sample, ({ text, instance }) => {
      // A path that goes up is refused before it is taken apart, and one that does not start at the root too.
      fc.pre(!instance.split('/').includes('..') && instance.startsWith('/'));
      expect(holds(parentText(text), parentPath(instance)), `parent ${report(parentText(text))}`).toBe(true);
      expect(holds(baseText(text), fileName(instance)), `base ${report(baseText(text))}`).toBe(true);
      expect(holds(normalText(text), normalPath(instance)), `normal ${report(normalText(text))}`).toBe(true);
      const parent = parentPath(instance);
      const name = fileName(instance);
      const named = parent === undefined || name === undefined ? undefined : joinPath(parent, name);
      expect(holds(namedText(text), named), `named ${report(namedText(text))}`).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test('join and concatenation hold for every instance', () => {
  fc.assert(
    fc.property(sample, sample, fc.constantFrom('b', 'x/y', '', '/etc', 'b/'), (left, right, literal) => {
      expect(holds(joinText(left.text, exact(literal)), joinPath(left.instance, literal))).toBe(true);
      expect(holds(joinText(left.text, right.text), joinPath(left.instance, right.instance))).toBe(true);
      expect(holds(concatText(left.text, right.text), left.instance + right.instance)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test('the shapes of an open text together hold every instance', () => {
  fc.assert(
    fc.property(openSample, ({ text, instance }) => {
      fc.pre(!instance.split('/').includes('..'));
      const shapes = forEachChoice(16, (choices: Choices) => shaped(text, choices, () => true));
      expect(
        shapes.some((shape) => holds(shape, instance)),
        shapes.map(report).join(', '),
      ).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
