// Hostile scripts: each ends by a limit or an ordinary error in bounded time and memory, and leaves nothing behind. A few run
// always; REHEARSAL_HOSTILE=all runs every one and writes what was measured to out/hostile.md.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildDriver } from './buildDriver.ts';
import { type Ending, HOSTILE_LIMITS, type HostileCase } from './hostileCase.ts';
import { HOSTILE_CASES, HOSTILE_GROUPS } from './hostileCases.ts';
import type { HostileOutcome } from './hostileOutcome.ts';
import { reachedCalls } from './systemCalls.ts';

const ALL = process.env['REHEARSAL_HOSTILE'] === 'all';
const OUT = path.resolve('out');
/** From the limit to the end: the watch from outside waits half a second, and the machine may be busy. */
const LATE_MS = 10_000;
/** Values of the engine, files of the host and the thread's heap, all at their bounds, and the texts between them. */
const PEAK_MIB = 1_600;
/** What the allocator and the collector keep, the largest inputs in the driver's own heap included. */
const LEFT_MIB = 256;
const TIME_MS = HOSTILE_LIMITS.timeoutMs ?? 0;

const chosen = HOSTILE_CASES.filter(({ always }) => ALL || always === true);
/** Two folders below the checkout, where the bundles find the engines. */
const folder = path.join(OUT, 'hostile');
let driver = '';
let outcomes: ReadonlyMap<string, HostileOutcome> = new Map();
let workersLeft = Number.NaN;
let complaint = '';

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  driver = await buildDriver(folder);
  ({ outcomes, workersLeft, complaint } = await drive(chosen));
  if (ALL) writeReport(outcomes);
}, 900_000);

describe('hostile scripts', () => {
  test('are at least a hundred, each with a name of its own', () => {
    expect(HOSTILE_CASES.length).toBeGreaterThanOrEqual(100);
    expect(new Set(HOSTILE_CASES.map(({ name }) => name)).size).toBe(HOSTILE_CASES.length);
  });

  test.each(chosen.map((hostile) => [hostile.name, hostile] as const))('%s', (name, { ends }) => {
    const outcome = outcomes.get(name);
    if (outcome === undefined) throw new Error(`the process of hostile scripts ended before this one: ${complaint}`);
    expect(outcome, outcome.message).toMatchObject({
      survived: false,
      nextWorks: true,
      threadsLeft: 0,
      lastEvent: 'end',
    });
    expect(onABusyMachine(ends), outcome.message).toContain(outcome.ending);
    if (!['success', 'error', 'refused'].includes(outcome.ending))
      expect(outcome.limitEvents).toEqual([outcome.ending]);
    expect(outcome.milliseconds).toBeLessThan(TIME_MS + LATE_MS);
    expect(outcome.peakMiB).toBeLessThan(PEAK_MIB);
    expect(outcome.leftMiB).toBeLessThan(LEFT_MIB);
  });

  test('no thread is left at the end', () => {
    expect(workersLeft).toBe(0);
  });
});

describe('scripts that reach for the real machine', () => {
  const reaching = HOSTILE_GROUPS.get('reach') ?? [];

  test('find nothing of it', () => {
    const found = chosen
      .filter((hostile) => reaching.includes(hostile))
      .map(({ name }) => outcomes.get(name)?.output ?? '');
    for (const output of found) expect(output).not.toContain('hostile');
  });

  const strace = hasStrace();
  test.skipIf(!strace)(`make no system call that would${strace ? '' : ' (skipped: strace is not installed)'}`, () => {
    const log = path.join(folder, 'calls.log');
    const traced = ['-f', '-qq', '-s', '256', '-o', log, '-e', 'trace=%file,%network,%process,write'];
    const command = [
      process.execPath,
      driver,
      path.join(folder, 'worker.js'),
      'bare',
      ...reaching.map(({ name }) => name),
    ];
    execFileSync('strace', [...traced, ...command], {
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], SECRET_OF_THE_HOST: 'x' },
    });
    expect(reachedCalls(readFileSync(log, 'utf8'), [folder, ...ownFiles()])).toEqual([]);
  });
});

/** Every run may meet the time limit first where the machine is slow enough. */
function onABusyMachine(ends: readonly Ending[]): readonly Ending[] {
  return [...ends, 'time'];
}

/** What a new thread reads: the engines and the schema. */
function ownFiles(): readonly string[] {
  return ['rhai-wasm/pkg', 'node_modules/@cedar-policy', 'policies', 'dist'].map((name) => path.resolve(name));
}

function hasStrace(): boolean {
  try {
    execFileSync('strace', ['-f', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

interface Driven {
  readonly outcomes: ReadonlyMap<string, HostileOutcome>;
  readonly workersLeft: number;
  /** The end of what the process said on its error output, for a process that ended early. */
  readonly complaint: string;
}

async function drive(cases: readonly HostileCase[]): Promise<Driven> {
  const names = cases.map(({ name }) => name);
  const child = spawn(process.execPath, ['--expose-gc', driver, path.join(folder, 'worker.js'), 'measured', ...names], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Freed memory of ended threads goes back to the system only where they share one arena (glibc).
    env: { ...process.env, MALLOC_ARENA_MAX: '1' },
  });
  let text = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  await new Promise((resolve) => child.on('close', resolve));
  const lines = text.split('\n').filter((line) => line !== '');
  const parsed = lines.map((line) => JSON.parse(line) as HostileOutcome | { readonly workersLeft: number });
  const found = new Map(parsed.flatMap((line) => ('name' in line ? [[line.name, line] as const] : [])));
  return {
    complaint: said.slice(-2_000),
    outcomes: found,
    workersLeft: parsed.flatMap((line) => ('workersLeft' in line ? line.workersLeft : [])).at(-1) ?? Number.NaN,
  };
}

/** A table by group: how runs ended, and the most that any of them took. */
function writeReport(all: ReadonlyMap<string, HostileOutcome>): void {
  const rows = Array.from(HOSTILE_GROUPS, ([group, cases]) => {
    const own = cases.flatMap(({ name }) => all.get(name) ?? []);
    const most = (value: (outcome: HostileOutcome) => number): number => Math.max(...own.map(value));
    const kinds = [...new Set(own.map(({ ending }) => ending))];
    const endings = kinds.map((kind) => `${kind} ${own.filter(({ ending }) => ending === kind).length}`);
    return `| ${group} | ${own.length} | ${endings.join(', ')} | ${most(({ milliseconds }) => milliseconds)} | ${most(({ peakMiB }) => peakMiB)} | ${most(({ leftMiB }) => leftMiB)} |`;
  });
  const head =
    '| group | scripts | ended by | longest, ms | most memory, MiB | most left, MiB |\n|---|---|---|---|---|---|';
  writeFileSync(path.join(OUT, 'hostile.md'), `${head}\n${rows.join('\n')}\n`);
}
