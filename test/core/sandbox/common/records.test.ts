// Structures from tables: widths of integers, nested maps, names of enumerations.

import { expect, test } from 'vitest';
import { rhaiArray, rhaiInt, rhaiMap, rhaiString } from '#core/base/value.ts';
import { recordObject, recordsSdk, rhaiU64, textField } from '#core/sandbox/sdk/common/records.ts';
import { call, constant } from './fakeContext.ts';

const module = recordsSdk([
  { type: 'Outer', getters: ['size', 'state', 'inner'], text: (fields) => `outer of ${textField(fields, 'label')}` },
  { type: 'Inner', getters: ['a', 'b'], mapped: ['a'] },
  { type: 'Plain', getters: [], asText: true, text: () => 'shown' },
]);

const outer = recordObject('Outer', {
  size: rhaiU64(7),
  state: constant('TcpState', 'FIN_WAIT1'),
  inner: rhaiArray([recordObject('Inner', { a: recordObject('Plain', {}), b: rhaiInt(2) })]),
  label: rhaiString('x'),
});

test('a getter keeps the width of an integer', () => {
  expect(call(module, 'get$size(Outer)', [outer])).toEqual({ kind: 'number', type: 'u64', value: 7n });
});

test('to_map makes i64 of integers, names of constants and maps of structures', () => {
  const inner = rhaiMap([['a', rhaiString('shown')]]);
  expect(call(module, 'to_map(Outer)', [outer])).toEqual(
    rhaiMap([
      ['size', rhaiInt(7)],
      ['state', rhaiString('FinWait1')],
      ['inner', rhaiArray([inner])],
    ]),
  );
});

test('to_string is there where the table has a text', () => {
  expect(call(module, 'to_string(Outer)', [outer])).toEqual(rhaiString('outer of x'));
  expect(module['to_string(Inner)']).toBeUndefined();
  expect(module['to_map(Plain)']).toBeUndefined();
});
