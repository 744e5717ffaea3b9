// Overload resolution against what the real runner said: every recorded "Function not found" must be a mismatch here too.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { type ArgumentType, resolveOverload } from '#core/catalog/overloads.ts';
import { recordedCases } from '#test/recordedCases.ts';

const catalog = loadCatalog();

function resolve(name: string, ...types: readonly ArgumentType[]): readonly string[] | string {
  const resolution = resolveOverload(catalog.functionsByName(name), types);
  return resolution.kind === 'match' ? resolution.functions.map((fn) => fn.id) : resolution.kind;
}

describe('overload resolution', () => {
  it('takes exact types', () => {
    expect(resolve('cat', 'string')).toEqual(['cat(string)']);
    expect(resolve('cat', 'array', 'string')).toEqual(['cat(array, string)']);
    expect(resolve('cat', 'i64')).toBe('mismatch');
    expect(resolve('value', 'MetricBuilder', 'i64')).toBe('mismatch');
    expect(resolve('wiggle', 'i64')).toBe('unknownName');
  });

  it('takes the receiver as first argument', () => {
    expect(resolve('read', 'RcFileHandle')).toEqual(['read(RcFileHandle)']);
    expect(resolve('hostname')).toEqual(['hostname()']);
  });

  it('keeps every overload open that an unknown type can select', () => {
    expect(resolve('hostname', 'any')).toEqual(['hostname(SystemInfo)']);
    expect(resolve('write', 'any', 'string')).toEqual(['write(RcFileHandle, string)', 'write(string, string)']);
    expect(resolve('metadata', ['RcFileHandle', 'DirEntry'])).toEqual(['metadata(DirEntry)', 'metadata(RcFileHandle)']);
  });

  it('gives `any` parameters everything', () => {
    expect(resolve('debug', 'i64')).toEqual(['debug(any)']);
  });

  it('puts the nearest overload first and says why it does not fit', () => {
    const resolution = resolveOverload(catalog.functionsByName('write'), ['RcFileHandle', 'i64']);
    expect(resolution).toMatchObject({
      kind: 'mismatch',
      candidates: [
        {
          function: { id: 'write(RcFileHandle, string)' },
          reasons: [{ kind: 'argumentType', index: 1, expected: 'string', actual: 'i64' }],
        },
        {},
        {},
        {},
        {},
        {},
      ],
    });
  });
});

describe('recorded failures', () => {
  const failures = recordedFailures();

  it('are many', () => {
    expect(failures.length).toBeGreaterThan(100);
  });

  it('name types as the catalog does and match no overload', () => {
    const wrong = failures.filter(({ name, types }) => {
      const [module, member] = name.includes('::') ? name.split('::') : [undefined, name];
      const overloads =
        module === undefined
          ? catalog.functionsByName(name)
          : catalog.moduleFunctions(module).filter((fn) => fn.name === member);
      return types.includes('') || resolveOverload(overloads, types).kind === 'match';
    });
    expect(wrong).toEqual([]);
  });
});

interface Failure {
  readonly name: string;
  readonly types: readonly string[];
}

function recordedFailures(): readonly Failure[] {
  const found = new Map<string, Failure>();
  for (const { folder } of recordedCases()) {
    const text = readFileSync(join(folder, 'expected.json'), 'utf8');
    for (const [message, name = '', types = ''] of text.matchAll(/Function not found: (\S+) \(([^)]*)\)/g)) {
      if (types.includes('(')) continue;
      found.set(message, { name, types: types === '' ? [] : types.split(', ').map(typeId) });
    }
  }
  return [...found.values()];
}

/** The catalog's id for a type as the engine's messages show it; empty where there is none. */
function typeId(shown: string): string {
  if (shown.startsWith('&str')) return 'string';
  if (shown === 'Fn') return 'function';
  if (/^(i64|f64|bool|char|array|map|u16|u64|blob|range|timestamp|range=)$/.test(shown)) return shown;
  return catalog.data.types.find((type) => type.displayName === shown)?.id ?? '';
}
