// Script arguments: what serde_json accepts and refuses. The texts and places were observed in the runner or follow from
// the documentation of serde_json; recorded cases hold more of them.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rhaiArray, rhaiBool, rhaiFloat, rhaiInt, rhaiMap, rhaiString } from '#core/base/value.ts';
import { checkArgumentDepth, parseScriptArguments } from '#core/sandbox/runner/scriptArguments.ts';

test('every tag becomes its Rhai value', () => {
  const json = `{"s": {"stringValue": "a\\u00e9\\ud83d\\ude00"}, "i": {"integerValue": -1}, "l": {"longValue": 9223372036854775807},
    "d": {"doubleValue": 2}, "b": {"booleanValue": true}, "a": {"listValue": [{"integerValue": 1}]},
    "m": {"mapValue": {"k": {"stringValue": ""}}}}`;
  expect(parseScriptArguments(json)).toEqual({
    ok: true,
    value: new Map([
      ['s', rhaiString('aé😀')],
      ['i', rhaiInt(-1)],
      ['l', rhaiInt(9223372036854775807n)],
      ['d', rhaiFloat(2)],
      ['b', rhaiBool(true)],
      ['a', rhaiArray([rhaiInt(1)])],
      ['m', rhaiMap([['k', rhaiString('')]])],
    ]),
  });
});

test.each([
  ['', 'EOF while parsing a value at line 1 column 0'],
  ['{', 'EOF while parsing an object at line 1 column 1'],
  ['{"x"', 'EOF while parsing an object at line 1 column 4'],
  ['{"x": 1}', 'expected value at line 1 column 7'],
  ['{"x": {"integerValue": 2147483648}}', 'invalid value: integer `2147483648`, expected i32 at line 1 column 33'],
  ['{"x": {"integerValue": 1.5}}', 'invalid type: floating point `1.5`, expected i32 at line 1 column 26'],
  ['{"x": {"booleanValue": "no"}}', 'invalid type: string "no", expected a boolean at line 1 column 27'],
  ['{"x": {"stringValue": null}}', 'invalid type: null, expected a string at line 1 column 26'],
  ['{"x": {"stringValue": "a" "b"}}', 'expected value at line 1 column 26'],
  ['{"x": {"listValue": [{"integerValue": 1},]}}', 'trailing comma at line 1 column 42'],
  ['{"x": {"stringValue": "a"},}', 'trailing comma at line 1 column 28'],
  ['{"é": {"stringValue": "a"}} x', 'trailing characters at line 1 column 30'],
  ['{"x": {é', 'key must be a string at line 1 column 8'],
  ['"a\u200b\\n"', 'invalid type: string "a\\u{200b}\\n", expected a map at line 1 column 8'],
  ['{"x": {"stringValue": "\\q"}}', 'invalid escape at line 1 column 25'],
])('refuses %s', (json, message) => {
  expect(parseScriptArguments(json)).toEqual({ ok: false, message });
});

test('accepts exactly the JSON of tagged values that JSON.parse accepts', () => {
  const leaf = fc.oneof(
    fc.record({ stringValue: fc.string({ unit: 'grapheme' }) }),
    fc.record({ integerValue: fc.integer() }),
    fc.record({ doubleValue: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ booleanValue: fc.boolean() }),
  );
  const value = fc.oneof(
    leaf,
    fc.record({ listValue: fc.array(leaf) }),
    fc.record({ mapValue: fc.dictionary(fc.string(), leaf) }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.nat(4), (args, indent) => {
      const result = parseScriptArguments(JSON.stringify(args, undefined, indent));
      expect(result.ok && result.value.size).toBe(Object.keys(args).length);
    }),
  );
});

test('never fails other than with a message', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '"x"',
    '"listValue"',
    '"stringValue"',
    '1',
    '-',
    '0.',
    'e',
    'null',
    't',
    '\\',
    ' ',
    '\n',
    'é',
  );
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      const result = parseScriptArguments(parts.join(''));
      if (!result.ok) expect(result.message).toMatch(/ at line \d+ column \d+$/);
    }),
  );
});

test('a value inside a list inside a list is too deep, an empty inner list is not', () => {
  const deep = new Map([['x', rhaiArray([rhaiArray([rhaiInt(1)])])]]);
  expect(checkArgumentDepth(deep)).toBe("Argument 'x': Maximum nesting depth of 2 exceeded");
  expect(checkArgumentDepth(new Map([['x', rhaiArray([rhaiArray([])])]]))).toBeUndefined();
});
