// Formatted policies are stable, keep comments and mean the same to the engine. `REHEARSAL_RUNS` sets the number of random texts.

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { lexCedar } from '#core/cedar/syntax/lexer.ts';
import { policyParts } from '#core/cedar/syntax/policyParts.ts';
import { findCedarWasm, loadCedarEngine } from '#core/node/cedarWasm.ts';
import { cedarBindings } from './cedarBindings.ts';
import { wildExpression } from './expressionArbitrary.ts';
import { policySetTexts } from './policyArbitrary.ts';

const RUNS = Number(process.env['REHEARSAL_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + RUNS * 200 });
const engine = loadCedarEngine(findCedarWasm(import.meta.dirname));

function commentsOf(text: string): readonly string[] {
  return lexCedar(text)
    .filter(({ kind }) => kind === 'comment')
    .map((token) => token.text.trimEnd());
}

function meaning(text: string): readonly unknown[] {
  return policyParts(text).map(({ span, isTemplate }) => {
    const source = text.slice(span.start, span.end);
    const answer = isTemplate ? cedarBindings().templateToJson(source) : cedarBindings().policyToJson(source);
    return answer.type === 'success' ? answer.json : answer.errors.map(({ message }) => message);
  });
}

/** Comments between some of the tokens, as people leave them. */
function commented(text: string, places: readonly number[]): string {
  const tokens = lexCedar(text);
  const chosen = new Set(places.map((place) => Math.floor(place * tokens.length)));
  return tokens.map((token, i) => (chosen.has(i) ? `// é😀 ${i}\n${token.text}` : token.text)).join('');
}

const texts = fc.oneof(
  fc.tuple(policySetTexts).map(([all]) => all.slice(0, 2).join('\n')),
  wildExpression.map((expression) => `@a("x\n//y")permit(principal,action,resource)when{${expression}};`),
);

describe('formatPolicies', () => {
  it('is stable, keeps comments and line ends, and means the same to the engine', () => {
    let formatted = 0;
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        (source, places, end) => {
          const text = commented(source, places).replace(/\r?\n/g, end);
          if (engine.checkPolicies(text).length > 0) return;
          const answer = engine.formatPolicies(text);
          if (!answer.ok) throw new Error(answer.messages[0]?.message);
          formatted++;
          expect(commentsOf(answer.text)).toEqual(commentsOf(text));
          expect(meaning(answer.text)).toEqual(meaning(text));
          expect(engine.formatPolicies(answer.text)).toEqual(answer);
          const ends = lexCedar(answer.text).flatMap(({ kind, text: found }) =>
            kind === 'whitespace' ? (found.match(/\r?\n/g) ?? []) : [],
          );
          if (text.includes('\n')) expect(ends.filter((found) => found !== end)).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
    expect(formatted).toBeGreaterThan(RUNS / 4);
  });
});
