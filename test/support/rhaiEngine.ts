// What the tests of the engine share: the module, a catalog of a few functions, and a host that answers in one line.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import type { Catalog, CatalogFunction, CatalogType } from '#core/catalog/types.ts';
import { createRhaiRuntime, loadRhaiModule } from '#core/node/rhaiWasm.ts';
import type { HostCall, HostReply, RhaiHost, RhaiLimits, RhaiOutcome, RhaiRuntime } from '#core/sandbox/rhaiRuntime.ts';

export const engineModule = loadRhaiModule(readFileSync(join(import.meta.dirname, '../../rhai-wasm/pkg/rhai.wasm')));

export const runnerLimits: RhaiLimits = {
  maxOperations: 0,
  maxCallDepth: 64,
  maxStringLength: 0,
  maxArrayLength: 0,
  maxMapSize: 0,
  progressInterval: 0,
};

/** Answers `unit` to every call and knows no modules. */
export function testHost(overrides: Partial<RhaiHost> = {}): RhaiHost {
  return {
    call: () => ({ kind: 'value', value: { kind: 'unit' } }),
    log: () => undefined,
    progress: () => undefined,
    resolveModule: () => undefined,
    sleep: () => undefined,
    monotonicUs: () => 0,
    ...overrides,
  };
}

const builder: CatalogType = {
  id: 'FindOptionsBuilder',
  rustName: 'rust_safe_io::options::FindOptionsBuilder',
  displayName: 'rust_safe_io::options::FindOptionsBuilder',
  clone: 'value',
  documentation: '',
};

const flag: CatalogType = {
  id: 'CatFlag',
  rustName: 'rhai_safe_io::command::cat::CatFlag',
  displayName: 'CatFlag',
  clone: 'value',
  documentation: '',
};

/** An SDK of a handful of functions. */
export const smallCatalog: Catalog = {
  rexVersion: '0.1.0',
  types: [builder, flag],
  functions: [
    plain('identity', 'any'),
    plain('path_of', 'string'),
    plain('each', 'function'),
    plain('FindOptions'),
    method('FindOptionsBuilder', 'max_depth', 'i64'),
    {
      ...method('FindOptionsBuilder', 'depth'),
      id: 'get$depth',
      name: 'depth',
      registeredName: 'get$depth',
      form: 'getter',
    },
    { ...plain('from'), id: 'cat::from', module: 'cat' },
    { ...method('CatFlag', 'to_string'), module: 'cat', global: true },
  ],
  modules: [
    {
      name: 'cat',
      area: 'file-io',
      documentation: '',
      constants: [{ name: 'number', type: 'CatFlag', documentation: '' }],
      functions: ['cat::from'],
    },
  ],
};

/** Runs a script over {@link smallCatalog}; `answer` gets the runtime too, for calls back into the script. */
export function runSmall(
  script: string,
  answer: (call: HostCall, runtime: RhaiRuntime) => HostReply = () => ({ kind: 'value', value: { kind: 'unit' } }),
  overrides: Partial<RhaiHost> = {},
  limits: Partial<RhaiLimits> = {},
): RhaiOutcome {
  const runtime = createRhaiRuntime(engineModule, smallCatalog);
  const host = testHost({ call: (call) => answer(call, runtime), ...overrides });
  return runtime.run(script, new Map(), host, { ...runnerLimits, ...limits });
}

/** The display text of a success, the error's text otherwise. */
export function shown(outcome: RhaiOutcome): string {
  return outcome.ok ? outcome.display : outcome.error.text;
}

export function value(of: RhaiValue): HostReply {
  return { kind: 'value', value: of };
}

export function sdkObject(type: string, state: unknown): SdkObject {
  return { kind: 'object', type, state };
}

function plain(name: string, ...types: readonly string[]): CatalogFunction {
  return {
    id: name,
    name,
    registeredName: name,
    form: 'function',
    mutatesReceiver: false,
    parameters: types.map((type, index) => ({ name: `p${index}`, type })),
    returns: 'any',
    fallible: true,
    area: 'file-io',
    documentation: '',
    checks: [],
  };
}

function method(receiver: string, name: string, ...types: readonly string[]): CatalogFunction {
  return { ...plain(name, ...types), id: `${name}(${receiver})`, form: 'method', receiver, mutatesReceiver: true };
}
