// `kill`, as a method by number or pattern and as a command: signals that end processes of the virtual host.
// Source: rust-safe-process-mgmt 0.1.0 `safe_kill` and rhai-safe-process-mgmt 0.1.0 `command/kill.rs`.

import { type RhaiValue, rhaiArray, rhaiInt, rhaiMap, rhaiString } from '#core/base/value.ts';
import { hideProcess, showProcess } from '../../host/processFiles.ts';
import { errnoText } from '../../vfs/errno.ts';
import { readFlags } from '../commands/flags.ts';
import { arrayArgument, integerArgument } from '../common/sdkArguments.ts';
import { optionsAt } from '../fileIo/optionBuilder.ts';
import { RunEnd, type SdkContext, SdkError, type SdkModule } from '../types.ts';
import { processError, processNotFound, requireProcess, validationError } from './processError.ts';
import { findTask, type ProcessInfo, ProcessManager, processManagerAt } from './processManager.ts';
import type { KillOptions } from './processOptions.ts';

interface Killed {
  readonly name: string;
  readonly pid: number;
}

/** The signal that the policy knows as an interruption. */
const INTERRUPTION = 'SIGHUP';

/** The signal that the runner waits ten seconds after instead of ending. */
const HANDLED_BY_RUNNER = 'SIGTERM';

const MAX_PID = 0xffff_ffffn;

const DEFAULT_SIGNAL = 'SIGTERM';

export const killProcessesSdk: SdkModule = {
  'kill(RcProcessManager, KillOptions)': (context, args) =>
    killedValue(kill(context, processManagerAt(args), optionsAt<KillOptions>(args, 1, 'KillOptions'))),
  'kill(i64)': (context, args) => killedValue(command(context, [], integerArgument(args, 0))),
  'kill(array, i64)': (context, args) =>
    killedValue(command(context, arrayArgument(args, 0), integerArgument(args, 1))),
};

/** Check: kill on the process, or interrupt for SIGHUP. By pattern, processes that are refused are left out. */
function kill(context: SdkContext, manager: ProcessManager, options: KillOptions): readonly Killed[] {
  const { pid, signal } = options;
  if (pid === undefined) return killMatching(context, manager, options);
  if (pid > MAX_PID) {
    throw validationError(`Invalid PID value ${pid}: out of range integral type conversion attempted`);
  }
  const process = manager.handle(context, Number(pid));
  if (process === undefined) throw processNotFound('Process not found', Number(pid));
  send(context, process, signal);
  return [{ name: process.name, pid: process.pid }];
}

function killMatching(context: SdkContext, manager: ProcessManager, options: KillOptions): readonly Killed[] {
  const killed: Killed[] = [];
  for (const process of manager.handles.values()) {
    if (!matches(process, options)) continue;
    try {
      send(context, process, options.signal);
    } catch (error) {
      if (error instanceof SdkError) continue;
      throw error;
    }
    killed.push({ name: options.command === undefined ? process.name : process.command, pid: process.pid });
  }
  if (killed.length === 0) throw processNotFound('No matching processes found', 0);
  return killed;
}

function matches(process: ProcessInfo, options: KillOptions): boolean {
  const fits = (text: string, wanted: string | undefined) =>
    wanted === undefined || (options.exact_match ? text === wanted : text.includes(wanted));
  if (options.username !== undefined && process.username !== options.username) return false;
  return fits(process.name, options.process_name) && fits(process.command, options.command);
}

function send(context: SdkContext, process: ProcessInfo, signal: string): void {
  requireProcess(context, signal === INTERRUPTION ? 'interrupt' : 'kill', process);
  const { credentials, fs, processTable, description } = context.host;
  const task = findTask(context, process.pid);
  if (task === undefined) throw processError('Other', 'No such process (os error 3)');
  const { entry } = task;
  if (credentials.uid !== 0 && credentials.uid !== entry.uid) throw processError('Other', errnoText('EPERM'));
  // The first process takes no signal that it does not wait for; a zombie takes all of them without effect.
  if (entry.role === 'first' || entry.state === 'Zombie') return;
  if (entry.role === 'runner') {
    if (signal !== HANDLED_BY_RUNNER) throw new RunEnd('crash', `The script ended its own runner with ${signal}.`);
    context.requestTermination();
    return;
  }
  const left = processTable.end(entry.pid);
  if (left === undefined) hideProcess(fs, entry.pid);
  else showProcess(fs, left, description.machine.uptimeSeconds);
  context.effect({ change: 'process', target: `${entry.pid} ${process.command}`, after: `ended by ${signal}` });
}

/** There is no way for a script to make a flag, so that each element of the array is refused. */
function command(context: SdkContext, flags: readonly RhaiValue[], pid: bigint): readonly Killed[] {
  const failing = (prefix: string, run: () => void) => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof SdkError)) throw error;
      throw validationError(`${prefix}${error.message}`);
    }
  };
  failing('', () => readFlags(context, flags, 'KillFlag'));
  if (pid < 0n) throw validationError('kill: failed to build options: Validation error: PID cannot be negative');
  let killed: readonly Killed[] = [];
  failing('kill: ', () => {
    killed = kill(context, new ProcessManager(), {
      pid,
      process_name: undefined,
      username: undefined,
      exact_match: false,
      signal: DEFAULT_SIGNAL,
      command: undefined,
    });
  });
  return killed;
}

function killedValue(killed: readonly Killed[]): RhaiValue {
  return rhaiArray(
    killed.map(({ name, pid }) =>
      rhaiMap([
        ['name', rhaiString(name)],
        ['pid', rhaiInt(pid)],
      ]),
    ),
  );
}
