// The recovering policy parser agrees with the engine on what it accepts and on its structure. `REHEARSAL_RUNS` sets the
// number of random texts.

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parsePolicies } from '#core/cedar/syntax/parsePolicies.ts';
import { policyParts } from '#core/cedar/syntax/policyParts.ts';
import { cedarBindings } from './cedarBindings.ts';
import { wildExpression } from './expressionArbitrary.ts';
import { policySetTexts } from './policyArbitrary.ts';
import { policiesJson } from './policyJson.ts';
import { damage, damaged } from './schemaArbitrary.ts';
import { type Json, Refused } from './schemaJson.ts';

const RUNS = Number(process.env['REHEARSAL_RUNS'] ?? 300);
vi.setConfig({ testTimeout: 60_000 + RUNS * 200 });

/** The engine's JSON form of each policy in order. */
function fromEngine(text: string): readonly unknown[] | 'refused' {
  if (cedarBindings().policySetTextToParts(text).type === 'failure') return 'refused';
  return policyParts(text).map(({ span, isTemplate }) => {
    const source = text.slice(span.start, span.end);
    const answer = isTemplate ? cedarBindings().templateToJson(source) : cedarBindings().policyToJson(source);
    if (answer.type === 'failure') throw new Error(answer.errors[0]?.message);
    return answer.json;
  });
}

function fromTree(text: string): readonly Json[] | 'refused' {
  const tree = parsePolicies(text);
  if (tree.errors.length > 0) return 'refused';
  try {
    return policiesJson(tree);
  } catch (error) {
    if (error instanceof Refused) return 'refused';
    throw error;
  }
}

function expectAgreement(text: string): 'accepted' | 'refused' {
  const theirs = fromEngine(text);
  expect(fromTree(text)).toEqual(theirs);
  return theirs === 'refused' ? 'refused' : 'accepted';
}

describe('parsePolicies', () => {
  it('agrees with the engine on random policies, whole and damaged', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.tuple(policySetTexts).map(([texts]) => texts.slice(0, 3).join('\r\n')),
        fc.option(damage, { nil: [] }),
        (source, changes) => {
          seen[expectAgreement(damaged(source, changes))]++;
        },
      ),
      { numRuns: RUNS },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(RUNS / 10);
  });

  it('agrees with the engine on random expressions, whole and damaged', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(wildExpression, fc.option(damage, { nil: [], freq: 3 }), (expression, changes) => {
        seen[expectAgreement(damaged(`permit(principal, action, resource) when { ${expression} };`, changes))]++;
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(RUNS / 20);
  });

  it.each([
    'resource has "a".b',
    'resource has a."b"',
    'resource has a.b.c',
    'resource has if',
    '{ if: 1 } == {}',
    '{ __cedar: 1 } == {}',
    'resource.__cedar',
    'resource.permit',
    'resource like "a*\\*\\u{2a}"',
    '1 < 2 < 3',
    '(1 < 2) == true',
    '1 == 2 like "x"',
    '!!!!!true',
    '----1',
    '!-1',
    '-9223372036854775808',
    '9223372036854775808',
    'a::ip("x")',
    'resource.contains()',
    'resource.ip("x")',
    'ip("x", "y")',
    'resource is User in if true then resource else principal',
  ])('agrees with the engine on %s', (expression) => {
    expectAgreement(`permit(principal, action, resource) when { ${expression} };`);
  });

  it.each([
    'permit(principal, action in [a::Action::"x"], resource);',
    'permit(principal, action in [], resource);',
    'permit(principal == (User::"a"), action == a::b::"x", resource);',
    'permit(principal in ?resource, action, resource);',
    'permit(principal is User == User::"a", action, resource);',
    'permit(principal: User, action, resource);',
    'permit(principal, action, resource,);',
    'permit(principal, resource, action);',
    '@a @a permit(principal, action, resource);',
    '@a("\\q") permit(principal, action, resource);',
    'permit(principal, action, resource) when {};',
    'permit(principal, action, resource) where { true };',
    'permit(principal, action == ?principal, resource) when { ?principal == principal };',
  ])('agrees with the engine on %s', (text) => {
    expectAgreement(text);
  });
});
