// How long runs take: many calls under policies of growing size beside the plain authorizer, and the start of a run.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RunWorkers } from '#core/node/runWorkers.ts';
import { createSandbox, loadSandboxParts, type SandboxParts } from '#core/node/sandboxRun.ts';
import { type HostDescription, MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { runScript, type Sandbox } from '#core/sandbox/runner/runScript.ts';
import { ms, ratio, table, timed, timesOf } from './measure.ts';
import { plainAuthorizer } from './plainAuthorizer.ts';
import { policyOf } from './workload.ts';

const CALLS = 2_000;
/** What the runner asks Cedar for each of them, as the recorded cases show. */
const DECISIONS_PER_CALL = 4;
/** Seconds that the real runner was published to need for as many calls; the growth is what can be compared. */
const RUNNER_SECONDS: ReadonlyMap<number, number> = new Map([
  [5, 0.65],
  [50, 1.3],
  [500, 10.8],
]);

const SAME_FILE = `for i in 0..${CALLS} { cat("/srv/reports/0.txt"); }`;
const MANY_FILES = `for i in 0..${CALLS} { cat(\`/srv/reports/\${i}.txt\`); }`;

/** Prints the times of runs with 5, 50 and 500 policies, with the index and without, and of starts. */
export async function benchRuns(cliFile: string): Promise<void> {
  const parts = loadSandboxParts();
  const indexed = createSandbox(parts);
  const plain = { ...indexed, cedar: plainAuthorizer(indexed.cedar, parts.cedar) };
  const host = hostWithReports();
  const rows: CallTimes[] = [];
  for (const policies of RUNNER_SECONDS.keys()) {
    rows.push({
      policies,
      reading: timesOf(await timed(5, 1, () => indexed.cedar.prepare(policyOf(policies)))).p50,
      same: await medianRun(indexed, SAME_FILE, policies, host, 5),
      many: await medianRun(indexed, MANY_FILES, policies, host, 5),
      plain: await medianRun(plain, MANY_FILES, policies, host, policies > 100 ? 1 : 3),
    });
  }
  printCalls(rows);
  await benchStarts(cliFile, parts);
}

/** Milliseconds of whole runs; `reading` is the part that goes into reading the policies once. */
interface CallTimes {
  readonly policies: number;
  readonly reading: number;
  readonly same: number;
  readonly many: number;
  readonly plain: number;
}

function printCalls(rows: readonly CallTimes[]): void {
  const [least] = rows;
  const deciding = (run: number, { reading }: CallTimes): string =>
    (((run - reading) * 1000) / CALLS / DECISIONS_PER_CALL).toFixed(1);
  table(
    `${CALLS.toLocaleString('en')} calls of cat in the sandbox, in ms; beside it the engine asked about all policies each time`,
    [
      'policies',
      'one file',
      'many files',
      'growth',
      'of it reading policies',
      'us a decision',
      'all policies',
      'growth',
      'us a decision',
      'to ours',
      'real runner (published)',
      'growth',
    ],
    rows.map((row) => {
      const { policies, reading, same, many, plain } = row;
      const published = RUNNER_SECONDS.get(policies) ?? Number.NaN;
      return [
        String(policies),
        ms(same),
        ms(many),
        ratio(many, least?.many ?? Number.NaN),
        ms(reading),
        deciding(many, row),
        ms(plain),
        ratio(plain, least?.plain ?? Number.NaN),
        deciding(plain, row),
        ratio(plain, many),
        ms(published * 1000),
        ratio(published, RUNNER_SECONDS.get(5) ?? Number.NaN),
      ];
    }),
  );
}

function hostWithReports(): HostDescription {
  const files = Object.fromEntries(
    Array.from({ length: CALLS }, (_, index) => [`/srv/reports/${index}.txt`, { content: 'one line\n' }]),
  );
  return parseHostFile(JSON.stringify({ files })).description ?? MINIMAL_HOST;
}

async function medianRun(
  sandbox: Sandbox,
  script: string,
  policies: number,
  host: HostDescription,
  rounds: number,
): Promise<number> {
  const input = { script, policy: policyOf(policies), host, principal: 'agent' };
  const samples = await timed(rounds, 1, () => {
    const { payload } = runScript(sandbox, input, { limits: { maxOperations: 0, timeoutMs: 0 } });
    if (payload.status !== 'SUCCESS') throw new Error(payload.error?.message);
  });
  return timesOf(samples).p50;
}

/** The first run of a process, of a thread, and of a thread that waits. */
async function benchStarts(cliFile: string, parts: SandboxParts): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'));
  const [script, policy] = ['s.rhai', 'p.cedar'].map((name) => path.join(folder, name));
  if (script === undefined || policy === undefined) return;
  writeFileSync(script, 'info("started");');
  writeFileSync(policy, policyOf(5));
  const command = [cliFile, 'run', script, '--policy', policy, '--principal', 'agent'];
  const cold = await timed(7, 1, () => execFileSync(process.execPath, command, { stdio: 'ignore' }));
  const bare = await timed(7, 1, () => execFileSync(process.execPath, ['-e', '0'], { stdio: 'ignore' }));
  const request = {
    input: { script: 'info("started");', policy: policyOf(5), host: MINIMAL_HOST, principal: 'agent' },
    options: {},
  };
  const fresh = await timed(7, 1, async () => {
    const workers = new RunWorkers({ parts, reserve: 0 });
    await workers.start(request).ending;
    workers.dispose();
  });
  const workers = new RunWorkers({ parts, reserve: 1 });
  const warm = await timed(20, 5, () => workers.start(request).ending);
  workers.dispose();
  rmSync(folder, { recursive: true });
  const base = timesOf(warm).p50;
  const row = (name: string, samples: readonly number[]): string[] => {
    const { p50, p95 } = timesOf(samples);
    return [name, ms(p50), ms(p95), ratio(p50, base)];
  };
  table(
    'From the start to the end of a run of one line, in ms',
    ['where', 'p50', 'p95', 'to warm'],
    [
      row('a new process (rehearsal run)', cold),
      row('an empty Node process', bare),
      row('a new thread', fresh),
      row('a warm thread, as in the editor', warm),
    ],
  );
}
