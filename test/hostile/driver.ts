// Runs hostile scripts in a process of its own, one service for all of them, and prints what each did as a line of JSON.
//
// Arguments: the bundled worker, `measured` or `bare` (no look at its own memory, for a trace of system calls), names of cases.

import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunEnding } from '#core/node/activeRun.ts';
import type { RunRequest } from '#core/node/runMessages.ts';
import { RunWorkers } from '#core/node/runWorkers.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { type Ending, HOSTILE_LIMITS, type HostileCase } from './hostileCase.ts';
import { HOSTILE_CASES } from './hostileCases.ts';
import type { HostileOutcome } from './hostileOutcome.ts';

const PERMIT_ALL = 'permit(principal, action, resource);';
const MIB = 1024 * 1024;
/** Memory above the start that is not worth waiting for: the allocator keeps as much for what comes next. */
const KEPT_BYTES = 64 * MIB;

const [workerFile = '', mode = 'measured', ...names] = process.argv.slice(2);
const isMeasured = mode === 'measured';
const workers = new RunWorkers({ workerFile });

await main();

async function main(): Promise<void> {
  for (let round = 0; round < 5; round++) await run(requestOf({ name: '', script: '1', ends: [] }), []);
  await settle(0, 0, 4);
  const start = memory();
  const threads = threadCount();
  const chosen = HOSTILE_CASES.filter(({ name }) => names.includes(name));
  for (const hostile of chosen) {
    const outcome = await runHostile(hostile, start, threads);
    writeSync(1, `${JSON.stringify(outcome)}\n`);
  }
  workers.dispose();
  await wait(200);
  writeSync(1, `${JSON.stringify({ workersLeft: Math.max(0, threadCount() - threadsWithoutWorkers()) })}\n`);
  process.exit(0);
}

async function runHostile(hostile: HostileCase, start: number, threads: number): Promise<HostileOutcome> {
  let peak = start;
  const sampler = isMeasured ? setInterval(() => (peak = Math.max(peak, memory())), 20) : undefined;
  writeSync(2, `begin ${hostile.name}\n`);
  const observed = await observe(hostile);
  const next = await run(requestOf({ name: '', script: '40 + 2', ends: [] }), []);
  writeSync(2, `end ${hostile.name}\n`);
  clearInterval(sampler);
  peak = Math.max(peak, memory());
  const left = await settle(start, threads);
  return {
    ...observed,
    peakMiB: Math.round((peak - start) / MIB),
    leftMiB: Math.round((left - start) / MIB),
    threadsLeft: threadCount() - threads,
    nextWorks: next.kind === 'finished' && next.result.payload.output === '42',
  };
}

/** What the run itself shows; nothing of it is kept, for the memory afterwards is looked at. */
async function observe(
  hostile: HostileCase,
): Promise<Omit<HostileOutcome, `${string}MiB` | 'threadsLeft' | 'nextWorks'>> {
  const events: TraceEvent[] = [];
  const request = requestOf(hostile);
  const began = performance.now();
  const ending = await run(request, events);
  return {
    name: hostile.name,
    ending: endingOf(ending),
    message: messageOf(ending),
    output: ending.kind === 'finished' ? ending.result.payload.output.slice(0, 200) : '',
    limitEvents: events.flatMap((event) => (event.kind === 'limit' ? event.limit : [])),
    lastEvent: events.at(-1)?.kind ?? '',
    survived: survived(ending),
    milliseconds: Math.round(performance.now() - began),
  };
}

function requestOf(hostile: HostileCase): RunRequest {
  const { description, problems } = parseHostFile(JSON.stringify(evaluated(hostile.host) ?? {}));
  if (description === undefined) throw new Error(problems.map(problemText).join('\n'));
  const argumentsJson = evaluated(hostile.argumentsJson);
  const input = {
    script: evaluated(hostile.script),
    policy: evaluated(hostile.policy) ?? PERMIT_ALL,
    host: description,
    ...(argumentsJson === undefined ? {} : { argumentsJson }),
  };
  return { input, options: { limits: { ...HOSTILE_LIMITS, ...hostile.limits } } };
}

function run(request: RunRequest, events: TraceEvent[]): Promise<RunEnding> {
  // Only the last events are kept: the service itself is measured, not this list.
  const onEvents = (batch: readonly TraceEvent[]): void => {
    events.splice(0, events.length, ...[...events, ...batch].slice(-4));
  };
  return workers.start(request, { onEvents }).ending;
}

function endingOf(ending: RunEnding): Ending | 'fault' {
  if (ending.kind === 'ended') return ending.reached.limit;
  if (ending.kind !== 'finished') return 'refused';
  const { payload, stopped, fault } = ending.result;
  if (fault !== undefined) return 'fault';
  if (stopped !== undefined) return stopped.limit;
  if (payload.status === 'SUCCESS') return 'success';
  return /Stack overflow/.test(payload.error?.message ?? '') ? 'callDepth' : 'error';
}

function messageOf(ending: RunEnding): string {
  if (ending.kind === 'ended') return ending.reached.message;
  if (ending.kind === 'refused') return ending.message;
  if (ending.kind !== 'finished') return '';
  return (ending.result.fault ?? ending.result.payload.error?.message ?? '').slice(0, 200);
}

function survived(ending: RunEnding): boolean {
  if (ending.kind !== 'finished') return false;
  const { output, logs } = ending.result.payload;
  return output.includes('survived') || (logs ?? []).some(({ attributes }) => attributes.message.includes('survived'));
}

/** Waits until the process has given its memory and its threads back, at most a tenth of a second for each round. */
async function settle(start: number, threads: number, rounds = 20): Promise<number> {
  for (let round = 0; isMeasured && round < rounds; round++) {
    if (memory() <= start + KEPT_BYTES && threadCount() <= threads) break;
    if (typeof gc === 'function') gc();
    await wait(100);
  }
  return memory();
}

function memory(): number {
  return isMeasured ? process.memoryUsage.rss() : 0;
}

/** Threads of this process, where the system tells. */
function threadCount(): number {
  if (!isMeasured || process.platform !== 'linux') return 0;
  return readdirSync('/proc/self/task').length;
}

function threadsWithoutWorkers(): number {
  if (!isMeasured || process.platform !== 'linux') return 0;
  return readdirSync('/proc/self/task').filter(
    (id) => !/Worker/.test(readFileSync(`/proc/self/task/${id}/comm`, 'utf8')),
  ).length;
}

function evaluated<T>(value: T | (() => T)): T {
  return typeof value === 'function' ? (value as () => T)() : value;
}
