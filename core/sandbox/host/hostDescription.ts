// A virtual host as data: what a host file says, with every default filled in.

import { DEFAULT_NETWORK, type HostNetwork, type HostSocket } from './hostNetwork.ts';
import type { HostService } from './hostServices.ts';
import { DEFAULT_STORAGE, type HostStorage } from './hostStorage.ts';
import { DEFAULT_MACHINE, type HostMachine } from './machine.ts';
import type { FirstProcess, ProcessState } from './processState.ts';

/** A user account. */
export interface HostUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/** A group with the users that are in it besides those whose primary group it is. */
export interface HostGroup {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** One listed path. Owner and group are names; absent ones follow the defaults. */
export type HostFileEntry = {
  readonly mode?: number;
  readonly owner?: string;
  readonly group?: string;
} & (
  | { readonly kind: 'directory' }
  | { readonly kind: 'file'; readonly content: Uint8Array }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'fifo' | 'socket' }
);

/** A process that runs when the script starts. */
export interface HostProcess {
  readonly command: readonly string[];
  readonly user: string;
  /** Sockets it holds open. */
  readonly sockets?: readonly HostSocket[];
  readonly pid?: number;
  /** Number of the process that started it; 1 by default. */
  readonly parent?: number;
  readonly state?: ProcessState;
  readonly memoryKb?: number;
  readonly cpuPercent?: number;
  /** Seconds that it has run when the script starts. */
  readonly runSeconds?: number;
  readonly threads?: number;
  readonly workingDirectory?: string;
  /** Paths of the files that it holds open. */
  readonly openFiles?: readonly string[];
}

/** What a web server answers for one path. */
export interface HttpResponse {
  readonly status: number;
  readonly body: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Time until the answer comes, in milliseconds of the virtual clock. */
  readonly delayMs?: number;
  /** The connection breaks instead of an answer. */
  readonly fails?: true;
}

export interface HostMount {
  readonly path: string;
  readonly type: string;
  readonly source: string;
  /** As for mount(8); `size=` and `mode=` of a tmpfs and `ro` are obeyed. */
  readonly options: string;
}

/** What a program does when it is executed with certain arguments. */
export interface HostProgram {
  readonly path: string;
  /** Undefined stands for any arguments. */
  readonly args: readonly string[] | undefined;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Files it leaves behind; undefined for a path it removes. */
  readonly effects: ReadonlyMap<string, HostFileEntry | undefined>;
}

export interface HostDescription {
  /** Who the policy speaks of, unless the command line says otherwise. */
  readonly principal: string;
  /** The effective user of the run. */
  readonly runsAs: string;
  readonly hostname: string;
  readonly logLevel: string;
  readonly users: readonly HostUser[];
  readonly groups: readonly HostGroup[];
  /** In the order of the file; absolute, normalized paths. */
  readonly files: ReadonlyMap<string, HostFileEntry>;
  readonly processes: readonly HostProcess[];
  readonly firstProcess: FirstProcess;
  /** Units by name; undefined where no service manager runs. */
  readonly services: ReadonlyMap<string, HostService> | undefined;
  /** Undefined when nothing listens: connections are refused. */
  readonly http: ReadonlyMap<string, HttpResponse> | undefined;
  /** Answers of other servers, by whole URL. */
  readonly web: ReadonlyMap<string, HttpResponse>;
  readonly network: HostNetwork;
  readonly machine: HostMachine;
  readonly mounts: readonly HostMount[];
  readonly storage: HostStorage;
  readonly programs: readonly HostProgram[];
}

/** What the runner was given; it appears in the host as `/.case/script.rhai` and so on. */
export interface CaseFiles {
  readonly script?: string;
  readonly policy?: string;
  readonly args?: string;
}

const NOLOGIN = '/bin/false';

/** Users that every virtual host has. */
export const DEFAULT_USERS: readonly HostUser[] = [
  { name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/sh' },
  { name: 'agent', uid: 1000, gid: 1000, home: '/home/agent', shell: '/bin/sh' },
  { name: 'alice', uid: 1001, gid: 1001, home: '/home/alice', shell: '/bin/sh' },
  { name: 'nobody', uid: 65534, gid: 65534, home: '/', shell: NOLOGIN },
];

/** Groups that every virtual host has. */
export const DEFAULT_GROUPS: readonly HostGroup[] = [
  { name: 'root', gid: 0, members: [] },
  { name: 'agent', gid: 1000, members: [] },
  { name: 'alice', gid: 1001, members: [] },
  { name: 'ops', gid: 1002, members: ['agent'] },
  { name: 'nogroup', gid: 65534, members: [] },
];

/** The host that a missing host file means. */
export const MINIMAL_HOST: HostDescription = {
  principal: 'agent',
  runsAs: 'agent',
  hostname: 'rehearsal-host',
  logLevel: 'INFO',
  users: DEFAULT_USERS,
  groups: DEFAULT_GROUPS,
  files: new Map(),
  processes: [],
  firstProcess: { command: ['/sbin/init'], reaps: false },
  services: undefined,
  http: undefined,
  web: new Map(),
  network: DEFAULT_NETWORK,
  machine: DEFAULT_MACHINE,
  mounts: [],
  storage: DEFAULT_STORAGE,
  programs: [],
};
