// The machine that a run sees: file system, accounts, processes, web server and clock, built from a description.

import { decodeUtf8 } from '#core/base/utf8.ts';
import { FileSystem } from '../vfs/fileSystem.ts';
import { type Credentials, ROOT } from '../vfs/permissions.ts';
import type { StorageLimits } from '../vfs/storage.ts';
import { Accounts } from './accounts.ts';
import { type FileAfter, filesAfter } from './filesAfter.ts';
import type {
  CaseFiles,
  HostDescription,
  HostGroup,
  HostMount,
  HostProcess,
  HostProgram,
  HostUser,
  HttpResponse,
} from './hostDescription.ts';
import { type OpenSocket, openSockets } from './openSockets.ts';
import { populate } from './populate.ts';
import { ProcessTable } from './processTable.ts';
import { VirtualClock } from './virtualClock.ts';

export interface VirtualHostOptions {
  /** Name of the effective user; the description's `runsAs` when absent. */
  readonly user?: string;
  /** Start of the run, in milliseconds since the Unix epoch. */
  readonly startMs?: number;
  readonly caseFiles?: CaseFiles;
  readonly storage?: StorageLimits;
}

/** When a run begins unless it is told. A fixed time, so that runs can be repeated. */
const DEFAULT_START_MS = Date.UTC(2026, 4, 5, 12, 0, 0);

/** What the runner takes for the name of a user that /etc/passwd does not know, or who may not read it. */
const NAMELESS = 'unknown';

/** The name was not among the host's users. */
export class UnknownUserError extends Error {
  constructor(readonly user: string) {
    super(`the virtual host has no user "${user}"`);
    this.name = 'UnknownUserError';
  }
}

export class VirtualHost {
  readonly fs: FileSystem;
  readonly clock: VirtualClock;
  readonly description: HostDescription;
  readonly accounts: Accounts;
  readonly processTable: ProcessTable;
  /** Name of the effective user, as /etc/passwd has it when the run starts; `unknown` where it has none. */
  readonly user: string;
  /** What the kernel checks for the effective user. */
  readonly credentials: Credentials;

  /** Throws {@link UnknownUserError} when the run's user is not on the host, HostBuildError when a listed path cannot be made. */
  constructor(description: HostDescription, options: VirtualHostOptions = {}) {
    this.description = description;
    const name = options.user ?? description.runsAs;
    const account = description.users.find((user) => user.name === name);
    if (account === undefined) throw new UnknownUserError(name);
    const startMs = options.startMs ?? DEFAULT_START_MS;
    this.clock = new VirtualClock(startMs);
    this.fs = new FileSystem(this.clock, options.storage);
    const groups = description.groups.filter((group) => group.members.includes(name)).map((group) => group.gid);
    this.credentials = { uid: account.uid, gid: account.gid, groups };
    this.accounts = new Accounts(this.fs, this.credentials);
    this.processTable = new ProcessTable(description, name, options.caseFiles ?? {});
    populate(this.fs, description, name, options.caseFiles ?? {}, startMs, this.processTable);
    this.user = this.accounts.userName(account.uid) ?? NAMELESS;
  }

  get hostname(): string {
    return this.description.hostname;
  }

  get processes(): readonly HostProcess[] {
    return this.description.processes;
  }

  /** Undefined when nothing listens on port 8080. */
  get http(): ReadonlyMap<string, HttpResponse> | undefined {
    return this.description.http;
  }

  /** Sockets that are open when the run starts. */
  get sockets(): readonly OpenSocket[] {
    return openSockets(this.description);
  }

  get mounts(): readonly HostMount[] {
    return this.description.mounts;
  }

  get programs(): readonly HostProgram[] {
    return this.description.programs;
  }

  /** Users by the host's present /etc/passwd. */
  users(): readonly HostUser[] {
    return this.accounts.users();
  }

  /** Groups by the host's present /etc/group. */
  groups(): readonly HostGroup[] {
    return this.accounts.groups();
  }

  /** Text of a file as root reads it, links followed; undefined where there is no such text file. */
  readText(path: string): string | undefined {
    const inode = this.fs.walk(ROOT, path).inode;
    return inode?.kind === 'file' ? decodeUtf8(inode.content) : undefined;
  }

  /** The files that a recorded case compares, in the form of its `files_after`. */
  filesAfter(): ReadonlyMap<string, FileAfter> {
    return filesAfter(this.fs, this.description);
  }
}
