// `npm run agreement`: the sandbox beside an installed rex-runner on generated cases, compared like recorded ones.
//
// usage: main.mjs HOST_DRIVER REPOSITORY [--runs N] [--seed N|random] [--only generated|varied] [--keep DIR] [--write]

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { compareCase, type Difference } from '#core/node/conformance/compareCase.ts';
import type { RecordedCase } from '#core/node/conformance/recordedCase.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { createSandbox, loadSandboxParts } from '#core/node/sandboxRun.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { runScript, type Sandbox } from '#core/sandbox/runner/runScript.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { generateQuadruple } from '../soundness/generateQuadruple.ts';
import { faultsOfCase, noTotals, type Totals } from '../soundness/soundness.ts';
import { causesOf } from './causes.ts';
import { generateTalking } from './generateTalking.ts';
import { generateVariant, type Model, readModels } from './generateVariant.ts';
import type { RealCase } from './realCase.ts';
import { findRunner, installRunner, RealHost, whyNoNamespaces } from './realHost.ts';
import { recordedOutcome } from './recordedOutcome.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    keep: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const [driver = '', repository = ''] = positionals;
const document = path.join(repository, 'docs', 'fidelity.md');
const [BEGIN, END] = ['<!-- begin: npm run agreement -- --write writes this part -->', '<!-- end of agreement -->'];

/** How the sandbox ends where a script starts a program that the host file does not declare. */
const UNDECLARED = /does not declare under "programs"|would wait for ever in the runner/;

/** What all cases of one kind came to. */
interface Tally {
  readonly kind: string;
  cases: number;
  equal: number;
  /** Cases that run a real program, which the virtual host does not know. */
  skipped: number;
  /** Cases whose decisions could be compared too. */
  withDecisions: number;
  readonly different: Map<string, readonly Difference[]>;
}

async function main(): Promise<void> {
  const folder = path.join(repository, 'out', 'agreement');
  const reason = whyNoNamespaces();
  if (reason !== undefined) {
    console.log(`skipped: ${reason}`);
    return;
  }
  const runner = findRunner(folder) ?? tryInstall(folder);
  if (runner === undefined) return;
  const runs = Number(values.runs);
  const first = values.seed === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  console.log(`${runner}, ${runs} cases from seed ${first}`);
  const host = new RealHost(driver, runner);
  const sandbox = createSandbox(loadSandboxParts());
  const models = readModels(path.join(repository, 'test', 'conformance'));
  const tallies: Tally[] = ['generated', 'varied'].map((kind) => ({
    kind,
    cases: 0,
    equal: 0,
    skipped: 0,
    withDecisions: 0,
    different: new Map(),
  }));
  const verdicts = new VerdictJudge(sandbox);
  try {
    for (let i = 0; i < runs; i++) {
      const seed = first + Math.floor(i / 2);
      const [generated, varied] = tallies;
      const talking = i % 2 === 0;
      const tally = talking ? generated : varied;
      if (tally === undefined || (values.only !== '' && tally.kind !== values.only)) continue;
      await compareOne(tally, host, sandbox, caseOf(talking, seed, models));
      if (talking) verdicts.judge(seed);
    }
  } finally {
    await host.dispose();
  }
  report(tallies, verdicts);
}

function tryInstall(folder: string): string | undefined {
  console.log('rex-runner is not installed; installing it with cargo, which takes some minutes');
  try {
    return installRunner(folder);
  } catch (error) {
    console.log(`skipped: there is no rex-runner, and it could not be installed: ${(error as Error).message}`);
    return undefined;
  }
}

interface NamedCase {
  readonly name: string;
  readonly texts: RealCase;
}

function caseOf(talking: boolean, seed: number, models: readonly Model[]): NamedCase {
  if (talking) return { name: `generated ${seed}`, texts: generateTalking(seed) };
  const { of, texts } = generateVariant(models, seed);
  return { name: `varied ${seed} (${of})`, texts };
}

