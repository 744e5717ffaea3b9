// Verdicts held against what the real runner decided in the recorded cases, with the host and arguments of each case and
// without. A wrong allow or deny is the worst that can happen; a decision that no check foresaw comes next.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CheckedScript, type GoverningTexts, ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import type { CallVerdict, CheckVerdict } from '#core/verdict/callVerdict.ts';

const ROOT = path.join(import.meta.dirname, '../../conformance');

interface Decision {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: string;
  readonly decision: 'allow' | 'deny';
}

interface RecordedCase {
  readonly name: string;
  readonly script: string;
  readonly texts: GoverningTexts;
  readonly user: string;
  readonly hasLinks: boolean;
  readonly status: string;
  readonly decisions: readonly Decision[];
}

let checker: ScriptChecker;
beforeAll(() => {
  checker = new ScriptChecker(createAnalysisEngine(), 'agent');
});

const cases = readCases();

/** Each case is checked once with everything that is known of it. */
const checkedCases = new Map<RecordedCase, CheckedScript>();

function checkFully(recorded: RecordedCase): CheckedScript {
  const known = checkedCases.get(recorded) ?? checker.check(recorded.script, recorded.texts);
  checkedCases.set(recorded, known);
  return known;
}

describe('with the recorded host and arguments', () => {
  test('no wrong decision, and hardly one that was not foreseen', { timeout: 300_000 }, () => {
    const report = judge(checkFully, () => true);
    expect(report.wrong).toEqual([]);
    expect(report.wrongCalls).toEqual([]);
    expect(report.missed.length / report.requests).toBeLessThan(0.01);
  });

  test('calls are decided one way or the other', () => {
    const calls = cases.flatMap((recorded) => {
      return checkFully(recorded).calls.filter(
        (call) => call.reachable && call.checks.some((check) => isRecorded(check, recorded)),
      );
    });
    const decided = calls.filter(({ verdict }) => verdict === 'allow' || verdict === 'deny');
    expect(decided.length / calls.length).toBeGreaterThan(0.95);
  });

  test('a script that ran without a fault has no certain error', () => {
    const faulty = cases.filter(
      ({ script, status }) => status === 'SUCCESS' && !/\b(try|if|switch|while)\b/.test(script),
    );
    for (const recorded of faulty) {
      const errors = checkFully(recorded).diagnostics.filter(({ severity }) => severity === 'error');
      expect(errors, recorded.name).toEqual([]);
    }
  });
});

describe('without host and arguments', () => {
  test('verdicts hold for the recorded host too, where it has no symbolic links', { timeout: 300_000 }, () => {
    const report = judge(
      ({ script, texts: { policy }, user }) =>
        checker.check(script, { principal: user, ...(policy === undefined ? {} : { policy }) }),
      // Who the policy sees follows from the host's accounts; one case has none for its user.
      ({ hasLinks, decisions, user }) =>
        !hasLinks && decisions.every(({ principal }) => principal !== 'User::"unknown"' || user === 'unknown'),
    );
    expect(report.wrong).toEqual([]);
    expect(report.wrongCalls).toEqual([]);
  });
});

function judge(check: (recorded: RecordedCase) => CheckedScript, counts: (recorded: RecordedCase) => boolean) {
  const wrong: string[] = [];
  const wrongCalls: string[] = [];
  const missed: string[] = [];
  let requests = 0;
  for (const recorded of cases.filter(counts)) {
    const checked = check(recorded);
    const calls = checked.calls.filter(({ reachable }) => reachable);
    requests += recorded.decisions.length;
    for (const [index, decision] of recorded.decisions.entries()) {
      const covering = calls.flatMap((call) =>
        call.checks.filter((check) => covers(check, decision)).map((check) => ({ call, check })),
      );
      if (covering.length === 0) missed.push(`${recorded.name}: ${decision.action} ${decision.resource}`);
      for (const { check } of covering)
        if (isWrong(check, decision, recorded))
          wrong.push(`${recorded.name}: ${check.verdict} on ${decision.resource}`);
      if (isEffective(recorded, index) && covering.length > 0 && covering.every(({ call }) => call.verdict === 'allow'))
        wrongCalls.push(`${recorded.name}: allowed, but ${decision.action} ${decision.resource} was denied`);
    }
    wrongCalls.push(
      ...deniedButDone(recorded, checked).map((call) => `${recorded.name}: ${call.function} denied, but it succeeded`),
    );
  }
  return { wrong, wrongCalls, missed, requests };
}

