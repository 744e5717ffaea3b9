// Options of `execute`: arguments, environment and capabilities as the setters parse them.
// Source: rhai-safe-io 0.1.0 `utils.rs` and rust-safe-io 0.1.0 `execute.rs`.

import type { RhaiValue } from '#core/base/value.ts';
import { type OptionField, type OptionFields, plainError } from './optionBuilder.ts';

/** An argument: a text, or a key with a value. */
export interface ExecuteArgument {
  readonly key: string;
  readonly value: string | undefined;
}

export interface ExecuteOptions {
  readonly args: readonly ExecuteArgument[];
  readonly env: readonly (readonly [string, string])[];
  /** Names such as `CAP_NET_ADMIN`. */
  readonly capabilities: readonly string[];
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly namespace: { readonly target_process: bigint } | undefined;
}

export const executeFields: Readonly<Record<string, OptionField>> = {
  args: { type: 'array', default: [], convert: argumentsOf },
  env: { type: 'map', default: [], convert: environmentOf },
  capabilities: { type: 'array', default: [], convert: capabilitiesOf },
  user: { type: 'string', optional: true },
  group: { type: 'string', optional: true },
  namespace: { type: 'ChildNamespaceOptions', optional: true },
};

/** What `build` refuses. */
export function refuseExecuteOptions(set: OptionFields): string | undefined {
  const { args = [], env = [] } = set as Partial<ExecuteOptions>;
  const emptyKey = args.findIndex(({ key }) => key === '');
  if (emptyKey >= 0) return `Validation error: Argument key at index ${emptyKey} cannot be empty`;
  const emptyValue = args.findIndex(({ value }) => value === '');
  if (emptyValue >= 0) {
    return `Validation error: Argument value for key '${args[emptyValue]?.key}' at index ${emptyValue} cannot be empty`;
  }
  const emptyVariable = env.findIndex(([key, value]) => key === '' || value === '');
  if (emptyVariable < 0) return undefined;
  return `Validation error: Environment variable at index ${emptyVariable} should have non-empty key and value`;
}

/** Linux capabilities (capabilities(7)). */
const CAPABILITIES = new Set(
  [
    ...[
      'CHOWN',
      'DAC_OVERRIDE',
      'DAC_READ_SEARCH',
      'FOWNER',
      'FSETID',
      'KILL',
      'SETGID',
      'SETUID',
      'SETPCAP',
      'LINUX_IMMUTABLE',
    ],
    ...[
      'NET_BIND_SERVICE',
      'NET_BROADCAST',
      'NET_ADMIN',
      'NET_RAW',
      'IPC_LOCK',
      'IPC_OWNER',
      'SYS_MODULE',
      'SYS_RAWIO',
    ],
    ...[
      'SYS_CHROOT',
      'SYS_PTRACE',
      'SYS_PACCT',
      'SYS_ADMIN',
      'SYS_BOOT',
      'SYS_NICE',
      'SYS_RESOURCE',
      'SYS_TIME',
      'SYS_TTY_CONFIG',
    ],
    ...[
      'MKNOD',
      'LEASE',
      'AUDIT_WRITE',
      'AUDIT_CONTROL',
      'SETFCAP',
      'MAC_OVERRIDE',
      'MAC_ADMIN',
      'SYSLOG',
      'WAKE_ALARM',
    ],
    ...['BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF', 'CHECKPOINT_RESTORE'],
  ].map((name) => `CAP_${name}`),
);

function argumentsOf(value: RhaiValue): readonly ExecuteArgument[] {
  if (value.kind !== 'array') throw new Error('arguments should be an array');
  return value.items.map((item, index): ExecuteArgument => {
    if (item.kind === 'string') return { key: item.value, value: undefined };
    if (item.kind !== 'array') throw plainError(`Argument at index ${index} must be a string or an array`);
    const { items } = item;
    if (items.length === 0) throw plainError(`Argument array at index ${index} cannot be empty`);
    if (items.length > 2) throw plainError(`Argument array at index ${index} cannot have more than 2 elements`);
    const [key, second] = items;
    if (key?.kind !== 'string') throw plainError('Argument key must be a string');
    if (second === undefined) return { key: key.value, value: undefined };
    if (second.kind !== 'string') throw plainError('Argument value must be a string');
    return { key: key.value, value: second.value };
  });
}

function environmentOf(value: RhaiValue): readonly (readonly [string, string])[] {
  if (value.kind !== 'map') throw new Error('the environment should be a map');
  return Array.from(value.entries, ([key, item]) => {
    if (item.kind !== 'string') throw plainError(`Environment variable value for key '${key}' must be a string`);
    return [key, item.value] as const;
  });
}

function capabilitiesOf(value: RhaiValue): readonly string[] {
  if (value.kind !== 'array') throw new Error('capabilities should be an array');
  return value.items.map((item, index) => {
    if (item.kind !== 'string') throw plainError(`Capability at index ${index} must be a string`);
    if (!CAPABILITIES.has(item.value)) throw plainError(`Invalid capability format: '${item.value}'`);
    return item.value;
  });
}
