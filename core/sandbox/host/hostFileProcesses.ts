// Reads the keys of a host file that describe what runs on it: `processes` and `services`.

import type { HostProcess } from './hostDescription.ts';
import { readSockets } from './hostFileNetwork.ts';
import { defaultService, type HostService } from './hostServices.ts';
import type { JsonField, JsonFields } from './jsonFields.ts';
import type { ProcessState } from './processState.ts';

type Members = ReadonlyMap<string, JsonField>;

const PROCESS_KEYS = [
  ...['command', 'user', 'sockets', 'pid', 'parent', 'state', 'memory_kb', 'cpu_percent', 'run_s', 'threads'],
  ...['working_directory', 'open_files'],
];
const SERVICE_KEYS = [
  ...['description', 'active_state', 'sub_state', 'load_state', 'path', 'unit_file_state', 'preset'],
  ...['main_pid', 'tasks', 'memory', 'documentation', 'need_daemon_reload'],
];
const STATES: readonly ProcessState[] = ['Run', 'Sleep', 'Idle', 'Stop', 'Zombie'];
const ACTIVE_STATES = [
  ...['active', 'inactive', 'failed', 'activating', 'deactivating', 'maintenance', 'reloading', 'refreshing'],
];
const MAX_PID = 4_194_303;
const MAX_MEMORY_KB = 2 ** 40;
const MAX_SECONDS = 2 ** 31;
const MAX_THREADS = 10_000;
const MAX_PERCENT = 409_600;

/** Processes in the order of the file. `user` reads a name that must be a user of the host. */
export function readProcesses(
  fields: JsonFields,
  field: JsonField | undefined,
  user: (field: JsonField | undefined) => string | undefined,
): readonly HostProcess[] {
  const processes = fields.items(field).map((process) => readProcess(fields, process, user));
  const numbers = processes.flatMap(({ pid }) => pid ?? []);
  if (field !== undefined && new Set(numbers).size < numbers.length)
    fields.error(field, 'two processes have one "pid"');
  return processes;
}

/** Services by unit name; undefined where the host file has none. */
export function readServices(
  fields: JsonFields,
  field: JsonField | undefined,
): ReadonlyMap<string, HostService> | undefined {
  if (field === undefined) return undefined;
  return new Map(Array.from(fields.members(field), ([name, service]) => [name, readService(fields, name, service)]));
}

function readProcess(
  fields: JsonFields,
  process: JsonField,
  user: (field: JsonField | undefined) => string | undefined,
): HostProcess {
  const members = fields.members(process, PROCESS_KEYS);
  const command = fields.texts(members.get('command'));
  if (command.length === 0) fields.error(process, 'needs a "command" with at least the program');
  const sockets = readSockets(fields, members.get('sockets'));
  const number = (key: string, name: string, min: number, max: number) =>
    members.has(key) ? { [name]: fields.integer(members.get(key), min, min, max) } : {};
  return {
    command,
    user: user(members.get('user')) ?? 'agent',
    ...(sockets.length === 0 ? {} : { sockets }),
    ...number('pid', 'pid', 2, MAX_PID),
    ...number('parent', 'parent', 1, MAX_PID),
    ...number('memory_kb', 'memoryKb', 0, MAX_MEMORY_KB),
    ...number('cpu_percent', 'cpuPercent', 0, MAX_PERCENT),
    ...number('run_s', 'runSeconds', 0, MAX_SECONDS),
    ...number('threads', 'threads', 1, MAX_THREADS),
    ...(members.has('state') ? { state: fields.choice(members.get('state'), STATES, 'Sleep') } : {}),
    ...(members.has('working_directory')
      ? { workingDirectory: fields.text(members.get('working_directory'), '/') }
      : {}),
    ...(members.has('open_files') ? { openFiles: fields.texts(members.get('open_files')) } : {}),
  };
}

function readService(fields: JsonFields, name: string, service: JsonField): HostService {
  const members = fields.members(service, SERVICE_KEYS);
  const activeState = fields.choice(members.get('active_state'), ACTIVE_STATES, 'active');
  const base = defaultService(name, activeState);
  const text = (key: string, fallback: string) => fields.text(members.get(key), fallback);
  return {
    activeState,
    description: text('description', base.description),
    subState: text('sub_state', base.subState),
    loadState: text('load_state', base.loadState),
    path: text('path', base.path),
    unitFileState: text('unit_file_state', base.unitFileState),
    preset: text('preset', base.preset),
    mainPid: fields.integer(members.get('main_pid'), base.mainPid, 0, MAX_PID),
    tasks: count(fields, members, 'tasks', base.tasks),
    memory: count(fields, members, 'memory', base.memory),
    documentation: fields.texts(members.get('documentation')),
    needsDaemonReload: fields.flag(members.get('need_daemon_reload'), false),
  };
}

function count(fields: JsonFields, members: Members, key: string, fallback: bigint): bigint {
  const field = members.get(key);
  return field === undefined ? fallback : BigInt(fields.integer(field, 0, 0, Number.MAX_SAFE_INTEGER));
}
