// Holds a run against a recorded case, part by part.

import type { FileAfter } from '#core/sandbox/host/filesAfter.ts';
import type { HostMount } from '#core/sandbox/host/hostDescription.ts';
import type { RunResult } from '#core/sandbox/runner/runScript.ts';
import { comparableText } from '#core/testing/comparableText.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { compareDecisions } from './caseDecisions.ts';
import type { RecordedCase, RecordedLog, RecordedMetric } from './recordedCase.ts';

/** One part that is not as recorded. `lines` begin with `-` for what was recorded and `+` for what the run gave. */
export interface Difference {
  readonly part: 'status' | 'output' | 'error' | 'alarms' | 'logs' | 'metrics' | 'decisions' | 'files' | 'run';
  readonly lines: readonly string[];
}

/** Everything that differs; none when the run did what the runner did. */
export function compareCase(
  recorded: RecordedCase,
  result: RunResult,
  events: readonly TraceEvent[],
): readonly Difference[] {
  const { expected } = recorded;
  if (expected.status === undefined)
    return result.exitCode === 101 ? [] : [both('run', 'crash of the runner', result.payload.status)];
  if (result.fault !== undefined) return [{ part: 'run', lines: faultLines(result.fault) }];
  if (result.stopped !== undefined && result.stopped.limit !== 'callDepth')
    return [{ part: 'run', lines: [result.stopped.message] }];
  const { payload } = result;
  return [
    ...compare('status', expected.status, payload.status),
    ...compare('output', expected.output, payload.output),
    ...compare('error', expected.error, payload.error),
    ...compare('alarms', expected.alarms ?? [], payload.alarms ?? []),
    ...compare('logs', expected.logs ?? [], payload.logs?.map(recordedLog) ?? []),
    ...compare('metrics', sorted(expected.metrics ?? []), sorted(scriptMetrics(result))),
    ...part(
      'decisions',
      compareDecisions(expected.decisions, expected.decisions_total ?? expected.decisions.length, events),
    ),
    ...part('files', compareFiles(expected.files_after, result.filesAfter, recorded.input.host.mounts)),
  ];
}

function faultLines(fault: unknown): readonly string[] {
  return [fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)];
}

function recordedLog({
  attributes,
}: {
  readonly attributes: Readonly<Record<string, string | undefined>>;
}): RecordedLog {
  const { level = '', line_number: line = '', message = '' } = attributes;
  return { level, line, message };
}

function scriptMetrics({ payload }: RunResult): readonly RecordedMetric[] {
  return (payload.metrics ?? [])
    .filter((metric) => !metric.metric_name.startsWith('RexRunner'))
    .map(({ metric_name: name, metric_value: value, metric_unit: unit, metric_dimension: dimensions }) =>
      Object.keys(dimensions).length === 0 ? { name, value, unit } : { name, value, unit, dimensions },
    );
}

function sorted(metrics: readonly RecordedMetric[]): readonly RecordedMetric[] {
  return [...metrics].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function compareFiles(
  expected: Readonly<Record<string, FileAfter>>,
  actual: ReadonlyMap<string, FileAfter>,
  mounts: readonly HostMount[],
): readonly string[] {
  const paths = [...new Set([...Object.keys(expected), ...actual.keys()])].sort();
  return paths
    .filter((path) => !mounts.some((mount) => path.startsWith(`${mount.path}/`)))
    .flatMap((path) => {
      const wanted = canonical(expected[path]);
      const got = canonical(actual.get(path));
      if (wanted === got) return [];
      return [
        ...(expected[path] === undefined ? [] : [`- ${path} ${wanted}`]),
        ...(actual.has(path) ? [`+ ${path} ${got}`] : []),
      ];
    });
}

function compare(name: Difference['part'], expected: unknown, actual: unknown): readonly Difference[] {
  const wanted = comparableText(canonical(expected));
  const got = comparableText(canonical(actual));
  return wanted === got ? [] : [both(name, wanted, got)];
}

function both(name: Difference['part'], wanted: string, got: string): Difference {
  return { part: name, lines: [`- ${wanted}`, `+ ${got}`] };
}

function part(name: Difference['part'], lines: readonly string[]): readonly Difference[] {
  return lines.length === 0 ? [] : [{ part: name, lines }];
}

/** JSON with sorted keys, so that equal values have equal texts. */
function canonical(value: unknown): string {
  const sort = (_: string, inner: unknown): unknown =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  return JSON.stringify(value, sort) ?? '(absent)';
}
