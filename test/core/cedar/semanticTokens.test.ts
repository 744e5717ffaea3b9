// Semantic tokens of policies, in order and without overlap.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePolicies } from '#core/cedar/syntax/parsePolicies.ts';
import { semanticTokens } from '#core/cedar/syntax/semanticTokens.ts';
import { policySetTexts } from './policyArbitrary.ts';

it('says what each word is', () => {
  const text = `// note
@id("x") permit(principal == User::"a", action == a::Action::"read", resource is a::File)
when { resource.path has b && ip("1.1.1.1").isIpv4() && context["k"] == {n: 1} && ?resource };`;
  const tokens = semanticTokens(parsePolicies(text)).map(
    ({ span, type }) => `${type} ${text.slice(span.start, span.end)}`,
  );
  expect(tokens).toEqual([
    'comment // note',
    'decorator id',
    'string "x"',
    'keyword permit',
    'variable principal',
    'type User',
    'string "a"',
    'variable action',
    'namespace a',
    'type Action',
    'enumMember "read"',
    'variable resource',
    'namespace a',
    'type File',
    'keyword when',
    'variable resource',
    'property path',
    'property b',
    'function ip',
    'string "1.1.1.1"',
    'method isIpv4',
    'variable context',
    'property "k"',
    'property n',
    'number 1',
    'parameter ?resource',
  ]);
});

it('never overlaps', () => {
  fc.assert(
    fc.property(policySetTexts, fc.nat(300), (texts, length) => {
      let last = 0;
      for (const { span } of semanticTokens(parsePolicies(texts.join('\n').slice(length)))) {
        expect(span.start).toBeGreaterThanOrEqual(last);
        last = span.end;
      }
    }),
    { numRuns: 200 },
  );
});
