// The clause that an explanation names is the cause: where one clause alone keeps a policy from applying, turning that
// clause around turns the engine's decision around.

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { NO_HOST } from '#core/authz/environment.ts';
import { type PredictedCheck, predictChecks } from '#core/authz/predict.ts';
import { exact } from '#core/authz/text.ts';
import { type Span, span as spanOf } from '#core/base/span.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import type { CedarEngine, CedarRequest, PreparedPolicySet } from '#core/cedar/types.ts';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { type AnalysisEngine, createAnalysisEngine } from '#core/node/engine.ts';
import { explain, explanationMarkdown } from '#core/verdict/explanation.ts';
import { policyDocument } from '#core/verdict/policyDocument.ts';

let analysis: AnalysisEngine;
let engine: CedarEngine;
beforeAll(() => {
  analysis = createAnalysisEngine();
  engine = analysis.cedar;
});

const PATH = '/srv/app/logs/a.log';
const ACTION = 'file_system::Action::"set_x_attr"';
const CHECK: PredictedCheck = { ...someCheck(), action: ACTION };

/** A request about {@link PATH} in the form that a prediction has, with the context of an attribute. */
function someCheck(): PredictedCheck {
  const fn = loadCatalog().functionsByName('cat')[0];
  if (fn === undefined) throw new Error('no cat');
  const args = [{ kind: 'string' as const, value: PATH }];
  const { cases } = predictChecks({ function: fn, args }, { host: NO_HOST, free: () => true });
  const found = cases.flatMap(({ checks }) => checks).find(({ resourceType }) => resourceType === 'file_system::File');
  if (found === undefined) throw new Error('cat asks about no file');
  const context = { known: true as const, values: { xattr: { record: { name: 'user.a' } } }, entities: [] };
  return { ...found, resource: exact(PATH), context };
}

/** Clauses that hold for the request, and for each one that does not. */
const CLAUSES: readonly (readonly [string, string])[] = [
  ['resource.path like "/srv/*"', 'resource.path like "/etc/*"'],
  ['context.xattr.name == "user.a"', 'context.xattr.name == "user.b"'],
  ['["user.a", "user.c"].contains(context.xattr.name)', '["user.c"].contains(context.xattr.name)'],
  ['!(resource.path like "*secret*")', '!(resource.path like "*.log")'],
  ['resource in file_system::Dir::"/srv/app"', 'resource in file_system::Dir::"/srv/other"'],
  ['principal == User::"agent"', 'principal == User::"root"'],
  ['(resource has owner || resource.path != "/")', '(resource has owner || resource.path == "/")'],
  ['(if context has xattr then true else false)', '(if context has other then true else false)'],
];

const conditions = fc.uniqueArray(fc.nat(CLAUSES.length - 1), { minLength: 1, maxLength: 4 }).chain((chosen) =>
  fc.record({
    chosen: fc.constant(chosen),
    wrong: fc.nat(chosen.length - 1),
    groups: fc.infiniteStream(fc.boolean()),
  }),
);

interface Built {
  readonly policy: string;
  /** The one clause that does not hold, as it is written in the policy. */
  readonly cause: string;
}

/** A permit with one clause that fails; conditions are written as `when` with `&&`, several `when`, or `unless`. */
const permits: fc.Arbitrary<Built> = fc
  .tuple(conditions, fc.constantFrom('clause', 'unless', 'scope'))
  .map(([{ chosen, wrong, groups }, form]) => {
    const written = chosen.map((index, i) => CLAUSES[index]?.[form !== 'scope' && i === wrong ? 1 : 0] ?? 'true');
    const resource = form === 'scope' ? 'resource in file_system::Dir::"/srv/other"' : 'resource';
    let text = `permit(principal, action == ${ACTION}, ${resource})`;
    let open = false;
    for (const [i, clause] of written.entries()) {
      const asUnless = form === 'unless' && i === wrong;
      if (asUnless) text += `${open ? ' }' : ''}\nunless { resource.path == "/never" || !(${clause}) }`;
      else text += open && groups.next().value ? ` && ${clause}` : `${open ? ' }' : ''}\nwhen { ${clause}`;
      open = !asUnless;
    }
    const failing = written[wrong] ?? '';
    const cause = form === 'scope' ? resource : form === 'unless' ? `!(${failing})` : failing;
    return { policy: `${text}${open ? ' }' : ''};`, cause };
  });

function prepare(text: string): PreparedPolicySet {
  const result = engine.prepare(text);
  if (!result.ok) throw new Error(`${result.messages[0]?.message} in ${text}`);
  return result.policySet;
}

