// A broken analysis is noticed by generated cases: for some of the mutants of `npm run mutation`, the case that is known to.

import { describe, expect, test } from 'vitest';
import { mutants, noticingSeed } from '../../scripts/mutation.mjs';

/** REHEARSAL_MUTANTS asks for more of them than the usual few. */
const COUNT = Number(process.env['REHEARSAL_MUTANTS'] ?? 4);

describe('noticed is', () => {
  const known = mutants().flatMap(({ seed, ...mutant }) => (seed === undefined ? [] : [{ ...mutant, seed }]));
  const chosen = known.filter((_, i) => i % Math.ceil(known.length / COUNT) === 0);
  test.each(chosen)('that $name', { timeout: 300_000 }, async (mutant) => {
    expect(await noticingSeed(mutant, [mutant.seed])).toBe(mutant.seed);
  });
});
