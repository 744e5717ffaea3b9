// A test file from the last run of a script, with paths that hold beside the script.

import path from 'node:path';
import { URI, Utils } from 'vscode-uri';
import type { SentResult } from '#core/node/runMessages.ts';
import { filesBefore } from '#core/node/testRuns.ts';
import type { RunInput } from '#core/sandbox/runner/runScript.ts';
import type { RunMode } from '#core/sandbox/runner/runSdkContext.ts';
import { makeTest } from '#core/testing/makeTest.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import type { Governance } from './governance.ts';

/** A run that came to its end, and what it was made of. */
export interface LastRun {
  readonly governance: Extract<Governance, { readonly kind: 'bound' }>;
  readonly input: RunInput;
  readonly seed: number | undefined;
  readonly mode: RunMode | undefined;
  readonly result: SentResult;
  /** The decisions alone: a test looks at nothing else of the trace. */
  readonly decisions: readonly TraceEvent[];
}

/** Text of a file that belongs into the folder of the script. */
export function testOfRun(
  uri: string,
  { governance, input, seed, mode, result, decisions }: LastRun,
): { readonly text: string } | { readonly error: string } {
  if (mode === 'permissive')
    return { error: 'The last run let denied requests through, and tests never do. Run the script enforcing first.' };
  const before = filesBefore(input);
  if ('message' in before) return { error: before.message };
  const script = URI.parse(uri);
  const relative = (target: string): string => path.posix.relative(Utils.dirname(script).path, URI.parse(target).path);
  const { policy, host, args } = governance;
  const source = {
    name: `${path.posix.basename(script.path, '.rhai')} ends with ${result.payload.status}`,
    script: path.posix.basename(script.path),
    policy: relative(policy.uri),
    ...(host === undefined ? {} : { host: relative(host.uri) }),
    ...(args === undefined ? {} : { arguments: relative(args.uri) }),
    principal: input.principal ?? input.host.runsAs,
    ...(seed === undefined ? {} : { seed }),
  };
  const { payload, filesAfter } = result;
  return { text: makeTest(source, { payload, filesBefore: before, filesAfter, events: decisions }) };
}
