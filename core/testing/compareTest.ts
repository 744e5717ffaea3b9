// Holds a run against what a test expects of it, part by part.

import type { Span } from '#core/base/span.ts';
import type { FileAfter } from '#core/sandbox/host/filesAfter.ts';
import type { PayloadError, PayloadLog } from '#core/sandbox/runner/payload.ts';
import type { DecisionEvent, TraceEvent, TracePosition } from '#core/trace/events.ts';
import { decisionText, expectedDecisionText, matchesDecision } from './compareDecisions.ts';
import { expectedText, matchesText } from './compareText.ts';
import type { Expectation, ExpectedError, ExpectedFile, ExpectedList, ExpectedLog } from './expectation.ts';
import { changedPaths, type FinishedRun, fileText } from './finishedRun.ts';

/** One expectation that was not met. */
export interface TestFailure {
  readonly part: 'status' | 'output' | 'error' | 'decisions' | 'logs' | 'files';
  /** One sentence. */
  readonly message: string;
  /** Both sides as text, for a diff. */
  readonly expected: string;
  readonly actual: string;
  /** Where the test file says what was expected. */
  readonly span: Span;
  /** The call that was denied, where that is why the run went another way. */
  readonly denied?: TracePosition;
}

/** Everything that is not as expected; none when the test passed. */
export function compareTest(expect: Expectation, run: FinishedRun): readonly TestFailure[] {
  return [
    ...compareStatus(expect, run),
    ...compareOutput(expect, run),
    ...compareError(expect, run),
    ...compareDecisions(expect, run),
    ...compareLogs(expect, run),
    ...compareFiles(expect, run),
  ];
}

function compareStatus({ status }: Expectation, { payload, events }: FinishedRun): readonly TestFailure[] {
  if (status === undefined || status.value === payload.status) return [];
  const actual = payload.error === undefined ? payload.status : `${payload.status}\n${errorText(payload.error)}`;
  const denied = payload.error?.error_type === 'ACCESS_DENIED_EXCEPTION' ? lastDenial(events) : undefined;
  return [
    {
      part: 'status',
      message: `The run ended with ${actual.replace('\n', ': ')}, not with ${status.value}.`,
      expected: status.value,
      actual,
      span: status.span,
      ...(denied === undefined ? {} : { denied }),
    },
  ];
}

function compareOutput({ output }: Expectation, { payload }: FinishedRun): readonly TestFailure[] {
  if (output === undefined || matchesText(output.value, payload.output)) return [];
  const because = payload.error === undefined ? '' : ` The run ended with ${errorText(payload.error)}.`;
  const message = `The output is not the expected one.${because}`;
  return [{ part: 'output', message, expected: expectedText(output.value), actual: payload.output, span: output.span }];
}

function compareError({ error }: Expectation, { payload }: FinishedRun): readonly TestFailure[] {
  if (error === undefined) return [];
  const actual = payload.error;
  if (actual !== undefined && isError(error.value, actual)) return [];
  return [
    {
      part: 'error',
      message: actual === undefined ? 'The run ended without an error.' : 'The error is not the expected one.',
      expected: [error.value.type, error.value.message === undefined ? undefined : expectedText(error.value.message)]
        .filter((part) => part !== undefined)
        .join(': '),
      actual: actual === undefined ? '' : errorText(actual),
      span: error.span,
    },
  ];
}

function isError({ type, message }: ExpectedError, actual: PayloadError): boolean {
  return (
    (type === undefined || type === actual.error_type) &&
    (message === undefined || matchesText(message, actual.message))
  );
}

function errorText({ error_type: type, message }: PayloadError): string {
  return `${type}: ${message}`;
}

function lastDenial(events: readonly TraceEvent[]): TracePosition | undefined {
  const position = decisionsOf(events).findLast(({ decision }) => decision === 'deny')?.call.position;
  return position?.module === undefined ? position : undefined;
}

function decisionsOf(events: readonly TraceEvent[]): readonly DecisionEvent[] {
  return events.filter((event) => event.kind === 'decision');
}

function compareDecisions({ decisions }: Expectation, { events }: FinishedRun): readonly TestFailure[] {
  if (decisions === undefined) return [];
  return compareList('decisions', 'decision', decisions, decisionsOf(events), {
    matches: matchesDecision,
    expectedText: expectedDecisionText,
    actualText: decisionText,
  });
}

function compareLogs({ logs }: Expectation, { payload }: FinishedRun): readonly TestFailure[] {
  if (logs === undefined) return [];
  return compareList('logs', 'log message', logs, payload.logs ?? [], {
    matches: isLog,
    expectedText: ({ level, message }) => `${level ?? 'any level'}: ${expectedText(message)}`,
    actualText: ({ attributes }) => `${attributes.level}: ${attributes.message}`,
  });
}

