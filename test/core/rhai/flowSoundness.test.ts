// The flow analysis against real runs: whatever a run passes to an SDK call, the analysis must have foreseen.
// REHEARSAL_FUZZ_RUNS sets how many programs are tried, REHEARSAL_FUZZ_SEED where they start.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AbstractValue, Hole } from '#core/base/abstractValue.ts';
import { LineIndex } from '#core/base/lineIndex.ts';
import { type RhaiValue, rhaiString } from '#core/base/value.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { createRhaiRuntime, loadRhaiModule } from '#core/node/rhaiWasm.ts';
import { analyzeFlow } from '#core/rhai/flow/analyzeFlow.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import type { HostCall, RhaiHost } from '#core/sandbox/rhaiRuntime.ts';
import { rhaiProgram } from '#test/rhaiPrograms.ts';

const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 150);
const SEED = process.env['REHEARSAL_FUZZ_SEED'];
const catalog = loadCatalog();
const wasm = loadRhaiModule(
  new Uint8Array(readFileSync(join(import.meta.dirname, '../../../rhai-wasm/pkg/rhai.wasm'))),
);
const runtime = createRhaiRuntime(wasm, catalog.data);

const LIMITS = {
  maxOperations: 20_000,
  maxCallDepth: 32,
  maxStringLength: 2_000,
  maxArrayLength: 200,
  maxMapSize: 200,
  progressInterval: 0,
};

/** The calls of a real run in which `cat` answers with its path or with a text of its own. */
function realCalls(script: string, given: string): readonly HostCall[] {
  const calls: HostCall[] = [];
  const host: RhaiHost = {
    call: (call) => {
      calls.push(call);
      if (calls.length % 23 === 22) return { kind: 'throw', value: rhaiString('denied') };
      return {
        kind: 'value',
        value: calls.length % 3 === 0 ? rhaiString('content/a') : (call.arguments[0] ?? rhaiString('')),
      };
    },
    log: () => undefined,
    progress: () => undefined,
    resolveModule: () => undefined,
    sleep: () => undefined,
    monotonicUs: () => 0,
  };
  runtime.run(script, new Map([['given', rhaiString(given)]]), host, LIMITS);
  return calls;
}

function expectForeseen(script: string, given: string, known: boolean): void {
  const calls = realCalls(script, given);
  const parsed = parse(script);
  const options = known ? { arguments: new Map([['given', { kind: 'string', value: given } as const]]) } : {};
  const flow = analyzeFlow(parsed, resolve(parsed.root), catalog, options);
  const lines = new LineIndex(script);
  for (const call of calls) {
    const at = lines.fromRhai(call.position.line, call.position.column);
    const sites = flow.callSites.filter((site) => site.nameSpan.start === at && site.name === 'cat');
    const site = sites.find((candidate) => holds(candidate.args[0], call.arguments[0]));
    const passed = {
      at,
      reachable: site?.reachable,
      failure: site?.failure,
      foreseen: site !== undefined,
      value: call.arguments[0],
      sites: sites.map(({ args }) => args),
    };
    expect({ script, ...passed }).toEqual({ script, ...passed, reachable: true, failure: undefined, foreseen: true });
  }
}

/** Whether an abstract value holds a real string. */
function holds(abstract: AbstractValue | undefined, real: RhaiValue | undefined): boolean {
  if (abstract === undefined || real?.kind !== 'string') return false;
  switch (abstract.kind) {
    case 'unknown':
      return abstract.type === undefined || abstract.type === 'string';
    case 'string':
      return abstract.value === real.value;
    case 'oneOf':
      return abstract.values.some((option) => holds(option, real));
    case 'pattern':
      return new RegExp(`^${abstract.parts.map(partPattern).join('')}$`, 's').test(real.value);
    default:
      return false;
  }
}

function partPattern(part: string | Hole): string {
  if (typeof part === 'string') return part.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  if (part.relative === true) return '(?:(?!\\.{1,2}(?:/|$))[^/]+(?:/(?=[^/])|(?=$|/)))+';
  if (part.component === true) return '(?!\\.{1,2}(?:/|$))[^/]+';
  return part.excludes?.includes('/') === true ? '[^/]*' : '.*';
}

describe('values foreseen', () => {
  it('on random programs', () => {
    const property = fc.property(rhaiProgram(), fc.constantFrom('', 'a', '/srv', 'x/y'), fc.boolean(), expectForeseen);
    fc.assert(property, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) });
  });
});