function explained(text: string, verdict: 'deny' | 'open' = 'deny') {
  const policySet = prepare(text);
  const document = policyDocument('p.cedar', text, policySet, engine);
  const first = explain({ check: CHECK, verdict, policies: [], made: 'always' }, 'agent', document);
  const request = first.request;
  if (request === undefined) throw new Error('no request');
  const { decision, determining } = policySet.authorize(request);
  return {
    decision,
    request,
    explanation: explain({ check: CHECK, verdict, policies: determining, made: 'always' }, 'agent', document),
  };
}

function decide(text: string, request: CedarRequest): string {
  return prepare(text).authorize(request).decision;
}

/** The policy with a clause turned into its opposite; a part of the scope is taken back to its variable. */
function flipped(text: string, { start, end }: Span, kind: string): string {
  const written = text.slice(start, end);
  const isScope = kind === 'resource' || kind === 'principal' || kind === 'action';
  return text.slice(0, start) + (isScope ? kind : `!(${written})`) + text.slice(end);
}

describe('the clause that is named', () => {
  test('of a permit turns the denial around', () => {
    fc.assert(
      fc.property(permits, ({ policy, cause }) => {
        const { decision, request, explanation } = explained(policy);
        expect(decision).toBe('deny');
        const [permit] = explanation.policies;
        expect(permit?.role).toBe('closest');
        const [answer, ...others] = permit?.clauses ?? [];
        expect(others).toEqual([]);
        if (answer === undefined) throw new Error(`nothing named in ${policy}`);
        const span = spanOf(answer.clause.span.start, answer.clause.span.end);
        expect(policy.slice(span.start, span.end)).toBe(cause.replace(/^\((.*)\)$/, '$1'));
        expect(decide(flipped(policy, span, answer.clause.kind), request)).toBe('allow');
      }),
    );
  });

  test('of a forbid turns the denial around', () => {
    const forbids = fc.uniqueArray(fc.nat(CLAUSES.length - 1), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(forbids, (chosen) => {
        const written = chosen.map((index) => CLAUSES[index]?.[0] ?? 'true');
        const policy = `permit(principal, action, resource);\nforbid(principal, action, resource) when { ${written.join(' && ')} };`;
        const { decision, request, explanation } = explained(policy);
        expect(decision).toBe('deny');
        const [forbid] = explanation.policies;
        expect([forbid?.role, forbid?.policy.id]).toEqual(['forbids', 'policy1']);
        expect(forbid?.clauses).toHaveLength(written.length);
        for (const { clause } of forbid?.clauses ?? [])
          expect(decide(flipped(policy, clause.span, clause.kind), request)).toBe('allow');
      }),
    );
  });

  test('is the first that fails, not one that fails for want of it', () => {
    const { explanation } = explained(
      'permit(principal, action, resource) when { context has owner && context.owner == "x" && resource.path like "/srv/*" };',
    );
    expect(explanation.policies[0]?.clauses.map(({ clause }) => clause.text)).toEqual(['context has owner']);
  });
});

test('of several permits the one with the fewest failing clauses is told first, with its values', () => {
  const { explanation } = explained(
    [
      'permit(principal, action, resource in file_system::Dir::"/srv/app/logs") when { context.xattr.name == "x" && resource.path like "*.txt" };',
      'permit(principal, action, resource) when { resource.path like "/srv/app/*.txt" };',
    ].join('\n'),
  );
  expect(explanation.policies.map(({ policy }) => policy.id)).toEqual(['policy1', 'policy0']);
  expect(explanation.policies[0]?.obstacle).toBe(
    'whose condition resource.path like "/srv/app/*.txt" is false for resource.path "/srv/app/logs/a.log"',
  );
  expect(explanationMarkdown(explanation)).toContain(
    '  - ✗ `resource.path like "/srv/app/*.txt"`, with `resource.path = "/srv/app/logs/a.log"`',
  );
});

test('a finding leads to the clause', () => {
  const policy =
    'permit(principal, action, resource);\nforbid(principal, action == file_system::Action::"delete", resource)\nwhen { resource.path like "*.keep" };';
  const script = 'rm("/srv/app/a.keep")';
  const { diagnostics } = new ScriptChecker(analysis, 'agent').check(script, {
    policy: { name: 'p.cedar', text: policy },
  });
  const related = diagnostics.find(({ code }) => code === 'denied-call')?.related ?? [];
  expect(related.map(({ message }) => message)).toEqual([
    'policy1 forbids it.',
    'resource.path like "*.keep" is true for resource.path "/srv/app/a.keep".',
  ]);
  expect(related.map(({ span }) => policy.slice(span.start, span.end))[1]).toBe('resource.path like "*.keep"');
});