async function compareOne(tally: Tally, host: RealHost, sandbox: Sandbox, { name, texts }: NamedCase): Promise<void> {
  const { description, problems } = parseHostFile(texts.host);
  if (description === undefined) throw new Error(`${name}: ${problems[0]?.message ?? 'faulty host file'}`);
  const { expected, tellsDecisions } = recordedOutcome(await host.run(texts));
  const { script, policy, args } = texts;
  const input = { script, policy, host: description, ...(args === undefined ? {} : { argumentsJson: args }) };
  const recorded: RecordedCase = { area: tally.kind, name, folder: '', input, expected };
  const events: TraceEvent[] = [];
  const result = runScript(sandbox, input, { onEvent: (event) => events.push(event) });
  const all = compareCase(recorded, result, events);
  const differences = tellsDecisions ? all : all.filter(({ part }) => part !== 'decisions');
  if (differences.some(({ lines }) => lines.some((line) => UNDECLARED.test(line)))) {
    tally.skipped++;
    return;
  }
  tally.cases++;
  if (tellsDecisions) tally.withDecisions++;
  if (differences.length === 0) tally.equal++;
  else {
    tally.different.set(name, differences);
    if (values.keep !== undefined) keep(path.join(values.keep, name.replaceAll(/[^\w-]+/g, '-')), texts, expected);
  }
}

/** Writes a case in the form of a recorded one. */
function keep(folder: string, { script, policy, host, args }: RealCase, expected: object): void {
  mkdirSync(folder, { recursive: true });
  const files = {
    'script.rhai': script,
    'policy.cedar': policy,
    'host.json': host,
    'args.json': args,
    'meta.json': '{}\n',
    'expected.json': `${JSON.stringify(expected, undefined, 1)}\n`,
  };
  for (const [name, text] of Object.entries(files))
    if (text !== undefined) writeFileSync(path.join(folder, name), text);
}

/** Holds the verdicts on the generated cases against their runs. */
class VerdictJudge {
  readonly totals: Totals = noTotals();
  readonly faults: string[] = [];
  readonly #engines: { readonly checker: ScriptChecker; readonly sandbox: Sandbox };

  constructor(sandbox: Sandbox) {
    this.#engines = { checker: new ScriptChecker(createAnalysisEngine(), 'agent'), sandbox };
  }

  judge(seed: number): void {
    for (const fault of faultsOfCase(this.#engines, generateQuadruple(seed), this.totals))
      this.faults.push(`seed ${seed}: ${fault.kind} (${fault.knowledge}) at ${fault.place}: ${fault.detail}`);
  }
}

function report(tallies: readonly Tally[], verdicts: VerdictJudge): void {
  const rows = tallies
    .filter(({ cases }) => cases > 0)
    .map(
      ({ kind, cases, equal, skipped, withDecisions }) =>
        `| ${kind} | ${cases} | ${equal} | ${((100 * equal) / cases).toFixed(1)} % | ${withDecisions} | ${skipped} |`,
    );
  const table = [
    '| cases | compared | equal | share | decisions told | skipped |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
  console.log(`\n${table}\n`);
  for (const { kind, different } of tallies)
    for (const { pattern, cases } of causesOf(different))
      console.log(`${kind}, ${cases.length} x\n${pattern}\n  ${cases.slice(0, 8).join(', ')}\n`);
  const { calls, compared } = verdicts.totals;
  console.log(
    `verdicts on the generated cases: ${calls} calls, ${JSON.stringify(compared)}, ${verdicts.faults.length} wrong`,
  );
  for (const fault of verdicts.faults) console.log(fault);
  if (values.write) writeTable(table);
}

function writeTable(table: string): void {
  const before = readFileSync(document, 'utf8');
  const [head, rest] = before.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined) throw new Error(`${document} has no place for the figures`);
  writeFileSync(document, `${head}${BEGIN}\n\n${table}\n\n${END}${tail}`);
}

await main();
