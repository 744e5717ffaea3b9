// The options of the process SDK: fields, defaults and what their builders refuse.
// Source: rust-safe-process-mgmt 0.1.0 `options.rs`.

import type { RhaiValue } from '#core/base/value.ts';
import { constantName, objectArgument } from '../common/sdkArguments.ts';
import {
  fieldNotInitialized,
  type OptionField,
  type OptionFields,
  type OptionTable,
  unsigned,
} from '../fileIo/optionBuilder.ts';

export interface ProcessOptions {
  readonly load_namespace_info: boolean;
  readonly include_threads: boolean;
}

export interface KillOptions {
  readonly pid: bigint | undefined;
  readonly process_name: string | undefined;
  readonly username: string | undefined;
  readonly exact_match: boolean;
  /** Name of the constant. */
  readonly signal: string;
  readonly command: string | undefined;
}

export interface LsofOptions {
  readonly path: string | undefined;
  readonly include_subdir: boolean;
  readonly pid: bigint | undefined;
}

export interface MonitorOptions {
  readonly pids_to_monitor: readonly bigint[];
  readonly batches: bigint;
  readonly delay_in_seconds: bigint;
  readonly include_threads: boolean;
}

export interface NamespaceOptions {
  readonly mount: boolean;
  readonly net: boolean;
  readonly pid: bigint | undefined;
  readonly net_ns_name: string | undefined;
}

export interface TraceOptions {
  readonly ns_pid: bigint;
}

const off: OptionField = { type: 'bool', default: false };
const optionalText: OptionField = { type: 'string', optional: true };

/** Every builder of the process SDK. */
export const PROCESS_OPTIONS: readonly OptionTable[] = [
  { type: 'ProcessOptions', fields: { load_namespace_info: off, include_threads: off } },
  {
    type: 'KillOptions',
    fields: {
      pid: { type: 'i64', optional: true },
      process_name: optionalText,
      username: optionalText,
      exact_match: off,
      signal: { type: 'Signal', convert: (value) => constantName(objectArgument([value], 0)) },
      command: optionalText,
    },
    refuse: refuseKillOptions,
  },
  {
    type: 'LsofOptions',
    fields: {
      path: optionalText,
      include_subdir: off,
      pid: { type: 'i64', optional: true, convert: unsigned('pid', 32) },
    },
    refuse: refuseLsofOptions,
  },
  {
    type: 'MonitorProcessesCpuOptions',
    fields: {
      pids_to_monitor: { type: 'array', default: [], convert: processNumbers },
      batches: { type: 'i64', default: 1n, convert: unsigned('batches', 32) },
      delay_in_seconds: { type: 'i64', default: 0n, convert: unsigned('delay_in_seconds', 64) },
      include_threads: off,
    },
    refuse: ({ pids_to_monitor: pids }) =>
      Array.isArray(pids) && pids.length === 0 ? 'Validation error: PIDs array cannot be empty' : undefined,
  },
  {
    type: 'NamespaceOptions',
    fields: {
      mount: off,
      net: off,
      pid: { type: 'i64', optional: true, convert: unsigned('pid', 32) },
      net_ns_name: optionalText,
    },
  },
  {
    type: 'TraceOptions',
    fields: { ns_pid: { type: 'i64', convert: unsigned('ns_pid', 32) } },
    missing: (field) => fieldNotInitialized(field).replace(/^Invalid arguments: /, ''),
  },
];

/** What is no integer counts as 0; what does not fit 32 bits is left out. */
function processNumbers(value: RhaiValue): readonly bigint[] {
  if (value.kind !== 'array') throw new Error('process numbers should be an array');
  const numbers = value.items.map((item) => (item.kind === 'int' ? item.value : 0n));
  return numbers.filter((number) => BigInt.asUintN(32, number) === number);
}

function refuseKillOptions(set: OptionFields): string | undefined {
  const has = (name: string) => name in set;
  const names = ['process_name', 'username', 'command'];
  const reason = (() => {
    if (!has('signal')) return 'signal is required';
    const { pid } = set;
    if (typeof pid === 'bigint' && pid < 0n) return 'PID cannot be negative';
    if (!has('pid') && !names.some(has)) {
      return 'At least one targeting method must be specified: pid, process_name, username, or command';
    }
    if (has('pid') && names.some(has)) return 'pid cannot be used together with process_name, username, or command';
    if (!has('process_name') || !has('command')) return undefined;
    return 'process_name and command cannot be used together - choose either name-based or command-based targeting';
  })();
  return reason === undefined ? undefined : `Validation error: ${reason}`;
}

function refuseLsofOptions(set: OptionFields): string | undefined {
  if ('path' in set && 'pid' in set) return 'Validation error: pid and path are mutually exclusive';
  if (!('path' in set) && !('pid' in set)) return 'Validation error: Either path or pid is required';
  return set['path'] === '' ? 'Validation error: Path cannot be empty' : undefined;
}
