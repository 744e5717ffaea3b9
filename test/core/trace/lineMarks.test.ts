// What stands at the end of a line after a run: the denial before all else, else the last decision or their number.
import { expect, test } from 'vitest';
import type { DecisionEvent, TraceEvent } from '#core/trace/events.ts';
import { lineMarks } from '#core/trace/lineMarks.ts';

let seq = 0;

function decision(
  line: number,
  number: number,
  action: string,
  id: string,
  change: Partial<DecisionEvent> = {},
): TraceEvent {
  return {
    seq: seq++,
    atUs: 0,
    kind: 'decision',
    call: { function: 'f', position: { line, column: 1 }, stack: [], number },
    layer: 'runtime',
    principal: { type: 'User', id: 'agent' },
    action: { type: 'file_system::Action', id: action },
    resource: { type: 'file_system::File', id },
    context: {},
    decision: 'allow',
    determining: [{ id: 'policy0' }],
    policyErrors: [],
    durationUs: 1,
    ...change,
  };
}

const deny = { decision: 'deny', determining: [] } as const;

test('one call shows its last decision, several their number', () => {
  const marks = lineMarks([
    decision(2, 0, 'open', '/a'),
    decision(2, 0, 'read', '/a/b'),
    decision(4, 1, 'read', '/x'),
    decision(4, 2, 'read', '/y'),
  ]);
  expect(marks.map(({ line, mark, text }) => [line, mark, text])).toEqual([
    [1, 'allow', 'read /a/b'],
    [3, 'allow', '2 decisions in 2 calls'],
  ]);
});

test('a denial is shown before what was allowed, with the reason', () => {
  const [mark] = lineMarks([
    decision(1, 0, 'open', '/a'),
    decision(1, 0, 'delete', '/a/b', deny),
    decision(1, 1, 'delete', '/a/c', deny),
  ]);
  expect(mark).toMatchObject({ mark: 'deny', text: 'delete /a/b: no permit covers it, and 1 more denied' });
});

test('a forbid is named by its annotation', () => {
  const forbidden = { decision: 'deny', determining: [{ id: 'policy2', annotation: 'keep' }] } as const;
  expect(lineMarks([decision(1, 0, 'delete', '/a', forbidden)])[0]?.text).toBe('delete /a: forbidden by keep');
});

test('an error without a denial is shown, and imported modules mark no line of the script', () => {
  const call = { function: 'cat', position: { line: 3, column: 1 }, stack: [], number: 0 };
  const thrown: TraceEvent = {
    seq: seq++,
    atUs: 0,
    kind: 'throw',
    call,
    errorKind: 'IoError',
    message: 'No such file\nor directory',
  };
  const elsewhere = { ...thrown, call: { ...call, position: { line: 1, column: 1, module: '/lib/m' } } };
  expect(lineMarks([elsewhere, thrown]).map(({ line, mark, text }) => [line, mark, text])).toEqual([
    [2, 'error', 'No such file or directory'],
  ]);
});
