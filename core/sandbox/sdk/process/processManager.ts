// `ProcessManager` and what it remembers between calls: which processes it has seen and what it knew of them then.
// Source: rust-safe-process-mgmt 0.1.0 `lib.rs` and sysinfo 0.35.2.

import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import type { ProcessEntry } from '../../host/processTable.ts';
import { objectArgument } from '../common/sdkArguments.ts';
import type { SdkContext } from '../types.ts';
import type { ProcessIdentity } from './processError.ts';

export interface PidNamespace {
  readonly namespaceId: number;
  readonly childPid: number;
}

/** A process as the SDK saw it. */
export interface ProcessInfo extends ProcessIdentity {
  /** Undefined where the SDK did not ask, or for the first process. */
  readonly parent: number | undefined;
  readonly uid: number | undefined;
  readonly memoryBytes: number;
  readonly memoryPercent: number;
  readonly state: string;
  readonly recentCpu: number | undefined;
  readonly historicalCpu: number;
  readonly namespace: PidNamespace | undefined;
}

/** A process or one of its threads, which Linux counts as processes of their own. */
export interface Task {
  readonly pid: number;
  readonly entry: ProcessEntry;
  readonly isThread: boolean;
}

const PROCESS_MANAGER = 'RcProcessManager';

/** State of one manager; clones share it. */
export class ProcessManager {
  /** Processes that calls by pattern reach. */
  readonly handles = new Map<number, ProcessInfo>();
  /** Numbers by namespace and number in it. */
  readonly namespaces = new Map<string, number>();
  /** User names are known only after a call that reads /etc/passwd. */
  #usersKnown = false;
  /** Memory of the machine is known only after a call that asks for it. */
  #memoryKnown = false;
  /** Command lines are read once for a process. */
  readonly #commands = new Map<number, string>();

  /** Reads processes, users and memory anew. */
  refresh(): void {
    this.#usersKnown = true;
    this.#memoryKnown = true;
  }

  /** Reads users anew. */
  refreshUsers(): void {
    this.#usersKnown = true;
  }

  /** What is known of a process or thread at present. */
  describe(context: SdkContext, { pid, entry, isThread }: Task): ProcessInfo {
    const { machine } = context.host.description;
    const memoryBytes = entry.memoryKb * 1024;
    const totalBytes = this.#memoryKnown ? machine.memory.totalKb * 1024 : 0;
    return {
      pid,
      name: entry.name,
      username: this.#usersKnown ? (context.host.accounts.userName(entry.uid) ?? '') : '',
      command: this.#command(entry),
      parent: isThread ? entry.pid : entry.parent === 0 ? undefined : entry.parent,
      uid: entry.uid,
      memoryBytes,
      memoryPercent: totalBytes === 0 ? 0 : Math.trunc((memoryBytes * 10_000) / totalBytes) / 100,
      state: entry.state,
      recentCpu: undefined,
      historicalCpu: entry.runSeconds > 0 ? Math.fround(entry.cpuPercent) : 0,
      namespace: undefined,
    };
  }

  /** The process that a call by number means; it is remembered. Undefined where there is none. */
  handle(context: SdkContext, pid: number): ProcessInfo | undefined {
    const known = this.handles.get(pid);
    if (known !== undefined) return known;
    this.#usersKnown = true;
    const task = findTask(context, pid);
    if (task === undefined) return undefined;
    const info = this.describe(context, task);
    this.handles.set(pid, info);
    return info;
  }

  #command(entry: ProcessEntry): string {
    const known = this.#commands.get(entry.pid);
    if (known !== undefined && known !== '') return known;
    const command = commandText(entry.command);
    this.#commands.set(entry.pid, command);
    return command;
  }
}

/** A new manager as a value for scripts. */
export function processManagerObject(): SdkObject {
  return { kind: 'object', type: PROCESS_MANAGER, state: new ProcessManager() };
}

export function processManagerAt(args: readonly RhaiValue[]): ProcessManager {
  return objectArgument(args, 0).state as ProcessManager;
}

/** All processes in the order of their numbers, each followed by its threads where they are wanted. */
export function tasks(context: SdkContext, withThreads: 'with threads' | 'processes only'): readonly Task[] {
  return context.host.processTable
    .list()
    .flatMap((entry) => [
      { pid: entry.pid, entry, isThread: false },
      ...(withThreads === 'processes only' ? [] : threadsOf(entry)),
    ]);
}

/** The threads of a process besides its first. */
export function threadsOf(entry: ProcessEntry): readonly Task[] {
  return entry.threads.map((pid) => ({ pid, entry, isThread: true }));
}

/** The process or thread of a number. */
export function findTask(context: SdkContext, pid: number): Task | undefined {
  return tasks(context, 'with threads').find((task) => task.pid === pid);
}

/** Whether the kernel lets the run's user look into a process. */
export function mayLookInto(context: SdkContext, entry: ProcessEntry): boolean {
  const { credentials } = context.host;
  return entry.state !== 'Zombie' && (credentials.uid === 0 || credentials.uid === entry.uid);
}

/** The command line as the SDK shows it: the program without its folder, then the arguments. */
export function commandText(command: readonly string[]): string {
  const [program = '', ...rest] = command.join(' ').split(' ');
  const cut = program.lastIndexOf('/');
  return [cut < 0 ? program : program.slice(cut + 1), ...rest].join(' ');
}
