// Which operators lack for which types: each pair is asked of the engine.
import { expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { lacksOperator, neverEqual } from '#core/rhai/types/operators.ts';
import { RHAI_VALUES } from '#test/rhaiValues.ts';
import { runTest } from '#test/sandbox.ts';

const VALUES: Readonly<Record<string, string>> = {
  ...RHAI_VALUES,
  SizeUnit: 'SizeUnit::BYTES',
  State: 'State::ACTIVE',
  DateTime: 'DateTime(2020, 1, 2, 3, 4, 5, 6)',
};
const OPERATORS = ['+', '-', '*', '/', '%', '**', '<<', '>>', '&', '|', '^', '==', '!=', '<', '<=', '>', '>='];

test.each(OPERATORS)('the engine lacks %s for the pairs that we say', (operator) => {
  const catalog = loadCatalog();
  const types = Object.keys(VALUES);
  const pairs = types.flatMap((left) => types.map((right) => [left, right] as const));
  // One run for all pairs: each is tried by itself.
  const tries = pairs.map(
    ([left, right]) =>
      `try { let a = ${VALUES[left]}; let b = ${VALUES[right]}; a ${operator} b; } catch (e) { if \`\${e}\`.contains("Function not found") { out.push("${left} ${right}"); } }`,
  );
  const { payload } = runTest(`let out = [];\n${tries.join('\n')}\nout.to_string()`);
  const lacking = pairs.filter(([left, right]) => lacksOperator(operator, left, right, catalog));
  expect(payload.output).toBe(`[${lacking.map((pair) => `"${pair.join(' ')}"`).join(', ')}]`);
});

test('values of types that never are equal compare as different', () => {
  const catalog = loadCatalog();
  const types = Object.keys(VALUES);
  const pairs = types.flatMap((left) => types.map((right) => [left, right] as const));
  const never = pairs.filter(([left, right]) => neverEqual(left, right, catalog));
  const { payload } = runTest(
    `[${never.map(([left, right]) => `${VALUES[left]} == ${VALUES[right]}`).join(', ')}].some(|same| same)`,
  );
  expect(never.length).toBeGreaterThan(40);
  expect(payload.output).toBe('false');
});
