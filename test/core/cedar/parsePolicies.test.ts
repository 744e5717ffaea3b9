// The recovering parser agrees with the engine on what it accepts, and finds structure in what is still being typed.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expressionsOf, type PoliciesNode, type PolicyNode, scopePart } from '#core/cedar/syntax/ast.ts';
import { lexCedar } from '#core/cedar/syntax/lexer.ts';
import { parsePolicies } from '#core/cedar/syntax/parsePolicies.ts';
import { policyParts } from '#core/cedar/syntax/policyParts.ts';
import { findCedarWasm, loadCedarEngine } from '#core/node/cedarWasm.ts';
import { policySetTexts } from './policyArbitrary.ts';

const engine = loadCedarEngine(findCedarWasm(import.meta.dirname));
const CONFORMANCE = path.join(import.meta.dirname, '../../conformance');

function recordedPolicies(): ReadonlySet<string> {
  const files = readdirSync(CONFORMANCE, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('policy.cedar'),
  );
  return new Set(files.map((name) => readFileSync(path.join(CONFORMANCE, name), 'utf8')));
}

function annotationsOf(policy: PolicyNode): Readonly<Record<string, string>> {
  return Object.fromEntries(
    policy.annotations.map((annotation) => [annotation.name?.text ?? '', annotation.value?.value ?? '']),
  );
}

function expectAgreement(text: string): void {
  const prepared = engine.prepare(text);
  if (!prepared.ok) return;
  const tree = parsePolicies(text);
  expect(tree.errors).toEqual([]);
  const ours = tree.policies.map((policy) => ({
    effect: policy.effect?.text,
    annotations: annotationsOf(policy),
    span: policy.span,
  }));
  expect(ours).toEqual(
    prepared.policySet.policies.map(({ effect, annotations, span }) => ({ effect, annotations, span })),
  );
  expect(policyParts(text).map((part) => part.head.end)).toEqual(tree.policies.map((policy) => policy.scopeSpan?.end));
  for (const policy of tree.policies) {
    expect(policy.scope.map((part) => part.variable.text)).toEqual(['principal', 'action', 'resource']);
    for (const expression of expressionsOf(policy)) expect(expression.kind).not.toBe('error');
  }
}

/** A tree in short: effect, scope and conditions of each policy, with what was skipped. */
function outline(tree: PoliciesNode): readonly string[] {
  const source = (span: { start: number; end: number } | undefined) => tree.text.slice(span?.start, span?.end);
  return tree.policies.map((policy) => {
    const parts = policy.scope.map((part) => source(part.span)).join(' | ');
    return `${policy.effect?.text ?? '?'} (${parts}) ${policy.conditions.map((condition) => source(condition.span)).join(' ')}`.trim();
  });
}

describe('lexCedar', () => {
  it('covers any text without gaps', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc
            .array(fc.constantFrom('"', '\\', '::', ':', 'é', '😀', '?x', '?', '/', '//', '\r\n', 'a1', '7'))
            .map((parts) => parts.join('')),
        ),
        (text) => {
          const tokens = lexCedar(text);
          expect(tokens.map((token) => token.text).join('')).toBe(text);
          expect(
            tokens.every((token) => token.end - token.start === token.text.length && token.end > token.start),
          ).toBe(true);
        },
      ),
    );
  });
});

