// The same scripts in a warm thread of the sandbox and in the real runner, where one is installed, turn by turn on one machine;
// and how the sandbox grows: directories of up to 10,000 entries, files of up to 100 MB.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { RunWorkers } from '#core/node/runWorkers.ts';
import { type HostDescription, MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { ms, ratio, table, timed, timesOf } from './measure.ts';
import { policyOf } from './workload.ts';

/** A script that both run. Both see the same files at the same paths. */
interface Task {
  readonly name: string;
  readonly script: string;
  readonly host: 'small' | 'large';
  readonly policies: number;
  readonly rounds: number;
  /** The share of the runner's time that is to be enough; absent where there is none. */
  readonly goal?: number;
}

const CALLS = 2_000;
const ENTRIES = 10_000;
const MIB = 1024 * 1024;

/** Prints times side by side, then the sandbox's growth alone. */
export async function benchBesideRunner(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'));
  const workers = new RunWorkers({ reserve: 1 });
  try {
    await sideBySide(workers, folder, findRunner());
    await growth(workers);
  } finally {
    workers.dispose();
    rmSync(folder, { recursive: true });
  }
}

async function sideBySide(workers: RunWorkers, folder: string, runner: string | undefined): Promise<void> {
  const small = path.join(folder, 'reports');
  const large = path.join(folder, 'large');
  writeFiles(small, 1);
  writeFiles(large, ENTRIES);
  const hosts = { small: hostOf({ [small]: 1 }, 'one line\n'), large: hostOf({ [large]: ENTRIES }, 'one line\n') };
  const rows: string[][] = [];
  for (const task of tasks(small, large)) rows.push(await compare(workers, hosts[task.host], folder, task, runner));
  table(
    `A run in a warm thread beside ${runner === undefined ? 'the real runner (not installed: skipped)' : runner}, in ms`,
    ['script', 'policies', 'ours p50', 'p95', 'runner p50', 'p95', 'ours to runner', 'goal'],
    rows,
  );
}

function tasks(small: string, large: string): readonly Task[] {
  const file = JSON.stringify(path.join(small, '0.txt'));
  const cat = `for i in 0..${CALLS} { cat(${file}); }`;
  const folder = JSON.stringify(large);
  return [
    { name: 'one line of log', script: 'info("started");', host: 'small', policies: 5, rounds: 20, goal: 1 },
    { name: `${CALLS} calls of cat`, script: cat, host: 'small', policies: 5, rounds: 5, goal: 0.5 },
    { name: `${CALLS} calls of cat`, script: cat, host: 'small', policies: 500, rounds: 3, goal: 0.05 },
    { name: `${ENTRIES} entries listed`, script: `ls(${folder}).len()`, host: 'large', policies: 5, rounds: 3 },
    {
      name: `${ENTRIES} entries searched by name`,
      script: `find_files("*7.txt", ${folder}).len()`,
      host: 'large',
      policies: 5,
      rounds: 3,
    },
    {
      name: `${ENTRIES} files searched for a text`,
      script: `let n = 0; for f in ls(${folder}).keys() { n += grep("line", ${folder} + "/" + f).len(); } n`,
      host: 'large',
      policies: 5,
      rounds: 2,
    },
  ];
}

async function compare(
  workers: RunWorkers,
  host: HostDescription,
  folder: string,
  { name, script, policies, rounds, goal }: Task,
  runner: string | undefined,
): Promise<string[]> {
  const user = userInfo().username;
  const policy = `permit(principal == User::"${user}", action, resource in file_system::Dir::"${folder}");\n${policyOf(policies - 1)}`;
  const [scriptFile, policyFile] = [path.join(folder, 's.rhai'), path.join(folder, 'p.cedar')];
  writeFileSync(scriptFile, script);
  writeFileSync(policyFile, policy);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const [own = Number.NaN] = await timed(1, 0, () => runHere(workers, { script, policy, host, principal: user }));
    const [real = Number.NaN] =
      runner === undefined ? [] : await timed(1, 0, () => runThere(runner, scriptFile, policyFile));
    // The first round warms both.
    if (round >= 0) ours.push(own);
    if (round >= 0) theirs.push(real);
  }
  const [own, real] = [timesOf(ours), timesOf(theirs)];
  const known = runner !== undefined;
  return [
    name,
    String(policies),
    ms(own.p50),
    ms(own.p95),
    known ? ms(real.p50) : '-',
    known ? ms(real.p95) : '-',
    known ? ratio(own.p50, real.p50) : '-',
    goal === undefined ? '' : `${goal}x`,
  ];
}

