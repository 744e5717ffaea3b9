// `list_open_files` and `processes_using_inode`: what processes hold open, as lsof and fuser tell it.
// Source: rust-safe-process-mgmt at a7c3907 `safe_lsof`, `safe_fuser` and procfs 0.17.

import { components, samePath } from '#core/base/posixPath.ts';
import { type RhaiValue, rhaiArray, rhaiInt, rhaiString } from '#core/base/value.ts';
import { executablePath, heldOpen } from '../../host/processFiles.ts';
import type { ProcessEntry } from '../../host/processTable.ts';
import { errnoOf, FileSystemError } from '../../vfs/errno.ts';
import type { InodeKind } from '../../vfs/inode.ts';
import { ROOT } from '../../vfs/permissions.ts';
import { type RecordFields, recordObject, recordsSdk } from '../common/records.ts';
import { textArgument } from '../common/sdkArguments.ts';
import { optionsAt } from '../fileIo/optionBuilder.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { mayProcess, processNotFound, requireProcess, requireProcFolder, validationError } from './processError.ts';
import { mayLookInto, type ProcessInfo, type ProcessManager, processManagerAt, tasks } from './processManager.ts';
import type { LsofOptions } from './processOptions.ts';

type Access = 'File descriptor' | 'Memory mapped' | 'Working directory' | 'Executable' | 'Root directory';

interface OpenPath {
  readonly path: string;
  readonly type: string;
  readonly access: Access;
}

const FILE_TYPES: Readonly<Record<InodeKind, string>> = {
  directory: 'DIR',
  file: 'REG',
  symlink: 'LNK',
  socket: 'SOCK',
  charDevice: 'CHR',
  blockDevice: 'BLK',
  fifo: 'FIFO',
};

/** Order in which fuser names what it found. */
const FUSER_ORDER: readonly Access[] = [
  'File descriptor',
  'Memory mapped',
  'Working directory',
  'Executable',
  'Root directory',
];

/** Input, output and error output of a process that runs in the background. */
const STANDARD_STREAMS = ['/dev/null', '/dev/null', '/dev/null'];

export const openFilesSdk: SdkModule = {
  'list_open_files(RcProcessManager, LsofOptions)': (context, args) =>
    lsof(context, processManagerAt(args), optionsAt<LsofOptions>(args, 1, 'LsofOptions')),
  'processes_using_inode(RcProcessManager, string)': (context, args) =>
    fuser(context, processManagerAt(args), textArgument(args, 1)),
  ...recordsSdk([
    {
      type: 'OpenFileInfo',
      getters: ['pid', 'process_name', 'user', 'command', 'access', 'file_type', 'file_path'],
      mapped: ['pid', 'process_name', 'user', 'command', 'access_type', 'file_type', 'file_path'],
    },
    {
      type: 'FuserInfo',
      getters: ['user', 'pid', 'access', 'command'],
      mapped: ['user', 'pid', 'access_types', 'command'],
    },
  ]),
};

/** Checks: open and read on /proc; list_fds on the process, or on each, where a refused one is left out. */
function lsof(context: SdkContext, manager: ProcessManager, options: LsofOptions): RhaiValue {
  requireProcFolder(context);
  if (options.pid !== undefined) return lsofOfProcess(context, manager, Number(options.pid));
  const target = canonicalPath(context, options.path ?? '');
  manager.refresh();
  const found = inspected(context, manager).flatMap(({ info, entry }) =>
    openPaths(context, entry)
      .filter(({ path }) => (options.include_subdir ? isWithin(path, target) : samePath(path, target)))
      .map((open) => openFileObject(info, open)),
  );
  return rhaiArray(found);
}

function lsofOfProcess(context: SdkContext, manager: ProcessManager, pid: number): RhaiValue {
  manager.refresh();
  const entry = context.host.processTable.find(pid);
  if (entry === undefined) throw processNotFound(`Process with PID ${pid} does not exist`, pid);
  const info = remembered(context, manager, entry);
  requireProcess(context, 'list_fds', info);
  return rhaiArray(openPaths(context, entry).map((open) => openFileObject(info, open)));
}

