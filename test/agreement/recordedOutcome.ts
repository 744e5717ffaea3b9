// What a run of the real runner says, in the form of a recorded case.

import type { Expected, RecordedDecision, RecordedLog, RecordedMetric } from '#core/node/conformance/recordedCase.ts';
import type { PayloadAlarm, PayloadError } from '#core/sandbox/runner/payload.ts';
import { withoutFreshIds, withoutPids } from '#core/testing/comparableText.ts';
import type { RealRun } from './realCase.ts';

/** Only so many decisions belong to a recorded case. */
const MAX_DECISIONS = 300;
/** How a runner that was built to tell its decisions begins such a line on standard error. */
const DECISION = '@@DECISION ';

interface RealPayload {
  readonly status: 'SUCCESS' | 'ERROR';
  readonly output: string;
  readonly error?: PayloadError;
  readonly alarms?: readonly PayloadAlarm[];
  readonly logs?: readonly { readonly attributes: RealLog }[];
  readonly metrics?: readonly RealMetric[];
}

interface RealLog {
  readonly level: string;
  readonly message: string;
  readonly line_number?: string;
}

interface RealMetric {
  readonly metric_name: string;
  readonly metric_value: number;
  readonly metric_unit: string;
  readonly metric_dimension?: Readonly<Record<string, string>>;
}

/** The outcome; `tellsDecisions` says whether the runner printed them. The published one does not. */
export function recordedOutcome(run: RealRun): { readonly expected: Expected; readonly tellsDecisions: boolean } {
  const lines = run.stderr.split('\n').filter((line) => line.includes(DECISION));
  const decisions = lines.map((line) => decisionOf(line.slice(line.indexOf(DECISION) + DECISION.length)));
  const payload = payloadOf(run.stdout);
  const expected: Expected = {
    ...(payload === undefined ? {} : partsOf(payload)),
    decisions: decisions.slice(0, MAX_DECISIONS),
    ...(decisions.length > MAX_DECISIONS ? { decisions_total: decisions.length } : {}),
    files_after: run.files,
  };
  return { expected, tellsDecisions: decisions.length > 0 };
}

/** Undefined where the runner crashed. */
function payloadOf(stdout: string): RealPayload | undefined {
  try {
    return JSON.parse(stdout) as RealPayload;
  } catch {
    return undefined;
  }
}

function partsOf({ status, output, error, alarms, logs = [], metrics = [] }: RealPayload): Partial<Expected> {
  const own = metrics.filter(({ metric_name }) => !metric_name.startsWith('RexRunner')).map(metricOf);
  return {
    status,
    output,
    ...(error === undefined ? {} : { error }),
    ...(alarms === undefined ? {} : { alarms }),
    logs: logs.map(({ attributes }) => logOf(attributes)),
    ...(own.length === 0 ? {} : { metrics: own }),
  };
}

function logOf({ level, message, line_number: line = '' }: RealLog): RecordedLog {
  return { level, line, message };
}

function metricOf({
  metric_name: name,
  metric_value: value,
  metric_unit: unit,
  metric_dimension,
}: RealMetric): RecordedMetric {
  const dimensions = metric_dimension ?? {};
  return Object.keys(dimensions).length === 0 ? { name, value, unit } : { name, value, unit, dimensions };
}

interface PrintedDecision {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: string;
  readonly policies: readonly string[];
  readonly errors: number;
  readonly context: string;
}

function decisionOf(text: string): RecordedDecision {
  const { principal, action, resource, decision, policies, errors, context } = JSON.parse(text) as PrintedDecision;
  return {
    principal,
    action,
    resource: withoutPids(withoutFreshIds(resource)),
    decision: decision === 'Allow' ? 'allow' : 'deny',
    policies,
    ...(errors === 0 ? {} : { policy_errors: errors }),
    ...(context === '{}' ? {} : { context: withoutFreshIds(context) }),
  };
}
