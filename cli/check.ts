// `rehearsal check`: diagnostics and a verdict for every SDK call of scripts, diagnostics of policies and schemas.

import { CheckCache } from './checkCache.ts';
import { expandFiles, isInShard, parseShard, type Shard } from './checkFiles.ts';
import { runTasks } from './checkJobs.ts';
import { type CheckPlan, planCases, planFiles } from './checkPlan.ts';
import { type Arguments, type Command, EXIT, type Io, UsageError } from './command.ts';
import { compareCheck } from './compare.ts';
import { applyBaseline, type BaselineEntry, readBaseline, writeBaseline } from './output/baseline.ts';
import { CHECK_FORMATS, printReports } from './output/printReports.ts';
import { FAIL_ON, type FileReport, fails } from './output/report.ts';

/** More threads than any machine has cores are a slip of the keyboard. */
const MAX_JOBS = 256;
/** Removable entries that are named one by one. */
const MAX_NAMED = 20;

export const checkCommand: Command = {
  name: 'check',
  summary: 'Says what is wrong with scripts and policies, and what the policy will say to every SDK call',
  usage: 'FILE... [options]   or   check --cases DIR [options]',
  options: {
    policy: {
      value: 'P',
      short: 'p',
      description: 'the policy that governs the scripts; without it, what rehearsal.json binds',
    },
    principal: { value: 'NAME', description: 'the effective user' },
    args: { value: 'A.json', short: 'a', description: 'script arguments; without them the verdicts hold for any' },
    host: {
      value: 'H.json',
      description: 'the host a run starts on; without it the verdicts hold for any without symbolic links',
    },
    cases: {
      value: 'DIR',
      description: 'checks every recorded case below DIR with its own policy, host and arguments',
    },
    compare: {
      value: 'OTHER',
      description: 'shows what changes under another policy file, or under the policy of a git revision such as HEAD',
    },
    format: { value: 'F', description: 'text (default), json, sarif or github' },
    'fail-on': { value: 'WHAT', description: 'also exits with 1 for: deny, depends, unknown or warning' },
    baseline: { value: 'F', description: 'findings that F lists do not fail; those that are gone are named' },
    'write-baseline': { value: 'F', description: 'writes the findings to F and exits with 0' },
    jobs: { value: 'N', short: 'j', description: 'threads to check with; 1 when absent' },
    cache: { value: 'DIR', description: 'keeps results by the digest of all they depend on' },
    shard: { value: 'I/N', description: 'checks only this share of the files, e.g. 2/8' },
  },
  notes: [
    'A FILE may be a folder or a glob pattern; .rhai, .cedar and .cedarschema files below it are checked.',
    'Exits with 0 when all is well, 1 for an error-severity diagnostic or a deny, 2 for wrong usage and files that cannot be read.',
    'With --compare, format is text or json, and 1 says that a decision is different.',
    'docs/ci.md shows baselines, caches and shards at work.',
  ].join('\n'),
  run: check,
};

async function check(args: Arguments, io: Io): Promise<number> {
  const other = args.text('compare');
  if (other !== undefined) return compareCheck(args, io, other);
  const format = args.choice('format', CHECK_FORMATS, 'text');
  const failOn = args.text('fail-on') === undefined ? undefined : args.choice('fail-on', FAIL_ON, 'deny');
  const shard = shardOf(args);
  const written = args.text('write-baseline');
  if (written !== undefined && shard !== undefined)
    throw new UsageError('--write-baseline needs all files and does not go with --shard');
  const baselineFile = args.text('baseline');
  const baseline = baselineFile === undefined ? [] : readBaseline(baselineFile);
  const { tasks, problems } = planOf(args, shard);
  const cacheFolder = args.text('cache');
  const cache = cacheFolder === undefined ? undefined : new CheckCache(cacheFolder);
  const checked = await runTasks(tasks, { jobs: jobsOf(args), cache });
  for (const problem of problems) io.err(`rehearsal check: ${problem}\n`);
  if (written !== undefined) {
    io.err(`${writeBaseline(written, checked)} findings written to ${written}\n`);
    return problems.length > 0 ? EXIT.usage : EXIT.clean;
  }
  const reports = baselineFile === undefined ? checked : compared(baselineFile, baseline, checked, shard, io);
  const shown = { reports, problems, hasBaseline: baselineFile !== undefined };
  if (reports.length > 0 || problems.length === 0 || format === 'sarif')
    io.out(printReports(shard === undefined ? shown : { ...shown, shard: `${shard.index}/${shard.count}` }, format));
  if (problems.length > 0) return EXIT.usage;
  return reports.some((report) => fails(report, failOn)) ? EXIT.found : EXIT.clean;
}

function planOf(args: Arguments, shard: Shard | undefined): CheckPlan {
  const cases = args.text('cases');
  if (cases === undefined && args.positionals.length === 0) throw new UsageError('FILE is missing');
  if (cases === undefined) {
    const files = expandFiles(args.positionals);
    return planFiles(shard === undefined ? files : files.filter((file) => isInShard(file, shard)), args);
  }
  const { tasks, problems } = planCases(cases);
  return { tasks: shard === undefined ? tasks : tasks.filter((task) => isInShard(task.path, shard)), problems };
}

function compared(
  file: string,
  entries: readonly BaselineEntry[],
  checked: readonly FileReport[],
  shard: Shard | undefined,
  io: Io,
): readonly FileReport[] {
  const isChecked = (name: string) => shard === undefined || isInShard(name, shard);
  const { reports, removable } = applyBaseline(file, entries, checked, isChecked);
  for (const { path, code, message } of removable.slice(0, MAX_NAMED))
    io.err(`${file}: no longer found, can be removed: ${path}: ${message} [${code}]\n`);
  if (removable.length > MAX_NAMED) io.err(`${file}: and ${removable.length - MAX_NAMED} more can be removed\n`);
  return reports;
}

function shardOf(args: Arguments): Shard | undefined {
  const text = args.text('shard');
  return text === undefined ? undefined : parseShard(text);
}

function jobsOf(args: Arguments): number {
  const jobs = args.count('jobs') ?? 1;
  if (jobs < 1 || jobs > MAX_JOBS) throw new UsageError(`--jobs must be from 1 to ${MAX_JOBS}, not ${jobs}`);
  return jobs;
}
