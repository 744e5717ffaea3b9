// How many calls that recorded runs reached get `allow` or `deny` before the run: with the arguments and host of each case,
// and without both.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { GoverningTexts, ScriptChecker } from '#core/check/scriptChecker.ts';
import type { CallVerdict } from '#core/verdict/callVerdict.ts';

/** A recorded run as far as verdicts are held against it. */
interface RecordedRun {
  readonly name: string;
  readonly script: string;
  readonly texts: GoverningTexts;
  readonly principal: string;
  /** `action resource` of each recorded decision. */
  readonly requests: ReadonlySet<string>;
}

/** What is left open, and why. */
export interface UndecidedCall {
  readonly case: string;
  readonly line: number;
  readonly function: string;
  readonly verdict: CallVerdict['verdict'];
  readonly cause: UndecidedCause;
  readonly reason: string;
}

/**
 * `value` where something that is not known decides, `alternatives` where the call runs with several known values, `host`
 * where facts about paths decide, `process` where processes do, `unproven` where no run of each kind was found.
 */
export type UndecidedCause = 'value' | 'alternatives' | 'host' | 'process' | 'unproven';

/** The figures of one way to check. */
export interface DecidedCalls {
  readonly reached: number;
  readonly decided: number;
  readonly undecided: readonly UndecidedCall[];
}

/**
 * The calls that the recorded runs of an area reached: those with a check for exactly a request that was recorded, as the
 * check with arguments and host names it. The same calls are then looked up in the check without.
 */
export function decidedCalls(
  checker: ScriptChecker,
  root: string,
  area: string,
): { readonly informed: DecidedCalls; readonly uninformed: DecidedCalls } {
  const informed: Tally = { reached: 0, undecided: [] };
  const uninformed: Tally = { reached: 0, undecided: [] };
  for (const run of recordedRuns(root, area)) {
    const known = checker.check(run.script, run.texts);
    const { policy } = run.texts;
    const open = checker.check(run.script, { principal: run.principal, ...(policy === undefined ? {} : { policy }) });
    const line = (call: CallVerdict): number => known.lines.toLineColumn(call.site.nameSpan.start).line + 1;
    for (const call of known.calls.filter((one) => isReached(one, run))) {
      add(informed, run, call, line(call));
      const same = open.calls.find(
        ({ site }) => site.nameSpan.start === call.site.nameSpan.start && site.name === call.site.name,
      );
      if (same !== undefined) add(uninformed, run, same, line(call));
    }
  }
  return { informed: figuresOf(informed), uninformed: figuresOf(uninformed) };
}

interface Tally {
  reached: number;
  readonly undecided: UndecidedCall[];
}

function add(tally: Tally, { name }: RecordedRun, call: CallVerdict, line: number): void {
  tally.reached++;
  const { verdict, reason } = call;
  if (verdict === 'allow' || verdict === 'deny') return;
  tally.undecided.push({ case: name, line, function: call.function, verdict, cause: causeOf(call), reason });
}

function figuresOf({ reached, undecided }: Tally): DecidedCalls {
  return { reached, decided: reached - undecided.length, undecided };
}

function isReached(call: CallVerdict, { requests }: RecordedRun): boolean {
  return (
    call.reachable &&
    call.checks.some(({ action, resourceType, resource }) =>
      requests.has(`${action} ${resourceType}::${JSON.stringify(resource)}`),
    )
  );
}

function causeOf({ verdict, checks, witnesses }: CallVerdict): UndecidedCause {
  if (checks.some((check) => check.resourceType === 'process_system::Process' && check.verdict !== 'allow'))
    return 'process';
  if (witnesses.some(({ values }) => Object.keys(values).length > 0)) return 'value';
  const assumptions = witnesses.flatMap((witness) => witness.assumptions);
  if (assumptions.some((text) => HOST_FACT.test(text))) return 'host';
  if (assumptions.length > 0) return 'alternatives';
  return verdict === 'unknown' ? 'unproven' : 'value';
}

const HOST_FACT = / (?:is a (?:file|directory|symbolic link)|does not exist|is not empty|resolves elsewhere)$/;

function recordedRuns(root: string, area: string): readonly RecordedRun[] {
  const folder = path.join(root, area);
  return readdirSync(folder)
    .sort()
    .flatMap((name) => readRun(path.join(folder, name), `${area}/${name}`) ?? []);
}

function readRun(folder: string, name: string): RecordedRun | undefined {
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const { status, decisions = [] } = JSON.parse(read('expected.json')) as {
    readonly status?: string;
    readonly decisions?: readonly { readonly action: string; readonly resource: string }[];
  };
  if (status === undefined) return undefined;
  const host = JSON.parse(read('host.json')) as { readonly principal?: string; readonly runs_as?: string };
  const args = existsSync(path.join(folder, 'args.json')) ? { args: read('args.json') } : {};
  const policy = { name: 'policy.cedar', text: read('policy.cedar') };
  return {
    name,
    script: read('script.rhai'),
    texts: { policy, host: read('host.json'), ...args, argumentsAreKnown: true },
    principal: host.runs_as ?? host.principal ?? 'agent',
    requests: new Set(decisions.map(({ action, resource }) => `${action} ${resource}`)),
  };
}
