// The sandbox over the real engines, made once for a test file, and short ways to run a script in it.

import { createSandbox, loadSandboxParts } from '#core/node/sandboxRun.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import { type RunOptions, type RunResult, runScript, type Sandbox } from '#core/sandbox/runner/runScript.ts';
import type { TraceEvent } from '#core/trace/events.ts';

let shared: Sandbox | undefined;

export function testSandbox(): Sandbox {
  shared ??= createSandbox(loadSandboxParts());
  return shared;
}

export const PERMIT_ALL = 'permit(principal, action, resource);';

export interface TestRun extends RunResult {
  readonly trace: readonly TraceEvent[];
}

export interface TestInput {
  readonly policy?: string;
  readonly argumentsJson?: string;
  /** A host file as an object. */
  readonly host?: object;
}

/** Runs a script, permitted everything unless a policy is given. */
export function runTest(
  script: string,
  { host: file = {}, policy = PERMIT_ALL, ...input }: TestInput = {},
  options: RunOptions = {},
): TestRun {
  const { description: host, problems } = parseHostFile(JSON.stringify(file));
  if (host === undefined) throw new Error(problems.map(problemText).join('\n'));
  const trace: TraceEvent[] = [];
  const onEvent = (event: TraceEvent): unknown => trace.push(event);
  return { ...runScript(testSandbox(), { script, policy, host, ...input }, { ...options, onEvent }), trace };
}