function isLog({ level, message }: ExpectedLog, { attributes }: PayloadLog): boolean {
  return (level === undefined || level === attributes.level) && matchesText(message, attributes.message);
}

interface ListForm<E, A> {
  matches(expected: E, actual: A): boolean;
  expectedText(expected: E): string;
  actualText(actual: A): string;
}

function compareList<E, A>(
  part: 'decisions' | 'logs',
  noun: string,
  list: ExpectedList<E>,
  actual: readonly A[],
  form: ListForm<E, A>,
): readonly TestFailure[] {
  return list.complete ? compareWhole(part, noun, list, actual, form) : compareSome(part, noun, list, actual, form);
}

/** Each expected entry somewhere after the one before it. */
function compareSome<E, A>(
  part: 'decisions' | 'logs',
  noun: string,
  { entries }: ExpectedList<E>,
  actual: readonly A[],
  form: ListForm<E, A>,
): readonly TestFailure[] {
  let from = 0;
  for (const { value, span } of entries) {
    const found = actual.findIndex((candidate, index) => index >= from && form.matches(value, candidate));
    if (found < 0) {
      const expected = form.expectedText(value);
      const where = from === 0 ? '' : `, after the first ${from}`;
      return [
        {
          part,
          message: `No ${noun} is ${expected}${where}.`,
          expected,
          actual: actual.slice(from).map(form.actualText).join('\n'),
          span,
        },
      ];
    }
    from = found + 1;
  }
  return [];
}

/** Entry by entry; both sides are shown with the same words where they agree. */
function compareWhole<E, A>(
  part: 'decisions' | 'logs',
  noun: string,
  { entries, span }: ExpectedList<E>,
  actual: readonly A[],
  form: ListForm<E, A>,
): readonly TestFailure[] {
  const agrees = (index: number): boolean => {
    const wanted = entries[index];
    const got = actual[index];
    return wanted !== undefined && got !== undefined && form.matches(wanted.value, got);
  };
  const first = Array.from({ length: Math.max(entries.length, actual.length) }, (_, index) => index).find(
    (index) => !agrees(index),
  );
  if (first === undefined) return [];
  const actualLines = actual.map(form.actualText);
  const expectedLines = entries.map(({ value }, index) =>
    agrees(index) ? (actualLines[index] ?? '') : form.expectedText(value),
  );
  return [
    {
      part,
      message: wholeMessage(noun, first, expectedLines[first], actualLines[first]),
      expected: expectedLines.join('\n'),
      actual: actualLines.join('\n'),
      span: entries[first]?.span ?? span,
    },
  ];
}

function wholeMessage(noun: string, index: number, expected: string | undefined, actual: string | undefined): string {
  if (expected === undefined) return `One ${noun} too many: ${actual ?? ''}.`;
  if (actual === undefined) return `A ${noun} is missing: ${expected}.`;
  return `${noun[0]?.toUpperCase() ?? ''}${noun.slice(1)} ${index + 1} is ${actual}, not ${expected}.`;
}

function compareFiles({ files }: Expectation, run: FinishedRun): readonly TestFailure[] {
  if (files === undefined) return [];
  const failures: TestFailure[] = [];
  for (const [path, { value, span }] of files.entries) {
    const actual = run.filesAfter.get(path);
    if (isFile(value, actual)) continue;
    failures.push({
      part: 'files',
      message: fileMessage(path, value, actual),
      expected: fileText(value),
      actual: fileText(value === null || actual === undefined ? actual : only(actual, value)),
      span,
    });
  }
  const others = files.complete ? changedPaths(run).filter((path) => !files.entries.has(path)) : [];
  for (const path of others) {
    failures.push({
      part: 'files',
      message: `The run changed ${path}, which the test does not name.`,
      expected: fileText(run.filesBefore.get(path)),
      actual: fileText(run.filesAfter.get(path)),
      span: files.span,
    });
  }
  return failures;
}

function isFile(expected: ExpectedFile, actual: FileAfter | undefined): boolean {
  if (expected === null || actual === undefined) return expected === null && actual === undefined;
  return fileText(expected) === fileText(only(actual, expected));
}

/** Of a file what the expectation speaks of. */
function only(actual: FileAfter, expected: FileAfter): FileAfter {
  return Object.fromEntries(Object.entries(actual).filter(([key]) => Object.hasOwn(expected, key)));
}

function fileMessage(path: string, expected: ExpectedFile, actual: FileAfter | undefined): string {
  if (expected === null) return `${path} is there afterwards.`;
  return actual === undefined ? `${path} is not there afterwards.` : `${path} is not as expected afterwards.`;
}
