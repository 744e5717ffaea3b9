// What a run in the sandbox did at each call: which requests were made, and whether one of them was refused with an effect.

import type { DecisionEvent, TraceEvent } from '#core/trace/events.ts';

/** One execution of a call. */
export interface ObservedCall {
  readonly function: string;
  readonly line: number;
  readonly column: number;
  readonly decisions: readonly DecisionEvent[];
  /**
   * `refused` where the script got an error for it, `partly` where the call went on after a refusal, `granted` where nothing
   * was refused, `failed` where it ended for another reason, so that it says nothing.
   */
  readonly outcome: 'refused' | 'partly' | 'granted' | 'failed';
}

/** The calls of a run in the order in which they began. */
export function observedCalls(trace: readonly TraceEvent[]): readonly ObservedCall[] {
  const byNumber = new Map<number, TraceEvent[]>();
  for (const event of trace) {
    if (!('call' in event)) continue;
    const known = byNumber.get(event.call.number);
    if (known === undefined) byNumber.set(event.call.number, [event]);
    else known.push(event);
  }
  return [...byNumber.values()].flatMap((events) => {
    const position = events[0] !== undefined && 'call' in events[0] ? events[0].call.position : undefined;
    const name = events[0] !== undefined && 'call' in events[0] ? events[0].call.function : '';
    if (position === undefined || position.module !== undefined) return [];
    const decisions = events.filter((event) => event.kind === 'decision');
    return [
      {
        function: name,
        line: position.line,
        column: position.column,
        decisions,
        outcome: outcomeOf(events, decisions),
      },
    ];
  });
}

function outcomeOf(events: readonly TraceEvent[], decisions: readonly DecisionEvent[]): ObservedCall['outcome'] {
  // A handle that was not opened for reading fails before its read is asked for.
  const unreadable = decisions.some(
    ({ action, resource }, i) =>
      action.id === 'redacted_read' &&
      !decisions
        .slice(0, i)
        .some((one) => one.action.id === 'read' && one.resource.id === resource.id && one.decision === 'deny'),
  );
  if (unreadable) return 'failed';
  const thrown = events.find((event) => event.kind === 'throw');
  if (thrown?.kind === 'throw') return /unauthorized to perform/i.test(thrown.message) ? 'refused' : 'failed';
  // A call without an end was cut off by a limit.
  if (!events.some((event) => event.kind === 'return')) return 'failed';
  return decisions.some((decision, i) => isRefused(decision, decisions[i + 1])) ? 'partly' : 'granted';
}

/** A refused read counts only where redacted reading was refused too. */
function isRefused(decision: DecisionEvent, next: DecisionEvent | undefined): boolean {
  if (decision.decision === 'allow') return false;
  const instead = decision.action.id === 'read' && next?.action.id === 'redacted_read' && next.decision === 'allow';
  return !(instead && next.resource.id === decision.resource.id);
}
