// The permit that is proposed for a call lets it through, changes no other decision than the preview names, and validates.

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { finish } from '#core/base/steps.ts';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { type AnalysisEngine, createAnalysisEngine } from '#core/node/engine.ts';
import { changedCalls } from '#core/policyTools/compareCalls.ts';
import { permitCall, permitSteps } from '#core/policyTools/permitCall.ts';

let analysis: AnalysisEngine;
let checker: ScriptChecker;
beforeAll(() => {
  analysis = createAnalysisEngine();
  checker = new ScriptChecker(analysis, 'agent');
});

const OTHERS = [
  'cat("/srv/app/a.log")',
  'cat("/srv/app/b.log")',
  'rm("/srv/app/a.log")',
  'ls("/srv/app")',
  'write("/srv/out/x", "1")',
  'cat("/etc/shadow")',
  'ps()',
  'curl("http://127.0.0.1/")',
];
const CALLS = [
  ...OTHERS,
  'mkdir("/srv/out/new")',
  'touch("/srv/out/t")',
  'for f in ["a", "b"] { cat("/srv/app/" + f) }',
  'cat("/srv/app/" + name)',
  'cat("/srv/app/" + name + ".log")',
  'SystemInfo().memory_info()',
  'mv("/srv/app/a.log", "/srv/out/a.log")',
  'find_files("/srv/app", "*.log")',
];

const POLICIES = [
  'permit(principal == User::"agent", action in [file_system::Action::"open", file_system::Action::"read"], resource in file_system::Dir::"/srv/app");',
  'permit(principal, action == file_system::Action::"open", resource);',
  'permit(principal == User::"agent", action == file_system::Action::"stat", resource is file_system::File);',
  'forbid(principal, action == file_system::Action::"delete", resource);',
  'forbid(principal, action, resource in file_system::Dir::"/etc");',
  'permit(principal == User::"root", action, resource);',
  '// Nothing yet.',
];

function calls(script: string, policy: string) {
  return checker.check(script, governing(policy)).calls;
}

/** The verdict on the call at `start` where the argument `name` is a plain name. */
function verdictForName(script: string, policy: string, start: number) {
  const known = { ...governing(policy), args: '{"name":{"stringValue":"x"}}', argumentsAreKnown: true };
  return checker.check(script, known).calls.find(({ site }) => site.span.start === start)?.verdict;
}

function governing(policy: string) {
  return { policy: { name: 'p.cedar', text: policy }, principal: 'agent' };
}

function propose(script: string, policy: string, wanted = (verdict: string) => verdict !== 'allow') {
  const call = calls(script, policy).find(({ verdict }) => wanted(verdict));
  if (call === undefined) return undefined;
  const input = { checker, script, governing: governing(policy), schema: analysis.cedar.readSchema(analysis.schema) };
  return { call, proposal: permitCall(input, call.site.span) };
}

function proposals(script: string, policy: string) {
  const [call] = calls(script, policy);
  const input = { checker, script, governing: governing(policy), schema: analysis.cedar.readSchema(analysis.schema) };
  return call === undefined ? [] : finish(permitSteps(input, call.site.span));
}

const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 60);

test('over generated scripts and policies', () => {
  const seen = { permit: 0, forbidden: 0, none: 0 };
  fc.assert(
    fc.property(
      fc.constantFrom(...CALLS),
      fc.subarray(OTHERS),
      fc.uniqueArray(fc.constantFrom(...POLICIES), { minLength: 1, maxLength: 4 }),
      (target, others, policies) => {
        const policy = policies.join('\n');
        const found = propose(target, policy);
        if (found === undefined) return;
        const { call, proposal } = found;
        seen[proposal.kind]++;
        if (proposal.kind !== 'permit') return;
        const after = calls(target, proposal.text).find(({ site }) => site.span.start === call.site.span.start);
        if (proposal.remaining === undefined) expect(after?.verdict).toBe('allow');
        else {
          expect(target).toContain('name');
          expect(after?.verdict).toMatch(/depends|unknown/);
          expect(verdictForName(target, proposal.text, call.site.span.start)).toBe('allow');
        }
        expect(proposal.text.startsWith(policy)).toBe(true);
        expect(proposal.inserted).not.toContain('forbid');
        expect(analysis.cedar.checkPolicies(proposal.inserted, analysis.schema)).toEqual([]);
        const script = others.map((other) => `try { ${other}; } catch { }`).join('\n');
        const before = calls(script, policy);
        const changed = changedCalls(before, calls(script, proposal.text));
        const spans = new Set(changed.map(({ span }) => span.start));
        for (const [i, other] of calls(script, proposal.text).entries())
          if (other.verdict !== before[i]?.verdict) expect(spans).toContain(other.site.span.start);
        // What is exact in the call is exact in the permit: calls on other resources keep their decision.
        if (OTHERS.includes(target) && target !== 'ps()' && !target.startsWith('ls'))
          for (const other of changed)
            expect(sharesPath(target, script.slice(other.span.start, other.span.end))).toBe(true);
      },
    ),
    { numRuns: RUNS },
  );
  expect(seen.permit).toBeGreaterThan(RUNS / 3);
});

