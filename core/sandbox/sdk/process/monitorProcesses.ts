// `monitor_processes_cpu`: looks at some processes again and again. Time passes on the virtual clock.
// Source: rust-safe-process-mgmt 0.1.0 `safe_monitor_processes_cpu`.

import { type RhaiValue, rhaiArray } from '#core/base/value.ts';
import { optionsAt } from '../fileIo/optionBuilder.ts';
import { RunEnd, type SdkContext, type SdkModule } from '../types.ts';
import { processObject } from './listProcesses.ts';
import { mayProcess } from './processError.ts';
import { findTask, type ProcessManager, processManagerAt, type Task, threadsOf } from './processManager.ts';
import type { MonitorOptions } from './processOptions.ts';

/** Between two looks at least, so that use of the processor can be told. */
const SHORTEST_INTERVAL_MS = 200;

/** Looks at processes, all rounds together, after which the sandbox gives up: it has no hours to wait. */
const MOST_LOOKS = 100_000n;

export const monitorProcessesSdk: SdkModule = {
  'monitor_processes_cpu(RcProcessManager, MonitorProcessesCpuOptions)': (context, args) =>
    monitor(context, processManagerAt(args), optionsAt<MonitorOptions>(args, 1, 'MonitorProcessesCpuOptions')),
};

/** Check, in each round: list on each process; a refused one is left out. */
function monitor(context: SdkContext, manager: ProcessManager, options: MonitorOptions): RhaiValue {
  const { clock } = context.host;
  const numbers = watched(context, options);
  if (options.batches * BigInt(numbers.length + 1) > MOST_LOOKS) {
    throw new RunEnd('unsupported', `The sandbox looks at processes at most ${MOST_LOOKS} times in one call.`);
  }
  clock.advance(SHORTEST_INTERVAL_MS);
  const rounds: RhaiValue[] = [];
  for (let round = 1n; round <= options.batches; round++) {
    const infos = numbers.flatMap((pid) => look(context, manager, pid, options) ?? []);
    rounds.push(rhaiArray(infos));
    const delayMs = Number(options.delay_in_seconds) * 1000;
    if (round < options.batches) clock.advance(delayMs === 0 ? SHORTEST_INTERVAL_MS : delayMs);
  }
  return rhaiArray(rounds);
}

function watched(context: SdkContext, options: MonitorOptions): readonly number[] {
  const numbers = options.pids_to_monitor.map(Number);
  if (!options.include_threads) return numbers;
  const found = numbers.flatMap((pid) => findTask(context, pid) ?? []).filter(({ isThread }) => !isThread);
  return [...numbers, ...found.flatMap(({ entry }) => threadsOf(entry)).map(({ pid }) => pid)];
}

function look(
  context: SdkContext,
  manager: ProcessManager,
  pid: number,
  options: MonitorOptions,
): RhaiValue | undefined {
  const task = findTask(context, pid);
  if (task === undefined) return undefined;
  const info = manager.describe(context, task);
  if (!mayProcess(context, 'list', info)) return undefined;
  return processObject({ ...info, recentCpu: Math.fround(recentCpu(task, options)) });
}

/** The use of a process is that of its first thread where its other threads are listed too. */
function recentCpu({ entry, isThread }: Task, { include_threads: apart }: MonitorOptions): number {
  return apart || isThread ? entry.cpuPercent / (entry.threads.length + 1) : entry.cpuPercent;
}
