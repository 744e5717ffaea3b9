// What the trace panel's rows say and which events a filter lets through.
import { expect, test } from 'vitest';
import type { DecisionEvent, TraceEvent } from '#core/trace/events.ts';
import { isShown, presentEvent } from '../../extension/webview/rows.ts';

const call = { function: 'rm', position: { line: 7, column: 1 }, stack: [], number: 1 };

function decision(change: Partial<DecisionEvent>): DecisionEvent {
  return {
    seq: 3,
    atUs: 1_500,
    kind: 'decision',
    call,
    layer: 'runtime',
    principal: { type: 'User', id: 'agent' },
    action: { type: 'file_system::Action', id: 'delete' },
    resource: { type: 'file_system::File', id: '/srv/keep.txt' },
    context: {},
    decision: 'deny',
    determining: [],
    policyErrors: [],
    durationUs: 20,
    ...change,
  };
}

const log: TraceEvent = { seq: 4, atUs: 2_000, kind: 'log', level: 'INFO', message: 'done', line: 9 };
const called: TraceEvent = { seq: 2, atUs: 1_000, kind: 'call', call, arguments: ['"/srv/keep.txt"'] };

test('a denial without a forbid says that no permit covers it', () => {
  expect(presentEvent(decision({}))).toMatchObject({
    mark: 'deny',
    sign: '⊘',
    what: 'deny delete',
    target: 'File /srv/keep.txt',
    policy: 'no permit covers it',
    line: 7,
    time: '1.5 ms',
  });
});

test('policies are named by their annotation', () => {
  const row = presentEvent(
    decision({ decision: 'allow', determining: [{ id: 'policy0', annotation: 'read-logs' }, { id: 'policy2' }] }),
  );
  expect(row).toMatchObject({ mark: 'allow', policy: 'read-logs, policy2' });
  expect(row.label).toBe('allow delete File /srv/keep.txt by read-logs, policy2, line 7');
});

test.each([
  [{ text: '', decision: 'all', detailed: false }, [3, 4]],
  [{ text: '', decision: 'all', detailed: true }, [2, 3, 4]],
  [{ text: '', decision: 'deny', detailed: true }, [3]],
  [{ text: '', decision: 'allow', detailed: true }, []],
  [{ text: 'KEEP delete', decision: 'all', detailed: false }, [3]],
  [{ text: 'nothing', decision: 'all', detailed: true }, []],
] as const)('%j shows %j', (filter, expected) => {
  expect([called, decision({}), log].filter((event) => isShown(event, filter)).map(({ seq }) => seq)).toEqual(expected);
});
