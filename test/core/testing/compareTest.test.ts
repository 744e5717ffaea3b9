// What a test's expectations accept of a real run, and what is said where they do not.

import { expect, test } from 'vitest';
import { filesBefore } from '#core/node/testRuns.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { runScript } from '#core/sandbox/runner/runScript.ts';
import { compareTest } from '#core/testing/compareTest.ts';
import type { FinishedRun } from '#core/testing/finishedRun.ts';
import { lineDiff } from '#core/testing/lineDiff.ts';
import { makeTest } from '#core/testing/makeTest.ts';
import { parseTestFile } from '#core/testing/testFile.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { testSandbox } from '#test/sandbox.ts';

const SCRIPT = `info("start");
write([write::replace], "/srv/b", "new");
warn("half way");
rm("/srv/a");
"done"`;

const POLICY = `@id("srv")
permit(principal, action, resource in file_system::Dir::"/srv");
@id("keep")
forbid(principal, action == file_system::Action::"delete", resource == file_system::File::"/srv/a");`;

function runOf(script = SCRIPT, policy = POLICY): FinishedRun {
  const file = { files: { '/srv': { dir: true }, '/srv/a': { content: 'one\n' }, '/srv/b': { content: 'old' } } };
  const { description: host } = parseHostFile(JSON.stringify(file));
  if (host === undefined) throw new Error('the host is faulty');
  const events: TraceEvent[] = [];
  const input = { script, policy, host };
  const before = filesBefore(input);
  if ('message' in before) throw new Error(before.message);
  const result = runScript(testSandbox(), input, { onEvent: (event) => events.push(event) });
  return { payload: result.payload, filesBefore: before, filesAfter: result.filesAfter, events };
}

const denied = runOf();

function failures(expectation: object, run = denied) {
  const text = JSON.stringify({ version: 1, script: 's', policy: 'p', expect: expectation });
  const { tests, problems } = parseTestFile(text, 't');
  if (tests[0] === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return compareTest(tests[0].expect, run).map((failure) => ({
    ...failure,
    at: text.slice(failure.span.start, failure.span.end),
  }));
}

test.each<[string, object]>([
  ['status', { status: 'ERROR' }],
  ['error as a whole', { error: { type: 'ACCESS_DENIED_EXCEPTION', message: { matches: 'unauthorized.*delete' } } }],
  ['parts of the error', { error: { contains: ['unauthorized', '/srv/a'] } }],
  ['some logs', { logs: ['start', { level: 'WARN', message: { contains: 'half' } }] }],
  ['all logs', { allLogs: ['start', 'half way'] }],
  ['a subset of decisions in order', { decisions: [{ decision: 'allow', action: 'write' }, { decision: 'deny' }] }],
  ['policies by name', { decisions: [{ decision: 'deny', resource: '/srv/a', policies: ['keep'] }] }],
  ['policies by number', { decisions: [{ decision: 'deny', policies: ['policy1'] }] }],
  ['a file by its content', { files: { '/srv/b': 'new', '/srv/a': { owner: 'agent' }, '/srv/c': null } }],
  ['all changes', { allFiles: { '/srv/b': { content: 'new', mode: '0644' } } }],
])('accepts %s', (_, expectation) => {
  expect(failures(expectation)).toEqual([]);
});

test('a denied run that should succeed points at the call', () => {
  expect(failures({ status: 'SUCCESS' })).toMatchObject([
    {
      part: 'status',
      message: expect.stringMatching(/^The run ended with ERROR: ACCESS_DENIED_EXCEPTION: .*, not with SUCCESS\.$/),
      denied: { line: 4 },
      at: '"SUCCESS"',
    },
  ]);
});

test('a missing decision, in the place of its entry', () => {
  const [failure] = failures({ decisions: [{ decision: 'deny', action: 'write' }] });
  expect(failure).toMatchObject({
    message: 'No decision is deny write.',
    at: '{"decision":"deny","action":"write"}',
  });
  expect(failure?.actual).toContain('deny delete file_system::File::"/srv/a" by keep');
});

test('the order counts', () => {
  expect(failures({ logs: ['half way', 'start'] })).toMatchObject([
    { message: 'No log message is any level: start, after the first 2.' },
  ]);
});

test('a complete list names what is too many and what is missing', () => {
  expect(failures({ allLogs: ['start'] })).toMatchObject([{ message: 'One log message too many: WARN: half way.' }]);
  expect(failures({ allLogs: ['start', 'half way', 'end'] })).toMatchObject([
    { message: 'A log message is missing: any level: end.', expected: 'INFO: start\nWARN: half way\nany level: end' },
  ]);
});

test('a change that is not named, a file that is missing and one that should be gone', () => {
  expect(failures({ allFiles: {} })).toMatchObject([
    { message: 'The run changed /srv/b, which the test does not name.', actual: expect.stringContaining('new') },
  ]);
  expect(failures({ files: { '/srv/c': 'x', '/srv/a': null } }).map(({ message }) => message)).toEqual([
    '/srv/c is not there afterwards.',
    '/srv/a is there afterwards.',
  ]);
});

test('a test made from a run passes on the same run and fails on another', () => {
  const text = makeTest({ name: 'made', script: 's.rhai', policy: 'p.cedar', principal: 'agent' }, denied);
  const { tests, problems } = parseTestFile(text, 't');
  expect(problems).toEqual([]);
  const [made] = tests;
  if (made === undefined) throw new Error('nothing was made');
  expect(made.name).toBe('made');
  expect(compareTest(made.expect, denied)).toEqual([]);
  const other = runOf(SCRIPT, 'permit(principal, action, resource);');
  const parts = compareTest(made.expect, other).map(({ part }) => part);
  expect(parts).toEqual(['status', 'error', 'decisions', 'files']);
});

test('ids that are made up in every run do not make a made test fail', () => {
  const script = 'let f = |x| x; f.to_string()';
  const run = runOf(script);
  const text = makeTest({ name: 'made', script: 's', policy: 'p', principal: 'agent' }, run);
  const [made] = parseTestFile(text, 't').tests;
  expect(made === undefined ? ['none'] : compareTest(made.expect, runOf(script))).toEqual([]);
});

test('line differences keep what is common', () => {
  expect(lineDiff('a\nb\nc', 'a\nx\nc')).toEqual(['  a', '- b', '+ x', '  c']);
  expect(lineDiff('', 'a')).toEqual(['+ a']);
});
