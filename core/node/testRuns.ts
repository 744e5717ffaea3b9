// Runs tests in worker threads and says how each of them went.

import type { Span } from '#core/base/span.ts';
import { HostBuildError } from '#core/sandbox/host/populate.ts';
import { VirtualHost } from '#core/sandbox/host/virtualHost.ts';
import { abandonedPayload } from '#core/sandbox/runner/payload.ts';
import type { RunInput } from '#core/sandbox/runner/runScript.ts';
import { compareTest, type TestFailure } from '#core/testing/compareTest.ts';
import type { FinishedRun } from '#core/testing/finishedRun.ts';
import type { TestCase } from '#core/testing/testFile.ts';
import { type InputFault, type ReadRelative, testInput } from '#core/testing/testInput.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import type { RunHandle, RunWorkers } from './runWorkers.ts';

/** How a test went. */
export type TestOutcome =
  | { readonly kind: 'passed'; readonly run: FinishedRun }
  | { readonly kind: 'failed'; readonly failures: readonly TestFailure[]; readonly run: FinishedRun }
  /** It could not be run: a file is missing or faulty, or the sandbox itself failed. */
  | { readonly kind: 'faulty'; readonly faults: readonly InputFault[] }
  | { readonly kind: 'stopped' };

/** A test under way. */
export interface TestRun {
  /** Never rejects. */
  readonly outcome: Promise<TestOutcome>;
  stop(): void;
}

/** Starts a test. */
export function startTest(test: TestCase, read: ReadRelative, workers: RunWorkers, policyFile: string): TestRun {
  const input = testInput(test, read);
  if ('faults' in input) return finished({ kind: 'faulty', faults: input.faults });
  const before = filesBefore(input);
  if ('message' in before) return finished(faulty(before.message, test.span));
  const events: TraceEvent[] = [];
  const handle = workers.start(
    { input, options: { policyFile, ...(test.seed === undefined ? {} : { seed: test.seed }) } },
    { onEvents: (batch) => events.push(...batch) },
  );
  return { outcome: outcomeOf(test, handle, before, events), stop: () => handle.stop() };
}

function finished(outcome: TestOutcome): TestRun {
  return { outcome: Promise.resolve(outcome), stop: () => undefined };
}

/** The files that a host starts with, or why it cannot be built. */
export function filesBefore(input: RunInput): FinishedRun['filesBefore'] | { readonly message: string } {
  try {
    const user = input.principal === undefined ? {} : { user: input.principal };
    return new VirtualHost(input.host, user).filesAfter();
  } catch (error) {
    if (error instanceof HostBuildError) return { message: `The virtual host cannot be built: ${error.message}.` };
    throw error;
  }
}

async function outcomeOf(
  { expect, span }: TestCase,
  handle: RunHandle,
  before: FinishedRun['filesBefore'],
  events: readonly TraceEvent[],
): Promise<TestOutcome> {
  const ending = await handle.ending;
  switch (ending.kind) {
    case 'stopped':
      return { kind: 'stopped' };
    case 'refused':
      return faulty(ending.message, span);
    case 'ended':
      if (ending.reached.limit !== 'time') return faulty(ending.reached.message, span);
      return compared(expect, {
        payload: abandonedPayload('SCRIPT_EXCEPTION', ending.reached.message),
        filesBefore: before,
        filesAfter: before,
        events,
      });
    case 'finished': {
      const { payload, filesAfter, fault } = ending.result;
      if (fault !== undefined) return faulty(`The sandbox itself failed: ${fault}`, span);
      return compared(expect, { payload, filesBefore: before, filesAfter, events });
    }
  }
}

function compared(expect: TestCase['expect'], run: FinishedRun): TestOutcome {
  const failures = compareTest(expect, run);
  return failures.length === 0 ? { kind: 'passed', run } : { kind: 'failed', failures, run };
}

function faulty(message: string, span: Span): TestOutcome {
  return { kind: 'faulty', faults: [{ message, span }] };
}
