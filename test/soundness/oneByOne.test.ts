// Loops, calls and closures that are looked at one execution at a time: what the analysis says of a place, held against the run.
// A refusal counts for the place only where nothing before it can keep a run from it.

import { beforeAll, describe, expect, test } from 'vitest';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import type { Verdict } from '#core/verdict/decide.ts';
import { testSandbox } from '#test/sandbox.ts';
import type { Quadruple } from './generateQuadruple.ts';
import { textsOf } from './judge.ts';
import { faultsOfCase, noTotals } from './soundness.ts';

const POLICY =
  'permit(principal, action, resource); forbid(principal, action, resource in file_system::Dir::"/srv/secret");';
const HOST = JSON.stringify({
  principal: 'agent',
  files: {
    '/srv/app/a.txt': { content: 'x' },
    '/srv/app/g.txt': { content: 'g', owner: 'root', group: 'agent', mode: '0604' },
    '/srv/secret/key': { content: 'k' },
  },
});
const BOTH = '["/srv/app/a.txt", "/srv/secret/key"]';

/** What is said of the first `cat` of each script; every run reads the allowed file before the refused one, if it gets there. */
const SCRIPTS: readonly (readonly [name: string, verdict: Verdict, script: string])[] = [
  ['nothing between', 'deny', `for p in ${BOTH} { cat(p); }`],
  ['a change of a variable', 'deny', `let all = []; for p in ${BOTH} { cat(p); all.push(p); }`],
  ['a change of a constant', 'depends', `const ALL = []; for p in ${BOTH} { cat(p); ALL.push(p); }`],
  ['a change inside a constant', 'depends', `const ALL = #{a: []}; for p in ${BOTH} { cat(p); ALL.a.push(p); }`],
  [
    'a change of a copy of a constant',
    'deny',
    `const ALL = []; let all = ALL; for p in ${BOTH} { cat(p); all.push(p); }`,
  ],
  [
    'a constant through a parameter',
    'deny',
    `fn work(l) { for p in ${BOTH} { cat(p); l.push(p); } } const K = []; work(K);`,
  ],
  ['a constant as this', 'depends', `fn work() { for p in ${BOTH} { cat(p); this.push(p); } } const K = []; K.work();`],
  [
    'a function of the script with a known name',
    'depends',
    `fn len(x) { throw "no"; } for p in ${BOTH} { cat(p); "a".len(1); len("a"); }`,
  ],
  ['a function that a map holds', 'depends', `let m = #{len: || throw "no"}; for p in ${BOTH} { cat(p); m.len(); }`],
  // Ways that no run takes, or none with these arguments.
  [
    'a handler of nothing',
    'depends',
    'fn work(p) { cat(p); } work("/srv/app/a.txt"); try { true } catch (e) { work("/srv/secret/key"); }',
  ],
  [
    'an arm of a switch',
    'allow',
    'fn work(p) { cat(p); } work("/srv/app/a.txt"); switch n { 6 => work("/srv/secret/key") }',
  ],
  ['a throw', 'allow', `for p in ${BOTH} { cat(p); if p.len() > 3 { throw "no"; } }`],
  ['a break', 'allow', `for p in ${BOTH} { cat(p); if p.contains("app") { break; } }`],
  ['a return', 'allow', `fn work(p) { cat(p); } for p in ${BOTH} { work(p); if p.contains("app") { return; } }`],
  ['an index that is missing', 'depends', `let one = ["a"]; for p in ${BOTH} { cat(p); one[3]; }`],
  ['a division', 'depends', `let none = 0; for p in ${BOTH} { cat(p); 1 / none; }`],
  ['a call that fails', 'depends', `for p in ${BOTH} { cat(p); cat("/srv/app/none"); }`],
  ['an error that is caught', 'deny', `for p in ${BOTH} { try { cat(p); } catch (e) { } }`],
  ['an error that ends the loop', 'allow', `try { for p in ${BOTH} { cat(p); throw "no"; } } catch (e) { }`],
  ['a condition that is no truth value', 'depends', `for p in ${BOTH} { cat(p); while p.len() { } }`],
  ['a loop that does not end for this argument', 'allow', `for p in ${BOTH} { cat(p); while "" + n != "6" { } }`],
  ['a call without end', 'depends', `fn rec(n) { rec(n + 1) } for p in ${BOTH} { cat(p); rec(0); }`],
  ['a file that only the group may not read', 'depends', `for p in ${BOTH} { cat(p); cat("/srv/app/g.txt"); }`],
  ['a service that is not there', 'depends', `for p in ${BOTH} { cat(p); SystemctlManager(); }`],
  ['a flag that is none', 'depends', `for p in ${BOTH} { cat(p); wc([1], "/srv/app/a.txt"); }`],
  ['a file taken for a folder', 'depends', `for p in ${BOTH} { cat(p); cat("/srv/app/a.txt/."); }`],
  ['items that cannot be compared', 'depends', `for p in ${BOTH} { cat(p); [DirConfig()] == [DirConfig()]; }`],
  [
    'entries that cannot be compared',
    'depends',
    `for p in ${BOTH} { cat(p); #{a: DirConfig()} == #{a: DirConfig()}; }`,
  ],
  ['a search that cannot compare', 'depends', `for p in ${BOTH} { cat(p); [DirConfig()].contains(DirConfig()); }`],
  ['the same with in', 'depends', `for p in ${BOTH} { cat(p); DirConfig() in [DirConfig()]; }`],
  ['an index behind the end of a text', 'depends', `for p in ${BOTH} { cat(p); p[99]; }`],
  ['a sum that overflows', 'depends', `for p in ${BOTH} { cat(p); let n = 9223372036854775807; n += 1; }`],
];

let checker: ScriptChecker;
beforeAll(() => {
  checker = new ScriptChecker(createAnalysisEngine(), 'agent');
});

describe('a refusal behind', () => {
  test.each(SCRIPTS)('%s: %s', (_, verdict, script) => {
    const quadruple: Quadruple = { script, policy: POLICY, host: HOST, args: '{"n":{"integerValue":5}}' };
    expect(faultsOfCase({ checker, sandbox: testSandbox() }, quadruple, noTotals())).toEqual([]);
    const { calls } = checker.check(script, textsOf(quadruple, 'all'));
    expect(calls.find(({ site }) => site.name === 'cat')?.verdict).toBe(verdict);
  });
});

test('a call in a loop over nothing is listed, as one that no run comes to', () => {
  const { calls } = checker.check('for p in [] { cat(p); }', { policy: { name: 'policy.cedar', text: POLICY } });
  expect(calls.map(({ site, reachable }) => [site.name, reachable])).toEqual([['cat', false]]);
});
