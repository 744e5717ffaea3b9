// Test files: what is read, what is a warning, what is an error, and that the schema says the same.

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parseTestFile } from '#core/testing/testFile.ts';
import { testInput } from '#core/testing/testInput.ts';

const MINIMAL = { version: 1, script: 'a.rhai', policy: 'p.cedar', expect: { status: 'SUCCESS' } };

const validate = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync('core/testing/testFile.schema.json', 'utf8')) as object,
);

function problemsOf(file: object): readonly string[] {
  return parseTestFile(JSON.stringify(file), 'file').problems.map(
    ({ severity, path, message }) => `${severity} ${path}: ${message}`,
  );
}

test('a file can be one test, named after itself', () => {
  const { tests, problems } = parseTestFile(JSON.stringify(MINIMAL), 'file');
  expect(problems).toEqual([]);
  expect(tests).toMatchObject([{ name: 'file', script: { path: 'a.rhai' }, expect: { status: { value: 'SUCCESS' } } }]);
});

test('what stands above the list holds for every test that does not say otherwise', () => {
  const { expect: one, ...shared } = MINIMAL;
  const text = JSON.stringify({
    ...shared,
    principal: 'alice',
    tests: [
      { name: 'a', expect: one },
      { name: 'b', script: 'b.rhai', principal: 'agent', expect: one },
    ],
  });
  expect(parseTestFile(text, 'file').tests).toMatchObject([
    { name: 'a', script: { path: 'a.rhai' }, principal: { name: 'alice' } },
    { name: 'b', script: { path: 'b.rhai' }, principal: { name: 'agent' } },
  ]);
});

test('unknown keys are warnings, also deep inside', () => {
  expect(problemsOf({ ...MINIMAL, expect: { status: 'SUCCESS', otput: 'x' }, extra: 1 })).toEqual([
    expect.stringMatching(/^warning extra: unknown key/),
    expect.stringMatching(/^warning expect\.otput: unknown key; known here are status, output/),
  ]);
});

test.each<[string, object]>([
  ['error version: this file has version 2; 1 is the newest known here', { ...MINIMAL, version: 2 }],
  ['error script: must be relative to the folder of this file', { ...MINIMAL, script: '/srv/a.rhai' }],
  ['error policy: must be relative to the folder of this file', { ...MINIMAL, policy: 'C:\\p.cedar' }],
  ['error expect: expects nothing', { ...MINIMAL, expect: {} }],
  ['error tests: holds no test', { ...MINIMAL, expect: undefined, tests: [] }],
  ['error expect.output: needs one of "contains" and "matches"', { ...MINIMAL, expect: { output: {} } }],
  ['error expect.allLogs: cannot stand beside "logs"', { ...MINIMAL, expect: { logs: [], allLogs: [] } }],
  ['error expect.decisions[0]: needs "decision"', { ...MINIMAL, expect: { decisions: [{}] } }],
  ['error expect.status: must be one of SUCCESS, ERROR', { ...MINIMAL, expect: { status: 'OK' } }],
])('%s', (message, file) => {
  expect(problemsOf(file)).toContain(message);
});

test('two tests of one name are an error', () => {
  const entry = { name: 'a', expect: { status: 'SUCCESS' } };
  expect(problemsOf({ ...MINIMAL, expect: undefined, tests: [entry, entry] })).toEqual([
    'error tests[1].name: another test has this name',
  ]);
});

test('broken JSON is an error and nothing is thrown', () => {
  expect(parseTestFile('{"version": 1,', 'file').problems[0]?.message).toMatch(/^not valid JSON/);
  expect(parseTestFile('', 'file').tests).toEqual([]);
});

test('the examples follow the schema and have no problems', () => {
  for (const name of ['clean-up', 'error-report']) {
    const text = readFileSync(`examples/scripts/${name}.rehearsal.json`, 'utf8');
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(parseTestFile(text, name).problems).toEqual([]);
  }
});

test('the schema refuses unknown keys and newer versions', () => {
  expect(validate(MINIMAL)).toBe(true);
  expect(validate({ ...MINIMAL, version: 2 })).toBe(false);
  expect(validate({ ...MINIMAL, expect: { otput: '' } })).toBe(false);
});

test('faults of what a test names have their place in the test file', () => {
  const file = {
    ...MINIMAL,
    policy: 'gone.cedar',
    host: { files: { srv: {} } },
    principal: 'bob',
  };
  const text = JSON.stringify(file);
  const [only] = parseTestFile(text, 'file').tests;
  if (only === undefined) throw new Error('no test was read');
  const read = (path: string) => (path === 'a.rhai' ? { text: '1' } : { reason: 'there is no such file' });
  const input = testInput(only, read);
  if (!('faults' in input)) throw new Error('the input counts as sound');
  expect(input.faults.map(({ message }) => message)).toEqual([
    'The policy gone.cedar cannot be read: there is no such file.',
    expect.stringMatching(/^host\.files\["srv"\]: /),
  ]);
  const spans = input.faults.map(({ span }) => text.slice(span.start, span.end));
  expect(spans).toEqual(['"gone.cedar"', expect.stringMatching(/^("srv"|\{\})$/)]);
});

test('a user whom the host does not have is a fault', () => {
  const [only] = parseTestFile(JSON.stringify({ ...MINIMAL, principal: 'bob' }), 'file').tests;
  if (only === undefined) throw new Error('no test was read');
  expect(testInput(only, () => ({ text: '' }))).toMatchObject({
    faults: [{ message: 'The virtual host has no user bob.' }],
  });
});
