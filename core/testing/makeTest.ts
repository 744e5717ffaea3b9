// Writes a test file from a run, so that the next run is held against this one.

import { displayUid } from '#core/cedar/types.ts';
import type { FileAfter } from '#core/sandbox/host/filesAfter.ts';
import type { DecisionEvent } from '#core/trace/events.ts';
import { comparableText } from './comparableText.ts';
import { changedPaths, type FinishedRun } from './finishedRun.ts';
import { TEST_FILE_VERSION } from './testFile.ts';

/** What was run; paths are relative to the folder of the new file, with forward slashes. */
export interface RunSource {
  readonly name: string;
  readonly script: string;
  readonly policy: string;
  readonly host?: string;
  readonly arguments?: string;
  readonly principal: string;
  readonly seed?: number;
}

/** Longer lists of decisions are not written out: only the denied ones are. */
const MAX_DECISIONS = 100;

/** Text of a test file that this run passes. */
export function makeTest(source: RunSource, run: FinishedRun): string {
  const { name, ...inputs } = source;
  const { status, output, error } = run.payload;
  const decisions = run.events.filter((event) => event.kind === 'decision');
  const expect = {
    status,
    ...(output === '' ? {} : { output: comparableText(output) }),
    ...(error === undefined ? {} : { error: { type: error.error_type, message: comparableText(error.message) } }),
    ...expectedDecisions(decisions),
    allFiles: Object.fromEntries(changedPaths(run).map((path) => [path, expectedFile(run.filesAfter.get(path))])),
  };
  return `${JSON.stringify({ version: TEST_FILE_VERSION, ...inputs, tests: [{ name, expect }] }, undefined, 2)}\n`;
}

function expectedDecisions(decisions: readonly DecisionEvent[]): object {
  if (decisions.length <= MAX_DECISIONS) return { allDecisions: decisions.map(expectedDecision) };
  const denied = decisions.filter(({ decision }) => decision === 'deny').slice(0, MAX_DECISIONS);
  return denied.length === 0 ? {} : { decisions: denied.map(expectedDecision) };
}

function expectedDecision({ decision, action, resource, determining }: DecisionEvent): object {
  return {
    decision,
    action: displayUid(action),
    resource: comparableText(displayUid(resource)),
    // Policies count by name only: their numbers change with every policy that is added above them.
    ...(determining.length > 0 && determining.every(({ annotation }) => annotation !== undefined)
      ? { policies: determining.map(({ annotation }) => annotation) }
      : {}),
  };
}

function expectedFile(file: FileAfter | undefined): object | null {
  return file ?? null;
}
