// What a row of the timeline says of an event, and which events a filter lets through. Pure, so that it is tested without a page.

import type { DecisionEvent, TraceEvent } from '#core/trace/events.ts';

export interface Filter {
  readonly text: string;
  readonly decision: 'all' | 'allow' | 'deny';
  /** Whether calls, returns and effects show too; without it, decisions, logs, errors, limits and the end. */
  readonly detailed: boolean;
}

export interface Row {
  readonly seq: number;
  readonly mark: 'allow' | 'deny' | 'error' | 'note';
  readonly sign: string;
  readonly what: string;
  readonly target: string;
  readonly call: string;
  readonly line: number | undefined;
  readonly policy: string;
  readonly time: string;
  /** The whole row as a sentence, for screen readers. */
  readonly label: string;
}

const DETAIL_KINDS: ReadonlySet<TraceEvent['kind']> = new Set(['call', 'return', 'effect']);

/** Whether an event passes the filter. */
export function isShown(event: TraceEvent, filter: Filter): boolean {
  if (DETAIL_KINDS.has(event.kind) && !filter.detailed) return false;
  if (filter.decision !== 'all' && (event.kind !== 'decision' || event.decision !== filter.decision)) return false;
  if (filter.text === '') return true;
  const row = presentEvent(event);
  const text = `${row.what} ${row.target} ${row.call} ${row.policy}`.toLowerCase();
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The row of an event. */
export function presentEvent(event: TraceEvent): Row {
  const base = {
    seq: event.seq,
    time: formatTime(event.atUs),
    policy: '',
    line: lineOf(event),
    call: 'call' in event ? event.call.function : '',
  };
  const parts = describe(event);
  const row = { ...base, ...parts };
  const place = row.line === undefined ? '' : `, line ${row.line}`;
  return { ...row, label: `${parts.what} ${parts.target}${row.policy === '' ? '' : ` by ${row.policy}`}${place}` };
}

type Parts = Pick<Row, 'mark' | 'sign' | 'what' | 'target'> & { readonly policy?: string };

function describe(event: TraceEvent): Parts {
  switch (event.kind) {
    case 'decision':
      return describeDecision(event);
    case 'call':
      return { mark: 'note', sign: '→', what: event.call.function, target: `(${event.arguments.join(', ')})` };
    case 'return':
      return { mark: 'note', sign: '←', what: event.call.function, target: event.result };
    case 'throw':
      return { mark: 'error', sign: '✗', what: event.errorKind, target: event.message };
    case 'log':
      return {
        mark: event.level === 'ERROR' ? 'error' : 'note',
        sign: '·',
        what: event.level.toLowerCase(),
        target: event.message,
      };
    case 'effect':
      return { mark: 'note', sign: '●', what: event.change, target: event.target };
    case 'warning':
      return { mark: 'note', sign: '⚠', what: `warning ${event.code}`, target: event.message };
    case 'limit':
      return { mark: 'error', sign: '✗', what: `limit ${event.limit}`, target: event.value.toLocaleString('en') };
    case 'end':
      return {
        mark: event.status === 'SUCCESS' ? 'allow' : 'error',
        sign: event.status === 'SUCCESS' ? '✓' : '✗',
        what: 'end',
        target: event.status,
      };
  }
}

function describeDecision(event: DecisionEvent): Parts {
  const allowed = event.decision === 'allow';
  const policies = event.determining.map((policy) => policy.annotation ?? policy.id).join(', ');
  return {
    mark: allowed ? 'allow' : 'deny',
    sign: allowed ? '✓' : '⊘',
    what: `${allowed ? 'allow' : 'deny'} ${event.action.id}`,
    target: `${shortType(event.resource.type)} ${event.resource.id}`,
    policy: policies === '' ? 'no permit covers it' : policies,
  };
}

/** The part of an entity type behind its namespace. */
export function shortType(type: string): string {
  return type.slice(type.lastIndexOf(':') + 1);
}

function lineOf(event: TraceEvent): number | undefined {
  if (event.kind === 'log') return event.line > 0 ? event.line : undefined;
  return 'call' in event ? event.call.position?.line : undefined;
}

function formatTime(microseconds: number): string {
  return `${(microseconds / 1000).toFixed(1)} ms`;
}
