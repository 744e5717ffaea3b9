// `processes` and `ps`: the processes that the policy lets a script see; the others are left out without an error.
// Source: rust-safe-process-mgmt 0.1.0 `safe_processes_with_options`.

import { joinPath } from '#core/base/posixPath.ts';
import { type RhaiValue, rhaiArray, rhaiFloat, rhaiInt, rhaiString, type SdkObject, UNIT } from '#core/base/value.ts';
import { errnoText } from '../../vfs/errno.ts';
import { recordObject, recordsSdk } from '../common/records.ts';
import { requireFile } from '../fileIo/fileAuthorization.ts';
import { ioError } from '../fileIo/ioError.ts';
import { openDirectory, openSubdirectory } from '../fileIo/openDirectory.ts';
import { openFile, READ_ONLY } from '../fileIo/openFile.ts';
import { optionsAt } from '../fileIo/optionBuilder.ts';
import { readFile } from '../fileIo/redactedRead.ts';
import { readLinkTarget } from '../fileIo/symlinks.ts';
import { type SdkContext, SdkError, type SdkModule } from '../types.ts';
import { mayProcess, processError, validationError } from './processError.ts';
import {
  mayLookInto,
  type PidNamespace,
  type ProcessInfo,
  ProcessManager,
  processManagerAt,
  type Task,
  tasks,
} from './processManager.ts';
import type { ProcessOptions } from './processOptions.ts';

const PROCESS_FIELDS = [
  ...['pid', 'name', 'ppid', 'uid', 'username', 'memory_usage', 'memory_percent', 'state', 'command'],
  ...['recent_cpu_usage', 'historical_cpu_usage', 'pid_namespace'],
];
const DEFAULT_OPTIONS: ProcessOptions = { load_namespace_info: false, include_threads: false };

export const listProcessesSdk: SdkModule = {
  'processes(RcProcessManager)': (context, args) => listed(context, processManagerAt(args), DEFAULT_OPTIONS),
  'processes(RcProcessManager, ProcessOptions)': (context, args) =>
    listed(context, processManagerAt(args), optionsAt<ProcessOptions>(args, 1, 'ProcessOptions')),
  'ps()': (context) => ps(context),
  ...recordsSdk([
    { type: 'ProcessInfo', getters: PROCESS_FIELDS },
    { type: 'PidNamespace', getters: ['namespace_id', 'child_ns_pid'] },
  ]),
};

/** The structure that scripts get for a process. */
export function processObject(info: ProcessInfo): SdkObject {
  const optional = (value: number | undefined) => (value === undefined ? UNIT : rhaiInt(value));
  return recordObject('ProcessInfo', {
    pid: rhaiInt(info.pid),
    name: rhaiString(info.name),
    ppid: optional(info.parent),
    uid: optional(info.uid),
    username: rhaiString(info.username),
    memory_usage: rhaiInt(info.memoryBytes),
    memory_percent: rhaiFloat(info.memoryPercent),
    state: rhaiString(info.state),
    command: rhaiString(info.command),
    recent_cpu_usage: info.recentCpu === undefined ? UNIT : rhaiFloat(info.recentCpu),
    historical_cpu_usage: rhaiFloat(info.historicalCpu),
    pid_namespace: info.namespace === undefined ? UNIT : namespaceObject(info.namespace),
  });
}

/** Checks: for each process, those of its namespace where asked for, then list. */
function listed(context: SdkContext, manager: ProcessManager, options: ProcessOptions): RhaiValue {
  manager.refresh();
  const found: ProcessInfo[] = [];
  const namespaces: ProcessInfo[] = [];
  for (const task of tasks(context, options.include_threads ? 'with threads' : 'processes only')) {
    const namespace = options.load_namespace_info ? namespaceOf(context, task) : undefined;
    const info = { ...manager.describe(context, task), namespace };
    if (namespace !== undefined) namespaces.push(info);
    if (mayProcess(context, 'list', info)) found.push(info);
  }
  for (const info of found) manager.handles.set(info.pid, info);
  for (const { pid, namespace } of namespaces) {
    if (namespace !== undefined) manager.namespaces.set(`${namespace.namespaceId}/${namespace.childPid}`, pid);
  }
  return rhaiArray(found.map(processObject));
}

/** The command; a failed check is worded as a validation error. */
function ps(context: SdkContext): RhaiValue {
  try {
    return listed(context, new ProcessManager(), DEFAULT_OPTIONS);
  } catch (error) {
    if (!(error instanceof SdkError)) throw error;
    throw validationError(`ps: ${error.message}`);
  }
}

/** The namespace of a process, or undefined where something on the way to it fails. */
function namespaceOf(context: SdkContext, task: Task): PidNamespace | undefined {
  try {
    return readNamespace(context, task);
  } catch (error) {
    if (error instanceof SdkError) return undefined;
    throw error;
  }
}

/** Checks: open on the folder of the process and on `ns` in it; read on `ns/pid`; open and read on `status`. */
function readNamespace(context: SdkContext, { pid, entry }: Task): PidNamespace {
  const folder = openDirectory(context, `/proc/${pid}`);
  const namespaces = openSubdirectory(context, folder, 'ns');
  if (!mayLookInto(context, entry)) {
    // The kernel guards this link more strictly than its permission bits say.
    requireFile(context, 'read', joinPath(namespaces.path, 'pid'));
    throw ioError('IoError', errnoText('EACCES'));
  }
  const id = /^pid:\[(\d+)\]$/.exec(readLinkTarget(context, namespaces, 'pid'))?.[1];
  if (id === undefined) throw processError('ProcessEnumerationError', 'Process enumeration failed: no namespace');
  const status = readFile(context, openFile(context, folder, 'status', READ_ONLY));
  const numbers = /^NSpid:(.*)$/m.exec(status)?.[1]?.trim().split(/\s+/);
  return { namespaceId: Number(id), childPid: Number(numbers?.at(-1)) };
}

function namespaceObject({ namespaceId, childPid }: PidNamespace): SdkObject {
  return recordObject('PidNamespace', { namespace_id: rhaiInt(namespaceId), child_ns_pid: rhaiInt(childPid) });
}
