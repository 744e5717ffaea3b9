// The check of a whole repository: 1,000 scripts under 100 policies, with one and two threads, with an empty and a full cache.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ms, ratio, table } from './measure.ts';

const SCRIPTS = 1_000;
const POLICIES = 100;
const STATEMENTS = 10;
const CALLS = 20;

/** Each row is the whole process: start, engines, reading, checking, printing SARIF. */
export async function benchRepository(cliFile: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'));
  try {
    writeRepository(folder);
    const rows = [
      ['1 job', timeCheck(cliFile, folder, ['--jobs', '1'])],
      ['2 jobs', timeCheck(cliFile, folder, ['--jobs', '2'])],
      ['1 job, empty cache', timeCheck(cliFile, folder, ['--cache', 'cache'])],
      ['1 job, full cache', timeCheck(cliFile, folder, ['--cache', 'cache'])],
      ['one of 4 shards, 1 job', timeCheck(cliFile, folder, ['--shard', '1/4'])],
    ] as const;
    const [[, base]] = rows;
    table(
      `Check of ${SCRIPTS} scripts (${CALLS} calls each) and ${POLICIES} policies (${STATEMENTS} statements each)`,
      ['', 'ms', 'to 1 job', 'scripts/s'],
      rows.map(([name, time]) => [name, ms(time), ratio(time, base), Math.round((SCRIPTS * 1000) / time).toString()]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timeCheck(cliFile: string, folder: string, options: readonly string[]): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [cliFile, 'check', 'scripts', 'policies', '--format', 'sarif', ...options],
    { cwd: folder, maxBuffer: 2 ** 30, encoding: 'utf8' },
  );
  if (status !== 1) throw new Error(`check ended with ${status}: ${stderr}`);
  return performance.now() - began;
}

function writeRepository(folder: string): void {
  const bindings = Array.from({ length: POLICIES }, (_, i) => ({
    scripts: `scripts/team${i}/**/*.rhai`,
    policy: `policies/team${i}.cedar`,
    principal: 'agent',
  }));
  mkdirSync(path.join(folder, 'policies'));
  writeFileSync(path.join(folder, 'rehearsal.json'), JSON.stringify({ version: 1, bindings }));
  for (let team = 0; team < POLICIES; team++) {
    writeFileSync(path.join(folder, `policies/team${team}.cedar`), policyText(team));
    mkdirSync(path.join(folder, `scripts/team${team}`), { recursive: true });
    for (let i = 0; i < SCRIPTS / POLICIES; i++)
      writeFileSync(path.join(folder, `scripts/team${team}/${i}.rhai`), scriptText(team, i));
  }
}

function policyText(team: number): string {
  const statements = Array.from(
    { length: STATEMENTS },
    (_, i) => `permit(
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read", file_system::Action::"stat"],
  resource in file_system::Dir::"/srv/team${team}/${i}"
);
`,
  );
  return statements.join('');
}

/** Allowed, denied and open calls, in loops and branches, as scripts of agents have them. */
function scriptText(team: number, index: number): string {
  const calls = Array.from({ length: CALLS / 4 }, (_, i) => {
    const place = `/srv/team${team}/${(index + i) % STATEMENTS}`;
    return `let text${i} = cat("${place}/a${i}.log");
for line in text${i}.split("\\n") {
  if line.contains("ERROR") { info(cat(\`${place}/\${line}\`)); }
}
try { info(cat("/etc/service${i}")); } catch (err) { info(err.message); }
info(cat("${place}/" + target));
`;
  });
  return `// Report ${index} of team ${team}.\n${calls.join('')}`;
}
