// Trace events as JSON Lines: one event a line, in the form of `trace.schema.json`.

import type { CedarValue } from '#core/cedar/types.ts';
import type { TraceEvent } from './events.ts';

/** A line of the file, without its newline. Cedar's integers are written as numbers. */
export function writeTraceEvent(event: TraceEvent): string {
  return JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}

/** The whole file. */
export function writeTrace(events: readonly TraceEvent[]): string {
  return events.map((event) => `${writeTraceEvent(event)}\n`).join('');
}

/** What a file holds, or what is wrong with its first faulty line. */
export type ParsedTrace =
  | { readonly ok: true; readonly events: readonly TraceEvent[] }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Reads a file back. Lines are checked for their kind and number; empty ones are passed over. */
export function parseTrace(text: string): ParsedTrace {
  const events: TraceEvent[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const event = parseLine(line);
    if (typeof event === 'string') return { ok: false, line: index + 1, message: event };
    events.push(event);
  }
  return { ok: true, events };
}

const KINDS: ReadonlySet<string> = new Set([
  'decision',
  'call',
  'return',
  'throw',
  'log',
  'effect',
  'warning',
  'limit',
  'end',
]);

function parseLine(line: string): TraceEvent | string {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  if (typeof event !== 'object' || event === null) return 'not an object';
  const { kind, seq, atUs } = event as Partial<Record<'kind' | 'seq' | 'atUs', unknown>>;
  if (typeof kind !== 'string' || !KINDS.has(kind)) return `unknown kind of event: ${JSON.stringify(kind)}`;
  if (typeof seq !== 'number' || typeof atUs !== 'number') return 'seq and atUs must be numbers';
  const read = event as TraceEvent;
  return read.kind === 'decision' ? { ...read, context: integers(read.context) } : read;
}

/** JSON's whole numbers are Cedar's integers. */
function integers(record: Readonly<Record<string, CedarValue>>): Readonly<Record<string, CedarValue>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, integer(value)]));
}

function integer(value: CedarValue | number): CedarValue {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value !== 'object' || 'entity' in value) return value;
  if ('set' in value) return { set: value.set.map(integer) };
  return { record: integers(value.record) };
}
