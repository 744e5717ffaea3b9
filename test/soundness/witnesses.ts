// Holds the witnesses of `depends` against runs: with the values that a witness names for script arguments, the call must not do
// the contrary on the given host.

import type { ScriptChecker } from '#core/check/scriptChecker.ts';
import type { Sandbox } from '#core/sandbox/runner/runScript.ts';
import type { Witness } from '#core/verdict/decide.ts';
import type { Quadruple } from './generateQuadruple.ts';
import { type Fault, textsOf } from './judge.ts';
import { runCase } from './soundness.ts';

/** More witnesses of one case are not tried. */
const TRIED = 4;

/** Witnesses that a run proves wrong, where the host is known and the arguments are free. */
export function faultsOfWitnesses(
  { checker, sandbox }: { readonly checker: ScriptChecker; readonly sandbox: Sandbox },
  quadruple: Quadruple,
): { readonly faults: readonly Fault[]; readonly held: number } {
  const checked = checker.check(quadruple.script, textsOf(quadruple, 'host'));
  const told = checked.calls
    .filter(({ verdict, reachable }) => verdict === 'depends' && reachable)
    .flatMap((call) => call.witnesses.map((witness) => ({ call, witness })));
  const faults: Fault[] = [];
  let held = 0;
  for (const { call, witness } of told) {
    const args = argumentsOf(witness, quadruple.args);
    if (args === undefined || held >= TRIED) continue;
    const { line, column } = checked.lines.toLineColumn(call.site.nameSpan.start);
    const executions = (runCase(sandbox, { ...quadruple, args }) ?? []).filter(
      (one) => one.line === line + 1 && one.column === column + 1,
    );
    if (executions.length === 0) continue;
    held++;
    const contrary = witness.verdict === 'deny' ? 'granted' : 'refused';
    if (!executions.every(({ outcome }) => outcome === contrary)) continue;
    const place = `${line + 1}:${column + 1} ${call.function}`;
    faults.push({
      kind: 'wrongWitness',
      knowledge: 'host',
      place,
      detail: `${witness.verdict} for ${JSON.stringify(witness.values)} ${witness.assumptions.join(', ')}, but ${contrary}`,
    });
  }
  return { faults, held };
}

/** The arguments with what the witness says of them; undefined where it says something of anything else, or nothing. */
function argumentsOf({ values }: Witness, args: string): string | undefined {
  const told = Object.entries(values);
  if (told.length === 0) return undefined;
  const all = JSON.parse(args) as Record<string, { readonly stringValue?: string }>;
  for (const [source, value] of told) {
    const name = /^argument (\w+)$/.exec(source)?.[1];
    if (name === undefined || all[name]?.stringValue === undefined) return undefined;
    all[name] = { stringValue: value };
  }
  return JSON.stringify(all);
}
