// The processes of a virtual host during a run: the first process, those of the host file, and the runner itself.

import { fileName } from '#core/base/posixPath.ts';
import type { CaseFiles, HostDescription, HostProcess } from './hostDescription.ts';
import type { ProcessState } from './processState.ts';

export interface ProcessEntry {
  readonly pid: number;
  /** 0 for the first process. */
  readonly parent: number;
  /** As the kernel keeps it, cut to 15 bytes. */
  readonly name: string;
  readonly command: readonly string[];
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly state: ProcessState;
  readonly memoryKb: number;
  readonly cpuPercent: number;
  /** Seconds that it had run when the script started. */
  readonly runSeconds: number;
  /** Numbers of its threads besides the first. */
  readonly threads: readonly number[];
  readonly workingDirectory: string;
  /** Paths that it holds open. */
  readonly openFiles: readonly string[];
  readonly role: 'first' | 'runner' | 'listed';
  /** The entry of the host file. */
  readonly listed: HostProcess | undefined;
}

/** Number of the first process that a host file lists. */
const FIRST_LISTED = 100;

/** The kernel keeps this many characters of a program's name. */
const NAME_LENGTH = 15;

const DEFAULT_MEMORY_KB = 1848;
const RUNNER_MEMORY_KB = 18_432;
const RUNNER = '/opt/rex/rex-runner';

/** PID namespace that all processes of a host are in. */
export const PID_NAMESPACE = 4_026_531_836;

export class ProcessTable {
  readonly runner: ProcessEntry;
  readonly #entries: Map<number, ProcessEntry>;
  readonly #reaps: boolean;

  /** `user` is the effective user of the run. */
  constructor(description: HostDescription, user: string, caseFiles: CaseFiles) {
    const listed = listedProcesses(description);
    const highest = Math.max(1, ...listed.map(({ pid }) => pid));
    this.runner = {
      ...process(description, runnerProcess(user, caseFiles), highest + 1),
      state: 'Run',
      role: 'runner',
    };
    const first = { command: description.firstProcess.command, user: 'root' };
    const all = [
      { ...process(description, first, 1), parent: 0, role: 'first' as const, listed: undefined },
      ...listed,
      { ...this.runner, listed: undefined },
    ];
    let next = highest + 2;
    const threaded = all.map((entry) => {
      const count = Math.max(0, (entry.listed?.threads ?? 1) - 1);
      return { ...entry, threads: Array.from({ length: count }, () => next++) };
    });
    this.#entries = new Map(threaded.sort((a, b) => a.pid - b.pid).map((entry) => [entry.pid, entry]));
    this.#reaps = description.firstProcess.reaps;
  }

  /** In the order of their numbers. */
  list(): readonly ProcessEntry[] {
    return [...this.#entries.values()];
  }

  find(pid: number): ProcessEntry | undefined {
    return this.#entries.get(pid);
  }

  /** Ends a process. Returns what is left of it: a zombie, or nothing. */
  end(pid: number): ProcessEntry | undefined {
    const entry = this.#entries.get(pid);
    if (entry === undefined) return undefined;
    for (const child of this.list()) if (child.parent === pid) this.#entries.set(child.pid, { ...child, parent: 1 });
    if (this.#reaps) {
      this.#entries.delete(pid);
      return undefined;
    }
    const zombie: ProcessEntry = {
      ...entry,
      state: 'Zombie',
      command: [],
      memoryKb: 0,
      cpuPercent: 0,
      threads: [],
      openFiles: [],
    };
    this.#entries.set(pid, zombie);
    return zombie;
  }
}

function listedProcesses(description: HostDescription): readonly ProcessEntry[] {
  const taken = new Set(description.processes.flatMap(({ pid }) => pid ?? []));
  let next = FIRST_LISTED;
  return description.processes.map((listed) => {
    while (taken.has(next)) next++;
    return process(description, listed, listed.pid ?? next++);
  });
}

function process(description: HostDescription, listed: HostProcess, pid: number): ProcessEntry {
  const account = description.users.find(({ name }) => name === listed.user);
  return {
    pid,
    parent: listed.parent ?? 1,
    name: (fileName(listed.command[0] ?? '') ?? '').slice(0, NAME_LENGTH),
    command: listed.state === 'Zombie' ? [] : listed.command,
    user: listed.user,
    uid: account?.uid ?? 0,
    gid: account?.gid ?? 0,
    state: listed.state ?? 'Sleep',
    memoryKb: listed.memoryKb ?? DEFAULT_MEMORY_KB,
    cpuPercent: listed.cpuPercent ?? 0,
    runSeconds: listed.runSeconds ?? 0,
    threads: [],
    workingDirectory: listed.workingDirectory ?? '/',
    openFiles: listed.openFiles ?? [],
    role: 'listed',
    listed,
  };
}

function runnerProcess(user: string, { args }: CaseFiles): HostProcess {
  const command = [RUNNER, '-s', '/.case/script.rhai', '-p', '/.case/policy.cedar'];
  const withArguments = args === undefined ? command : [...command, '-a', '/.case/args.json'];
  return { command: withArguments, user, memoryKb: RUNNER_MEMORY_KB };
}