describe('parsePolicies', () => {
  it('agrees with the engine on every recorded policy', () => {
    const texts = recordedPolicies();
    expect(texts.size).toBeGreaterThan(100);
    for (const text of texts) expectAgreement(text);
  });

  it('agrees with the engine on random policies', () => {
    fc.assert(
      fc.property(policySetTexts, (texts) => expectAgreement(texts.join('\r\n'))),
      { numRuns: 500 },
    );
  });

  it('and the engine both read half of a character as its replacement', () => {
    const text = 'permit(principal == User::"\ud83d", action, resource);';
    expect(engine.prepare(text).ok).toBe(true);
    expect(parsePolicies(text).errors).toEqual([]);
  });

  it('yields a tree for any part of a policy text, with spans inside it', () => {
    fc.assert(
      fc.property(policySetTexts, fc.nat(400), fc.nat(40), (texts, from, length) => {
        const whole = texts.join('\n');
        const text = whole.slice(0, from) + whole.slice(from + length);
        const tree = parsePolicies(text);
        let last = 0;
        for (const policy of tree.policies) {
          expect(policy.span.start).toBeGreaterThanOrEqual(last);
          last = policy.span.end;
          for (const expression of expressionsOf(policy)) {
            expect(expression.span.start).toBeGreaterThanOrEqual(policy.span.start);
            expect(expression.span.end).toBeLessThanOrEqual(policy.span.end);
            expect(expression.span.start).toBeLessThanOrEqual(expression.span.end);
          }
        }
        expect(last).toBeLessThanOrEqual(text.length);
        if (!engine.prepare(text).ok) return;
        expect(tree.errors).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'a policy that breaks off',
      'permit(principal == User::"a", action ==',
      ['permit (principal == User::"a" | action ==)'],
    ],
    [
      'a missing semicolon',
      'permit(principal, action, resource)\n@id("b") forbid(principal, action, resource);',
      ['permit (principal | action | resource)', 'forbid (principal | action | resource)'],
    ],
    [
      'a policy that breaks off before another',
      'permit(principal in \nforbid(principal, action, resource);',
      ['permit (principal in)', 'forbid (principal | action | resource)'],
    ],
    [
      'a half-typed condition',
      'permit(principal, action, resource) when { resource. };\npermit(principal, action, resource);',
      ['permit (principal | action | resource) when { resource. }', 'permit (principal | action | resource)'],
    ],
    [
      'a string without an end',
      'permit(principal, action, resource == User::"x\n);\nforbid(principal, action, resource);',
      ['permit (principal | action | resource == User::)', 'forbid (principal | action | resource)'],
    ],
    ['an unknown effect', 'allow(principal, action, resource);', ['allow (principal | action | resource)']],
    [
      'rubbish between policies',
      '}} ; permit(principal, action, resource);',
      ['permit (principal | action | resource)'],
    ],
    ['an annotation alone', '@id("x")', ['? ()']],
  ])('finds structure in %s', (_, text, expected) => {
    const tree = parsePolicies(text);
    expect(outline(tree)).toEqual(expected);
    expect(tree.errors.length > 0 || text.startsWith('allow')).toBe(true);
  });

  it('tells apart what stands in a scope', () => {
    const [policy] = parsePolicies(
      'permit(principal is User in Group :: "g\\u{e9}\\"", action in [a::Action::"x", b::Action::"y"], resource == ?resource);',
    ).policies;
    if (policy === undefined) throw new Error('no policy');
    const principal = scopePart(policy, 'principal');
    expect(principal?.type).toMatchObject({ kind: 'name', name: { text: 'User' } });
    expect(principal?.target).toMatchObject({ kind: 'entity', type: { text: 'Group' }, id: { value: 'gé"' } });
    expect(scopePart(policy, 'action')?.target).toMatchObject({
      kind: 'set',
      items: [{ kind: 'entity' }, { kind: 'entity' }],
    });
    expect(scopePart(policy, 'resource')).toMatchObject({
      operator: '==',
      target: { kind: 'slot', text: '?resource' },
    });
  });

  it('survives any depth', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['{a: ', '}'],
      ['!(', ')'],
      ['if ', ' then 1 else 2'],
      ['f(', ')'],
    ]) {
      const tree = parsePolicies(
        `permit(principal, action, resource) when { ${open?.repeat(20_000)}1${close?.repeat(20_000)} };\npermit(principal, action, resource);`,
      );
      expect(tree.policies.at(-1)?.scope).toHaveLength(3);
    }
  });
});