/** Calls with a certain denial in straight scripts that ran through. */
function deniedButDone({ script, status, decisions }: RecordedCase, checked: CheckedScript): readonly CallVerdict[] {
  if (status !== 'SUCCESS' || script.includes('{')) return [];
  const denied = decisions.some(({ decision }) => decision === 'deny');
  return checked.calls.filter(({ verdict, silent }) => verdict === 'deny' && (!silent || !denied));
}

/** A refused read counts only when redacted reading is refused too. */
function isEffective({ decisions, user }: RecordedCase, index: number): boolean {
  const decision = decisions[index];
  if (decision?.decision !== 'deny' || decision.principal !== principalOf(user)) return false;
  const next = decisions[index + 1];
  return !(
    decision.action.endsWith('"read"') &&
    next?.action.endsWith('"redacted_read"') === true &&
    next.decision === 'allow'
  );
}

function isWrong(check: CheckVerdict, decision: Decision, { user }: RecordedCase): boolean {
  if (check.resource === null || check.resource.includes('*') || decision.context !== undefined) return false;
  if (decision.principal !== principalOf(check.principal ?? user) || idOf(decision).includes('<')) return false;
  return (check.verdict === 'allow' || check.verdict === 'deny') && check.verdict !== decision.decision;
}

function isRecorded(check: CheckVerdict, { decisions }: RecordedCase): boolean {
  return decisions.some((decision) => check.resource === idOf(decision) && covers(check, decision));
}

function covers(check: CheckVerdict, decision: Decision): boolean {
  const type = /^([\w:]+?)::"/.exec(decision.resource)?.[1];
  if (check.action !== decision.action || check.resourceType !== type) return false;
  const id = idOf(decision);
  if (check.resource === null || id.includes('<')) return true;
  const [start = '', ...rest] = check.resource.split('*');
  return rest.length === 0 ? check.resource === id : id.startsWith(start) && id.endsWith(rest.at(-1) ?? '');
}

function idOf({ resource }: Decision): string {
  return (/::"(.*)"$/s.exec(resource)?.[1] ?? '').replace(/\\(.)/g, '$1');
}

function principalOf(user: string): string {
  return `User::"${user}"`;
}

function readCases(): readonly RecordedCase[] {
  const names = readdirSync(ROOT).flatMap((area) =>
    readdirSync(path.join(ROOT, area)).map((name) => `${area}/${name}`),
  );
  return names.flatMap((name) => {
    const read = (file: string) => readFileSync(path.join(ROOT, name, file), 'utf8');
    const expected = JSON.parse(read('expected.json')) as {
      readonly status?: string;
      readonly decisions?: readonly Decision[];
    };
    if (expected.status === undefined) return [];
    const host = JSON.parse(read('host.json')) as {
      readonly principal?: string;
      readonly runs_as?: string;
      readonly files?: object;
    };
    const args = existsSync(path.join(ROOT, name, 'args.json')) ? { args: read('args.json') } : {};
    return {
      name,
      script: read('script.rhai'),
      texts: {
        policy: { name: 'policy.cedar', text: read('policy.cedar') },
        host: read('host.json'),
        ...args,
        argumentsAreKnown: true,
      },
      user: host.runs_as ?? host.principal ?? 'agent',
      hasLinks: JSON.stringify(host.files ?? {}).includes('"symlink"'),
      status: expected.status,
      decisions: expected.decisions ?? [],
    };
  });
}
