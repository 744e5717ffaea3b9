// Runs one recorded case in this thread and says how it went.

import { type RunResult, runScript, type Sandbox } from '#core/sandbox/runner/runScript.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { compareCase, type Difference } from './compareCase.ts';
import type { RecordedCase } from './recordedCase.ts';

export type CaseOutcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly differences: readonly Difference[] };

/** Gives a run and its events; a worker or this thread. */
export type CaseRunner = (
  recorded: RecordedCase,
) => Promise<{ readonly result: RunResult; readonly events: readonly TraceEvent[] }>;

/** Runs in this thread. */
export function inThisThread(sandbox: Sandbox): CaseRunner {
  return async (recorded) => {
    const events: TraceEvent[] = [];
    const result = runScript(sandbox, recorded.input, { onEvent: (event) => events.push(event) });
    return { result, events };
  };
}

/** Runs a case and compares. A fault of the sandbox is a failure of the case, whatever it needs. */
export async function runCase(recorded: RecordedCase, run: CaseRunner): Promise<CaseOutcome> {
  try {
    const { result, events } = await run(recorded);
    const differences = compareCase(recorded, result, events);
    const [first] = differences;
    if (first === undefined) return { kind: 'passed' };
    if (recorded.needs === undefined || result.fault !== undefined) return { kind: 'failed', differences };
    const reason = result.stopped?.message ?? `without it, the ${first.part} differs`;
    return { kind: 'skipped', reason: `needs a real ${recorded.needs.join(', ')}: ${reason}` };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'failed', differences: [{ part: 'run', lines: [text] }] };
  }
}
