// Sums up what a run did on each line of its script, for the end of that line.

import type { DecisionEvent, TraceEvent } from './events.ts';

/** The marks used everywhere: allowed, denied, depends on input; `error` and `note` for what is no decision. */
export type Mark = 'allow' | 'deny' | 'depends' | 'error' | 'note';

/** What a run did on one line. */
export interface LineMark {
  /** Zero-based. */
  readonly line: number;
  readonly mark: Mark;
  readonly text: string;
  /** `seq` of the event that the mark leads to. */
  readonly event: number;
  /** Lines of the hover, plain text. */
  readonly details: readonly string[];
}

interface Line {
  readonly decisions: DecisionEvent[];
  readonly errors: { readonly seq: number; readonly text: string }[];
}

const MAX_DETAILS = 12;
const MAX_TEXT = 100;

/** Marks in the order of the lines. Events in imported modules belong to no line of the script. */
export function lineMarks(events: readonly TraceEvent[]): readonly LineMark[] {
  const lines = new Map<number, Line>();
  for (const event of events) collect(lines, event);
  return [...lines].sort(([a], [b]) => a - b).map(([line, content]) => markOf(line - 1, content));
}

function collect(lines: Map<number, Line>, event: TraceEvent): void {
  if (event.kind !== 'decision' && event.kind !== 'throw') return;
  const position = event.call.position;
  if (position === undefined || position.module !== undefined) return;
  const line = lines.get(position.line) ?? { decisions: [], errors: [] };
  lines.set(position.line, line);
  if (event.kind === 'decision') line.decisions.push(event);
  else line.errors.push({ seq: event.seq, text: event.message });
}

function markOf(line: number, { decisions, errors }: Line): LineMark {
  const denied = decisions.filter((event) => event.decision === 'deny');
  const details = decisions.slice(0, MAX_DETAILS).map(detailOf);
  if (decisions.length > MAX_DETAILS) details.push(`and ${decisions.length - MAX_DETAILS} more`);
  details.push(...errors.slice(0, 1).map((error) => shorten(error.text)));
  const first = denied[0];
  if (first !== undefined) {
    const more = denied.length > 1 ? `, and ${denied.length - 1} more denied` : '';
    return {
      line,
      mark: 'deny',
      text: shorten(`${first.action.id} ${first.resource.id}: ${reasonOf(first)}${more}`),
      event: first.seq,
      details,
    };
  }
  const last = decisions[decisions.length - 1];
  const error = errors[0];
  if (error !== undefined) return { line, mark: 'error', text: shorten(error.text), event: error.seq, details };
  if (last === undefined) return { line, mark: 'note', text: '', event: 0, details };
  const calls = new Set(decisions.map((event) => event.call.number)).size;
  const text =
    calls === 1 ? `${last.action.id} ${last.resource.id}` : `${decisions.length} decisions in ${calls} calls`;
  return { line, mark: 'allow', text: shorten(text), event: last.seq, details };
}

function detailOf(event: DecisionEvent): string {
  const policies = event.determining.map((policy) => policy.annotation ?? policy.id).join(', ');
  const by = policies === '' ? 'no permit covers it' : policies;
  return `${event.decision === 'allow' ? '✓' : '⊘'} ${event.action.id} ${event.resource.id}: ${by}${event.letThrough === true ? ', let through' : ''}`;
}

function reasonOf(event: DecisionEvent): string {
  const policies = event.determining.map((policy) => policy.annotation ?? policy.id).join(', ');
  return policies === '' ? 'no permit covers it' : `forbidden by ${policies}`;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 1)}…` : line;
}
