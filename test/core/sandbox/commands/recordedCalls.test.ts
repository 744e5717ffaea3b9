// Commands replayed against the real runner: the same requests in the same order, the same outcome, the same files after.

import { describe, expect, it } from 'vitest';
import { sha256Digest } from '#core/base/sha256.ts';
import type { RhaiValue } from '#core/base/value.ts';
import { VirtualHost } from '#core/sandbox/host/virtualHost.ts';
import { commandsSdk } from '#core/sandbox/sdk/commands/commandsSdk.ts';
import { type SdkContext, SdkError } from '#core/sandbox/sdk/types.ts';
import { call } from '../common/fakeContext.ts';
import { type RecordedCall, recordedCalls } from './recordedCall.ts';
import { simpleRegex } from './simpleRegex.ts';

describe('recorded command calls', () => {
  const cases = recordedCalls();

  it('are many', () => expect(cases.length).toBeGreaterThan(60));

  it.each(cases.map((recorded) => [recorded.name, recorded] as const))('%s', (_, recorded) => {
    const host = new VirtualHost(recorded.host);
    const requests: string[] = [];
    const outcome = outcomeOf(recorded, replayContext(recorded, host, requests));
    expect(requests).toEqual(recorded.decisions.map(({ request }) => request));
    expect(outcome).toBe(recorded.output);
    expect(Object.fromEntries(host.filesAfter())).toEqual(recorded.filesAfter);
  });
});

/** A context that answers every request as the recording does. */
function replayContext(recorded: RecordedCall, host: VirtualHost, requests: string[]): SdkContext {
  const context: Partial<SdkContext> = {
    host,
    user: host.user,
    regex: simpleRegex,
    authorize: (action, { uid }) => {
      requests.push(`${action} ${uid.type}::${uid.id}`);
      return recorded.decisions[requests.length - 1]?.allowed === true ? 'allow' : 'deny';
    },
    display: (value) => (value.kind === 'object' ? rustPath(value.type) : debug(value)),
    typeName: (value) => (value.kind === 'int' ? 'i64' : value.kind),
    log: () => undefined,
    effect: () => undefined,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    runState: new Map(),
    digest: sha256Digest,
  };
  return context as SdkContext;
}

function outcomeOf(recorded: RecordedCall, context: SdkContext): string {
  const isGuarded = recorded.output.startsWith('[') || recorded.output === 'no error';
  try {
    const value = call(commandsSdk, recorded.id, recorded.args, context);
    return recorded.output === 'no error' ? 'no error' : display(value);
  } catch (error) {
    if (!(error instanceof SdkError)) throw error;
    const { kind, message, source } = error;
    if (isGuarded) return JSON.stringify([kind, message, source]).replaceAll('","', '", "');
    return `${source}: ${kind}: ${message} (line 1, position 1)`;
  }
}

function rustPath(flagType: string): string {
  return `rhai_safe_io::command::${flagType.replace(/Flag$/, '').toLowerCase()}::${flagType}`;
}

/** Rhai's display of the values that commands return. */
function display(value: RhaiValue): string {
  return value.kind === 'string' ? value.value : value.kind === 'unit' ? '' : debug(value);
}

function debug(value: RhaiValue): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value);
    case 'int':
      return String(value.value);
    case 'array':
      return `[${value.items.map(debug).join(', ')}]`;
    case 'map':
      return `#{${Array.from(value.entries, ([key, item]) => `${JSON.stringify(key)}: ${debug(item)}`).join(', ')}}`;
    case 'object':
      return 'rust_safe_io::dir_entry::DirEntry';
    case 'unit':
    case 'bool':
    case 'float':
    case 'char':
    case 'blob':
    case 'number':
    case 'function':
    case 'other':
      return value.kind;
  }
}