/** Checks: open and read on /proc; list_fds on each process, where a refused one is left out. */
function fuser(context: SdkContext, manager: ProcessManager, path: string): RhaiValue {
  const target = canonicalPath(context, path);
  manager.refresh();
  requireProcFolder(context);
  const found = inspected(context, manager).flatMap(({ info, entry }) => {
    const uses = openPaths(context, entry).filter((open) => samePath(open.path, target));
    const kinds = FUSER_ORDER.filter((access) => uses.some((use) => use.access === access));
    return kinds.length === 0 ? [] : [recordObject('FuserInfo', fuserFields(info, kinds))];
  });
  return rhaiArray(found);
}

/** The processes that the policy lets be looked into. All of them are remembered, refused ones too. */
function inspected(context: SdkContext, manager: ProcessManager) {
  return tasks(context, 'processes only').flatMap(({ entry }) => {
    const info = remembered(context, manager, entry);
    return mayProcess(context, 'list_fds', info) ? [{ info, entry }] : [];
  });
}

/** Kept without what these calls do not ask for. */
function remembered(context: SdkContext, manager: ProcessManager, entry: ProcessEntry): ProcessInfo {
  const described = manager.describe(context, { pid: entry.pid, entry, isThread: false });
  const info: ProcessInfo = {
    ...described,
    username: described.username === '' ? String(entry.uid) : described.username,
    parent: undefined,
    uid: undefined,
    memoryBytes: 0,
    memoryPercent: 0,
    state: 'unknown',
    historicalCpu: 0,
  };
  manager.handles.set(entry.pid, info);
  return info;
}

/** What a process holds open, in the order of lsof; nothing where the kernel lets the user see nothing. */
function openPaths(context: SdkContext, entry: ProcessEntry): readonly OpenPath[] {
  if (!mayLookInto(context, entry)) return [];
  const { fs } = context.host;
  const executable = executablePath(fs, entry);
  const descriptors = [...STANDARD_STREAMS, ...heldOpen(fs, entry)].map((path): OpenPath => {
    let type = 'UNK';
    errnoOf(() => {
      type = FILE_TYPES[fs.lookup(ROOT, path).kind];
    });
    return { path, type, access: 'File descriptor' };
  });
  return [
    { path: entry.workingDirectory, type: 'DIR', access: 'Working directory' },
    { path: '/', type: 'DIR', access: 'Root directory' },
    ...(executable === undefined ? [] : [{ path: executable, type: 'REG', access: 'Executable' } as const]),
    ...descriptors,
    ...socketPaths(context, entry),
  ];
}

/** Unix sockets show their path, others their inode. */
function socketPaths(context: SdkContext, entry: ProcessEntry): readonly OpenPath[] {
  const held = context.host.sockets.filter(({ process }) => process !== undefined && process === entry.listed);
  return held.map(({ socket, inode }) => {
    const path = socket.kind === 'unix' && socket.path !== '' ? socket.path : `socket:[${inode}]`;
    return { path, type: 'SOCK', access: 'File descriptor' };
  });
}

function canonicalPath(context: SdkContext, path: string): string {
  const { fs, credentials } = context.host;
  try {
    return fs.realPath(credentials, path);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw validationError(`Failed to canonicalize path ${path}: ${error.message}`);
  }
}

/** Whether a path is the folder or below it, by whole names. */
function isWithin(path: string, folder: string): boolean {
  const parts = components(path);
  return components(folder).every((part, index) => parts[index] === part);
}

function openFileObject(info: ProcessInfo, { path, type, access }: OpenPath): RhaiValue {
  return recordObject('OpenFileInfo', {
    pid: rhaiInt(info.pid),
    process_name: rhaiString(info.name),
    user: rhaiString(info.username),
    command: rhaiString(info.command),
    access: rhaiString(access),
    access_type: rhaiString(access),
    file_type: rhaiString(type),
    file_path: rhaiString(path),
  });
}

function fuserFields(info: ProcessInfo, kinds: readonly Access[]): RecordFields {
  return {
    user: rhaiString(info.username),
    pid: rhaiInt(info.pid),
    access: rhaiString(kinds.join(', ')),
    access_types: rhaiArray(kinds.map(rhaiString)),
    command: rhaiString(info.command),
  };
}
