// Values on their way into the engine and back, any of them.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareUtf8, type RhaiValue } from '#core/base/value.ts';
import { createRhaiRuntime } from '#core/node/rhaiWasm.ts';
import { engineModule, runnerLimits, sdkObject, smallCatalog, testHost } from '#test/rhaiEngine.ts';

const text = fc.string({ unit: 'binary' });
const object = sdkObject('FindOptionsBuilder', { any: 'state' });

const scalar: fc.Arbitrary<RhaiValue> = fc.oneof(
  fc.constant<RhaiValue>({ kind: 'unit' }),
  fc.boolean().map((value): RhaiValue => ({ kind: 'bool', value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): RhaiValue => ({ kind: 'int', value })),
  fc.double().map((value): RhaiValue => ({ kind: 'float', value })),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).map((value): RhaiValue => ({ kind: 'char', value })),
  text.map((value): RhaiValue => ({ kind: 'string', value })),
  fc.uint8Array().map((value): RhaiValue => ({ kind: 'blob', value })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value): RhaiValue => ({ kind: 'number', type: 'u64', value })),
  fc.bigInt({ min: -128n, max: 127n }).map((value): RhaiValue => ({ kind: 'number', type: 'i8', value })),
  fc.float().map((value): RhaiValue => ({ kind: 'number', type: 'f32', value })),
  fc.constant<RhaiValue>(object),
);

const anyValue = fc.letrec<{ value: RhaiValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value')).map((items): RhaiValue => ({ kind: 'array', items })),
    fc.dictionary(text, tie('value')).map(
      (record): RhaiValue => ({
        kind: 'map',
        entries: new Map(Object.entries(record).sort(([a], [b]) => compareUtf8(a, b))),
      }),
    ),
  ),
})).value;

test('any value comes back from the engine as it went in', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const runtime = createRhaiRuntime(engineModule, smallCatalog);
      const seen: RhaiValue[] = [];
      const host = testHost({
        call: (call) => {
          seen.push(...call.arguments);
          return { kind: 'value', value: call.arguments[0] ?? { kind: 'unit' } };
        },
      });
      const outcome = runtime.run('identity(given)', new Map([['given', value]]), host, runnerLimits);
      expect(seen).toEqual([value]);
      expect(outcome).toMatchObject({ ok: true, value });
    }),
    { numRuns: 150 },
  );
});

test('values that only the engine understands come back to it whole', () => {
  const runtime = createRhaiRuntime(engineModule, smallCatalog);
  const host = testHost({ call: (call) => ({ kind: 'value', value: call.arguments[0] ?? { kind: 'unit' } }) });
  const script =
    'let f = identity(|x| x + 1); let r = identity(1..4); [f.call(1), r.end, type_of(identity(timestamp()))]';
  const outcome = runtime.run(script, new Map(), host, runnerLimits);
  expect(outcome).toMatchObject({ ok: true, display: '[2, 4, "timestamp"]' });
});

test('values are described in the words of the engine', () => {
  const runtime = createRhaiRuntime(engineModule, smallCatalog);
  expect(runtime.typeName({ kind: 'string', value: '' })).toBe('string');
  expect(runtime.typeName(object)).toBe('rust_safe_io::options::FindOptionsBuilder');
  expect(runtime.format({ kind: 'string', value: 'a"' }, 'display')).toBe('a"');
  expect(runtime.format({ kind: 'string', value: 'a"' }, 'debug')).toBe('"a\\""');
  expect(runtime.format({ kind: 'float', value: 1e300 }, 'display')).toBe('1e300');
});