interface Input {
  readonly script: string;
  readonly policy: string;
  readonly host: HostDescription;
  readonly principal: string;
}

async function runHere(workers: RunWorkers, input: Input): Promise<void> {
  const limits = { maxOperations: 0, timeoutMs: 0, maxEvents: 0, maxMemoryBytes: 1024 * MIB };
  const ending = await workers.start({ input, options: { limits } }).ending;
  const payload = ending.kind === 'finished' ? ending.result.payload : undefined;
  if (payload?.status !== 'SUCCESS') throw new Error(payload?.error?.message ?? ending.kind);
}

function runThere(runner: string, script: string, policy: string): void {
  const stdout = execFileSync(runner, ['-s', script, '-p', policy], {
    encoding: 'utf8',
    maxBuffer: 64 * MIB,
    env: { PATH: '/usr/bin:/bin', SYSLOG_ENABLE: '0' },
  });
  const { status, error } = JSON.parse(stdout) as {
    readonly status: string;
    readonly error?: { readonly message: string };
  };
  if (status !== 'SUCCESS') throw new Error(`the real runner failed: ${error?.message}`);
}

/** Times of the sandbox as directories and files grow tenfold, host and thread included. */
async function growth(workers: RunWorkers): Promise<void> {
  const run = async (host: HostDescription, script: string): Promise<number> => {
    const input = { script, policy: 'permit(principal, action, resource);', host, principal: 'agent' };
    return timesOf(await timed(2, 1, () => runHere(workers, input))).p50;
  };
  const rows: string[][] = [];
  const add = async (
    what: string,
    script: string,
    smaller: HostDescription,
    larger: HostDescription,
  ): Promise<void> => {
    const [before, after] = [await run(smaller, script), await run(larger, script)];
    rows.push([what, ms(before), ms(after), ratio(after, before)]);
  };
  const [few, many] = [1_000, ENTRIES].map((count) => hostOf({ '/srv/large': count }, 'one line\n'));
  if (few === undefined || many === undefined) return;
  await add('1,000 to 10,000 entries: an empty script', '1', few, many);
  await add('1,000 to 10,000 entries: listed', 'ls("/srv/large").len()', few, many);
  await add('1,000 to 10,000 entries: searched by name', 'find_files("*7.txt", "/srv/large").len()', few, many);
  const line = `${'0123456789abcdef'.repeat(8)}\n`.repeat(8_128);
  const [ten, hundred] = [10, 100].map((count) => hostOf({ '/srv/big': count }, line));
  if (ten === undefined || hundred === undefined) return;
  await add('10 to 100 MB in files of 1 MB: an empty script', '1', ten, hundred);
  await add('10 to 100 MB: measured', 'du("/srv/big")', ten, hundred);
  const search = 'let n = 0; for f in ls("/srv/big").keys() { n += grep("nowhere", "/srv/big/" + f).len(); } n';
  await add('10 to 100 MB: searched for a text', search, ten, hundred);
  table('Growth of runs in the sandbox, in ms', ['tenfold', 'before', 'after', 'growth'], rows);
}

function writeFiles(folder: string, count: number): void {
  mkdirSync(folder);
  for (let index = 0; index < count; index++) writeFileSync(path.join(folder, `${index}.txt`), 'one line\n');
}

/** A host with so many files of that content in each folder. */
function hostOf(folders: Readonly<Record<string, number>>, content: string): HostDescription {
  const files = Object.entries(folders).flatMap(([folder, count]) =>
    Array.from({ length: count }, (_, index) => [`${folder}/${index}.txt`, { content }] as const),
  );
  const users = userInfo().username === 'root' ? {} : { users: [{ name: userInfo().username, uid: 4_000 }] };
  return parseHostFile(JSON.stringify({ files: Object.fromEntries(files), ...users })).description ?? MINIMAL_HOST;
}

/** `REX_RUNNER`, or `rex-runner` on the path. */
function findRunner(): string | undefined {
  const named = [process.env['REX_RUNNER'], 'rex-runner'].filter((name) => name !== undefined && name !== '');
  return named.find((name) => spawnSync(name ?? '', ['--help'], { stdio: 'ignore' }).status === 0);
}
