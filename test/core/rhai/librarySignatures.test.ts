// Which types the functions and properties of Rhai's library refuse: each combination is asked of the engine.

import { expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { resolveOverload } from '#core/catalog/overloads.ts';
import { standardLibrary } from '#core/catalog/standardLibrary.ts';
import { lacksProperty, libraryRefuses } from '#core/rhai/types/librarySignatures.ts';
import { lacksAssignment } from '#core/rhai/types/operators.ts';
import { otherName, otherNames } from '#core/rhai/types/otherNames.ts';
import { RHAI_VALUES as VALUES } from '#test/rhaiValues.ts';
import { runTest } from '#test/sandbox.ts';

/** Those that a pointer cannot be made of, and those whose errors end the run. */
const LEFT_OUT: ReadonlySet<string> = new Set(['exit', 'debug', 'sleep', 'parse_json']);
const TYPES = Object.keys(VALUES);
const NAMES = standardLibrary()
  .filter(({ form, name }) => form === 'function' && !LEFT_OUT.has(name))
  .map(({ name }) => name);

/** Types of one and two values, and of three where the first two are of the same type. */
const TUPLES: readonly (readonly string[])[] = [
  [],
  ...TYPES.map((type) => [type]),
  ...TYPES.flatMap((first) => TYPES.map((second) => [first, second])),
  ...TYPES.flatMap((first) => TYPES.map((third) => [first, first, third])),
];

/** What the engine finds no function for, as `name type type`. */
function refusedByEngine(): ReadonlySet<string> {
  const values = `#{${TYPES.map((type) => `"${type}": ${VALUES[type]}`).join(', ')}}`;
  const script = `
    let values = ${values};
    let out = [];
    for name in ${JSON.stringify(NAMES)} {
      for types in ${JSON.stringify(TUPLES)} {
        let f = Fn(name);
        try {
          switch types.len() {
            0 => { f.call(); }
            1 => { f.call(values[types[0]]); }
            2 => { f.call(values[types[0]], values[types[1]]); }
            _ => { f.call(values[types[0]], values[types[1]], values[types[2]]); }
          }
        } catch (e) {
          let text = "" + e;
          if text.contains("Function not found: " + name + " (") {
            let line = name; for type in types { line += " " + type; }
            out.push(line);
          }
        }
      }
    }
    let text = ""; for line in out { text += line + "\\n"; } text`;
  const { payload } = runTest(script);
  expect(payload.error).toBeUndefined();
  return new Set(payload.output.trim().split('\n'));
}

test('the library refuses what we say, and nothing else', () => {
  const catalog = loadCatalog();
  const refused = refusedByEngine();
  const wrong = NAMES.flatMap((name) =>
    TUPLES.filter((types) => {
      // The SDK has functions of its own under some of the names.
      const isSdk = resolveOverload(catalog.functionsByName(name), types).kind === 'match';
      return (libraryRefuses(name, types) && !isSdk) !== refused.has([name, ...types].join(' '));
    }).map((types) => [name, ...types].join(' ')),
  );
  expect(refused.size).toBeGreaterThan(1000);
  expect(wrong).toEqual([]);
});

const GETTERS = [
  ...new Set(
    standardLibrary()
      .filter(({ form }) => form === 'getter')
      .map(({ name }) => name),
  ),
];

test('values lack the properties that we say, and no others', () => {
  const pairs = TYPES.filter((type) => type !== 'map').flatMap((type) =>
    [...GETTERS, 'length', 'size'].map((name) => [type, name] as const),
  );
  const tries = pairs.map(
    ([type, name]) =>
      `try { let a = ${VALUES[type]}; a.${name}; } catch (e) { if ("" + e).contains("Unknown property") { out.push("${type} ${name}"); } }`,
  );
  const { payload } = runTest(`let out = [];\n${tries.join('\n')}\nout.to_string()`);
  const lacking = pairs.filter(([type, name]) => lacksProperty(type, name));
  expect(JSON.parse(payload.output)).toEqual(lacking.map((pair) => pair.join(' ')));
});

test.each(['+', '-', '*', '/', '%', '**', '<<', '>>', '&', '|', '^'])('%s= lacks the pairs that we say', (operator) => {
  const catalog = loadCatalog();
  const pairs = TYPES.flatMap((left) => TYPES.map((right) => [left, right] as const));
  const tries = pairs.map(
    ([left, right]) =>
      `try { let a = ${VALUES[left]}; a ${operator}= ${VALUES[right]}; } catch (e) { if ("" + e).contains("Function not found") { out.push("${left} ${right}"); } }`,
  );
  const { payload } = runTest(`let out = [];\n${tries.join('\n')}\nout.to_string()`);
  const lacking = pairs.filter(([left, right]) => lacksAssignment(operator, left, right, catalog));
  expect(JSON.parse(payload.output)).toEqual(lacking.map((pair) => pair.join(' ')));
});

/** Arguments that a method takes, by its name; the others take none, or one of any type. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  contains: ['string'],
  starts_with: ['string'],
  ends_with: ['string'],
  index_of: ['string'],
  get: ['i64'],
  push: ['i64'],
  append: ['array'],
  for_each: ['function'],
  some: ['function'],
  all: ['function'],
  reduce: ['function'],
  mixin: ['map'],
  set: ['string', 'i64'],
};

test('each name of another language stands for one that the engine takes, and is none itself', () => {
  const wrong = otherNames().filter(({ type, name, use }) => {
    const own = ARGUMENTS[use] ?? (use === 'remove' ? [type === 'map' ? 'string' : 'i64'] : []);
    return otherName(name, [type, ...own])?.use !== use;
  });
  expect(wrong).toEqual([]);
  const calls = otherNames().map(
    ({ type, name }) => `try { let a = ${VALUES[type]}; a.${name}(); out.push("${name}"); } catch { }`,
  );
  expect(runTest(`let out = [];\n${calls.join('\n')}\nout.to_string()`).payload.output).toBe('[]');
});
