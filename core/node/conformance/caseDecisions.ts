// Compares the decisions of a run with the recorded ones: in order, except where the order is the host's.

import { loadCatalog } from '#core/catalog/catalog.ts';
import { type CedarValue, displayUid, escapeCedarString } from '#core/cedar/types.ts';
import { withoutFreshIds, withoutPids } from '#core/testing/comparableText.ts';
import type { DecisionEvent, TraceCall, TraceEvent } from '#core/trace/events.ts';
import type { RecordedDecision } from './recordedCase.ts';

/** Only so many decisions were recorded; of the rest only the number is known. */
const RECORDED_DECISIONS = 300;

/** A decision as one line of text: equal decisions have equal lines. */
export function recordedLine(decision: RecordedDecision): string {
  return line({ ...decision, context: decision.context ?? '', errors: decision.policy_errors ?? 0 });
}

/** The same of a decision in a trace. */
export function decisionLine(event: DecisionEvent): string {
  const context = Object.keys(event.context).length === 0 ? '' : displayRecord(event.context);
  return line({
    principal: displayUid(event.principal),
    action: displayUid(event.action),
    resource: withoutPids(withoutFreshIds(displayUid(event.resource))),
    decision: event.decision,
    policies: event.determining.map((policy) => policy.id),
    context: withoutFreshIds(context),
    errors: event.policyErrors.length,
  });
}

/** What differs, as lines to print; none when all agree. */
export function compareDecisions(
  expected: readonly RecordedDecision[],
  total: number,
  events: readonly TraceEvent[],
): readonly string[] {
  const wanted = expected.map(recordedLine);
  const differences: string[] = [];
  let at = 0;
  for (const { call, decisions } of groupByCall(events)) {
    const got = decisions.map(decisionLine).slice(0, Math.max(0, RECORDED_DECISIONS - at));
    const compare = isUnordered(call) ? compareMultisets : compareLists;
    differences.push(...compare(wanted.slice(at, at + got.length), got, at));
    at += got.length;
    if (differences.length > 0) break;
  }
  const made = events.filter(({ kind }) => kind === 'decision').length;
  if (differences.length === 0 && at < wanted.length) differences.push(`- [${at}] ${wanted[at]}`);
  if (total !== made) differences.push(`expected ${total} decisions, got ${made}`);
  return differences;
}

/** Decisions of one call and of those that its callbacks make. */
interface CallDecisions {
  readonly call: TraceCall;
  readonly decisions: DecisionEvent[];
}

function groupByCall(events: readonly TraceEvent[]): readonly CallDecisions[] {
  const groups: CallDecisions[] = [];
  let outermost: TraceCall | undefined;
  for (const event of events) {
    switch (event.kind) {
      case 'call':
        outermost ??= event.call;
        break;
      case 'return':
      case 'throw':
        if (event.call.number === outermost?.number) outermost = undefined;
        break;
      case 'decision':
        addDecision(groups, outermost ?? event.call, event);
        break;
      case 'log':
      case 'effect':
      case 'warning':
      case 'limit':
      case 'end':
    }
  }
  return groups;
}

function addDecision(groups: CallDecisions[], call: TraceCall, decision: DecisionEvent): void {
  const last = groups.at(-1);
  if (last?.call.number === call.number) last.decisions.push(decision);
  else groups.push({ call, decisions: [decision] });
}

/** Whether a call goes through directories or processes, whose order is the host's. */
function isUnordered(call: TraceCall): boolean {
  const overloads = loadCatalog().functionsByName(call.function);
  return overloads.some((overload) =>
    overload.checks.some((check) => check.loop !== undefined && check.loop.over !== 'prefixes'),
  );
}

function compareLists(wanted: readonly string[], got: readonly string[], start: number): readonly string[] {
  const index = got.findIndex((decision, i) => decision !== wanted[i]);
  if (index < 0) return [];
  const missing = wanted[index] === undefined ? [] : [`- [${start + index}] ${wanted[index]}`];
  return [...missing, `+ [${start + index}] ${got[index]}`];
}

function compareMultisets(wanted: readonly string[], got: readonly string[], start: number): readonly string[] {
  const left = [...wanted];
  const extra = got.filter((decision) => {
    const index = left.indexOf(decision);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  const range = `[${start}..${start + got.length - 1}]`;
  return [...left.map((decision) => `- ${range} ${decision}`), ...extra.map((decision) => `+ ${range} ${decision}`)];
}

interface LineParts {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: string;
  readonly policies: readonly string[];
  readonly context: string;
  readonly errors: number;
}

function line({ principal, action, resource, decision, policies, context, errors }: LineParts): string {
  const by = [...policies].sort().join(', ') || 'no policy';
  const failed = errors === 0 ? '' : ` (${errors} erred)`;
  return `${decision} ${principal} ${action} ${resource}${context === '' ? '' : ` ${context}`} by ${by}${failed}`;
}

/** Cedar's text of a record: keys in order, identifiers bare. */
function displayRecord(record: Readonly<Record<string, CedarValue>>): string {
  const fields = Object.keys(record)
    .sort()
    .map((key) => {
      const value = record[key];
      return value === undefined ? '' : `${/^[A-Za-z_]\w*$/.test(key) ? key : quoted(key)}: ${displayValue(value)}`;
    });
  return `{${fields.join(', ')}}`;
}

function displayValue(value: CedarValue): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if ('entity' in value) return displayUid(value.entity);
  if ('set' in value) return `[${value.set.map(displayValue).join(', ')}]`;
  return displayRecord(value.record);
}

function quoted(text: string): string {
  return `"${escapeCedarString(text)}"`;
}
