// `rehearsal test`: the three formats, exit codes, and what is said of faulty files.

import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '#test/cli.ts';

const TESTS = {
  version: 1,
  script: '../s.rhai',
  policy: '../p.cedar',
  host: { files: { '/srv/a': { content: 'text' } } },
  tests: [
    { name: 'good', expect: { status: 'SUCCESS', output: 'text' } },
    { name: 'bad <output>', expect: { output: 'other\nlines' } },
  ],
};

const FILES = {
  's.rhai': 'cat("/srv/a")',
  'p.cedar': 'permit(principal, action, resource);',
  'tests/t.rehearsal.json': JSON.stringify(TESTS),
};

test('the examples pass', async () => {
  const { code, out, err } = await runCli('test', 'examples');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/5 passed, 0 failed\n$/);
});

test('text: one line a test, a place and a diff for what failed', async () => {
  const folder = temporaryFolder(FILES);
  const { code, out } = await runCli('test', folder);
  expect(code).toBe(1);
  const file = path.join(folder, 'tests', 't.rehearsal.json');
  expect(out.split('\n')).toEqual([
    `ok  ${file}: good`,
    `FAILED  ${file}: bad <output>`,
    expect.stringMatching(/t\.rehearsal\.json:1:\d+: The output is not the expected one\.$/),
    '      - other',
    '      - lines',
    '      + text',
    '1 passed, 1 failed',
    '',
  ]);
});

test('json and junit hold the same results', async () => {
  const folder = temporaryFolder(FILES);
  const json = JSON.parse((await runCli('test', folder, '--format', 'json')).out) as object;
  expect(json).toMatchObject({
    version: 1,
    passed: 1,
    failed: 1,
    tests: [
      { name: 'good', result: 'passed', failures: [] },
      { name: 'bad <output>', result: 'failed', failures: [{ part: 'output', actual: 'text', line: 1 }] },
    ],
  });
  const junit = (await runCli('test', folder, '--format', 'junit')).out;
  expect(junit).toContain('<testsuites name="rehearsal" tests="2" failures="1" errors="0">');
  expect(junit).toContain('<testcase name="bad &lt;output&gt;"');
  expect(junit).toContain('<failure message="The output is not the expected one.">');
});

test('a missing script is a fault: exit code 2, with the place', async () => {
  const { 's.rhai': _, ...rest } = FILES;
  const { code, out } = await runCli('test', temporaryFolder(rest));
  expect(code).toBe(2);
  expect(out).toContain('The script ../s.rhai cannot be read: there is no such file.');
  expect(out).toMatch(/0 passed, 0 failed, 2 faulty\n$/);
});

test('a faulty file is told with its place, and the sound ones still run', async () => {
  const folder = temporaryFolder({ ...FILES, 'u.rehearsal.json': '{"version": 9, "extra": 1}' });
  const { code, out, err } = await runCli('test', folder);
  expect(code).toBe(2);
  expect(err).toMatch(/u\.rehearsal\.json:1:13: version: this file has version 9/);
  expect(err).toMatch(/u\.rehearsal\.json:1:16: extra: unknown key.*\(warning\)/);
  expect(out).toMatch(/1 passed, 1 failed\n$/);
});

test('wrong usage: nothing to run, no such path', async () => {
  expect(await runCli('test', temporaryFolder({}))).toMatchObject({ code: 2, out: '' });
  expect((await runCli('test', '/no/such/path')).err).toContain('there is no such file');
});