/** Whether two calls touch a common path: the same file, or a directory on its way. */
function sharesPath(a: string, b: string): boolean {
  const pathOf = (call: string) => /"([^"]*)"/.exec(call)?.[1] ?? '';
  const folder = (path: string) => path.slice(0, path.lastIndexOf('/'));
  return pathOf(a) === pathOf(b) || folder(pathOf(a)) === folder(pathOf(b)) || folder(pathOf(a)) === pathOf(b);
}

describe('a proposal', () => {
  test('is as narrow as the call', () => {
    expect(propose('cat("/srv/app/a.log")', '// Nothing yet.\n')?.proposal).toMatchObject({
      kind: 'permit',
      inserted: `permit (
  principal == User::"agent",
  action == file_system::Action::"open",
  resource == file_system::Dir::"/srv/app"
);

permit (
  principal == User::"agent",
  action in
    [file_system::Action::"open",
     file_system::Action::"read"],
  resource == file_system::File::"/srv/app/a.log"
);
`,
    });
  });

  test('asks for the read, not for the redacted one that stands in for it', () => {
    const proposal = propose('cat("/srv/app/a.log")', POLICIES[1] ?? '')?.proposal;
    expect(proposal?.kind === 'permit' ? proposal.inserted : '').toMatch(/Action::"read"/);
  });

  test('names the type where ids are new each time, and the user that asks', () => {
    expect(propose('ps()', '// Nothing yet.')?.proposal).toMatchObject({
      kind: 'permit',
      statements: 1,
      inserted:
        'permit (\n  principal == User::"agent",\n  action == process_system::Action::"list",\n  resource is process_system::Process\n);\n',
    });
  });

  test('does not try to get past a forbid', () => {
    expect(propose('rm("/srv/app/a.log")', `${POLICIES[3]}\n${POLICIES[5]}`)?.proposal).toEqual({
      kind: 'forbidden',
      policies: ['policy0 forbids file_system::Action::"delete"'],
      ids: ['policy0'],
    });
  });

  test('is none for what could be any path', () => {
    expect(propose('cat(target)', '// Nothing yet.')?.proposal).toEqual({
      kind: 'none',
      reason:
        'A permit would have to cover anything, since argument target can be anything. Guard it in the script first.',
    });
    expect(propose('cat("/srv/app/a.log")', 'permit(principal, action, resource);', () => true)?.proposal).toEqual({
      kind: 'none',
      reason: 'The call is allowed already.',
    });
  });

  test('is for a plain name, or a plain path, where a part of the path is open', () => {
    const [name, path] = proposals('cat("/srv/app/" + name)', '// Nothing yet.');
    expect(name).toMatchObject({
      kind: 'permit',
      reach: 'name',
      covers: ['open on the Dir /srv/app', 'open, read on every File like "/srv/app/*" without a further slash'],
      remaining: 'Allowed for /srv/app/*, denied on open when argument name is empty.',
    });
    expect(path).toMatchObject({
      kind: 'permit',
      reach: 'path',
      covers: ['open on every Dir in /srv/app', 'open, read on every File in /srv/app'],
    });
    const [text] = [path].map((proposal) => (proposal?.kind === 'permit' ? proposal.text : ''));
    expect(propose('cat("/srv/app/" + name)', text ?? '')?.proposal).toEqual({
      kind: 'none',
      reason:
        'A permit would have to cover anything, since argument name can be anything. Guard it in the script first.',
    });
  });
});
