// One generated case from end to end: run in the sandbox, analyzed with all and with less knowledge, compared.

import type { ScriptChecker } from '#core/check/scriptChecker.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import { runScript, type Sandbox } from '#core/sandbox/runner/runScript.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import type { Verdict } from '#core/verdict/decide.ts';
import type { Quadruple } from './generateQuadruple.ts';
import { type Fault, judge, type Knowledge } from './judge.ts';
import { type ObservedCall, observedCalls } from './observedCalls.ts';

/** What cases are analyzed and run with. */
export interface Engines {
  readonly checker: ScriptChecker;
  readonly sandbox: Sandbox;
}

/** What all cases together came to. */
export interface Totals {
  /** Executions of calls. */
  calls: number;
  /** Executions by the verdict they were held against. */
  readonly compared: Record<Verdict, number>;
  /** Cases that the runner refuses before the script begins, or that do not compile. */
  invalid: number;
  /** How often each function was held against each verdict. */
  readonly functions: Map<string, Record<Verdict, number>>;
}

/** Nothing yet. */
export function noTotals(): Totals {
  return { calls: 0, compared: none(), invalid: 0, functions: new Map() };
}

function none(): Record<Verdict, number> {
  return { allow: 0, deny: 0, depends: 0, unknown: 0 };
}

/** What the cases came to function by function: a line each, with its executions under each verdict. */
export function coverageText({ functions }: Totals): string {
  const rows = [...functions].sort(([a], [b]) => (a < b ? -1 : 1));
  return rows
    .map(
      ([name, { allow, deny, depends, unknown }]) =>
        `${name.padEnd(24)} ${[allow, deny, depends, unknown].join(' / ')}`,
    )
    .join('\n');
}

/** Runs and judges a case and adds it to the totals. */
export function faultsOfCase(
  engines: Engines,
  quadruple: Quadruple,
  totals: Totals,
  only?: Knowledge,
): readonly Fault[] {
  const observed = runCase(engines.sandbox, quadruple);
  if (observed === undefined) {
    totals.invalid++;
    return [];
  }
  totals.calls += observed.length;
  const faults: Fault[] = [];
  for (const knowledge of knowledges(quadruple).filter((one) => only === undefined || one === only)) {
    const judgement = judge(engines.checker, quadruple, observed, knowledge);
    for (const { name, verdict } of judgement.held) {
      const counts = totals.functions.get(name) ?? none();
      counts[verdict]++;
      totals.functions.set(name, counts);
    }
    faults.push(...judgement.faults);
    for (const verdict of ['allow', 'deny', 'depends', 'unknown'] as const)
      totals.compared[verdict] += judgement.compared[verdict];
  }
  return faults;
}

/** Without a host, verdicts speak of hosts without symbolic links only. */
function knowledges({ host }: Quadruple): readonly Knowledge[] {
  return host.includes('"symlink"') ? ['all', 'host'] : ['all', 'host', 'arguments', 'nothing'];
}

/** The calls of a run; undefined where none can begin. */
export function runCase(
  sandbox: Sandbox,
  { script, policy, host, args }: Quadruple,
  principal = 'agent',
): readonly ObservedCall[] | undefined {
  const { description, problems } = parseHostFile(host);
  if (description === undefined) throw new Error(problems.map(problemText).join('\n'));
  const trace: TraceEvent[] = [];
  const result = runScript(
    sandbox,
    { script, policy, host: description, argumentsJson: args, principal },
    { onEvent: (event) => trace.push(event), virtualTime: true, limits: { maxOperations: 200_000 } },
  );
  if (result.fault !== undefined) throw result.fault;
  const never =
    result.exitCode !== 0 ||
    /Syntax error|Function not found: |variable not found/i.test(result.payload.error?.message ?? '');
  return never && trace.every(({ kind }) => kind !== 'call') ? undefined : observedCalls(trace);
}
