// `rehearsal run`: one sandboxed run of a script under a policy, with the runner's payload.

import path from 'node:path';
import type { RunEnding, RunHandlers } from '#core/node/activeRun.ts';
import type { RunRequest, SentResult } from '#core/node/runMessages.ts';
import { RunWorkers } from '#core/node/runWorkers.ts';
import { DEFAULT_LIMITS, type LimitReached } from '#core/sandbox/runner/limits.ts';
import { abandonedPayload } from '#core/sandbox/runner/payload.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { writeTrace } from '#core/trace/jsonLines.ts';
import { type Arguments, type Command, EXIT, type Io, UsageError } from './command.ts';
import { chooseHost, readText, writeText } from './files.ts';
import { OUTPUT_FORMATS, printPayload } from './payloadText.ts';

/** Options of a capability that is not there yet. */
const LATER = {
  data: { value: 'D.data.json', description: 'not available yet' },
  'data-policy': { value: 'DP.cedar', description: 'not available yet' },
  'data-mode': { value: 'MODE', description: 'not available yet' },
  identity: { value: 'TOKEN', description: 'not available yet' },
  audit: { value: 'LOG', description: 'not available yet' },
};

export const runCommand: Command = {
  name: 'run',
  summary: 'Runs a script in the sandbox under a policy and prints the payload of the runner',
  usage: 'SCRIPT --policy P [options]',
  options: {
    policy: { value: 'P', short: 'p', description: 'the Cedar policy file' },
    args: { value: 'A.json', short: 'a', description: "script arguments, in the runner's tagged JSON" },
    host: { value: 'H.json', description: 'the virtual host; the minimal one when absent' },
    principal: { value: 'NAME', description: 'the effective user' },
    'output-format': { value: 'F', short: 'o', description: 'json (default), pretty-json or human' },
    verbose: { short: 'v', description: 'logs and metrics in the human format' },
    trace: { value: 'T.jsonl', description: 'writes every event of the run, one JSON object a line' },
    permissive: { description: 'lets through what the policy denies, and says what that was' },
    seed: { value: 'N', description: 'fixes random numbers and ids; 0 when absent' },
    'max-operations': {
      value: 'N',
      description: `steps before the run is stopped, 0 for none; ${DEFAULT_LIMITS.maxOperations} when absent`,
    },
    timeout: {
      value: 'MS',
      description: `milliseconds before the run is stopped, 0 for none; ${DEFAULT_LIMITS.timeoutMs} when absent`,
    },
    ...LATER,
  },
  notes: 'Exits with 0 when the status is SUCCESS, 1 when it is not, 2 for wrong usage and files that cannot be read.',
  run: runOnce,
};

async function runOnce(args: Arguments, io: Io): Promise<number> {
  for (const name of Object.keys(LATER)) if (args.has(name)) throw new UsageError(`--${name} is not available yet`);
  const scriptFile = args.single('SCRIPT');
  const policyFile = args.required('policy');
  const format = args.choice('output-format', OUTPUT_FORMATS, 'json');
  const argumentsFile = args.text('args');
  const traceFile = args.text('trace');
  const { host, principal } = chooseHost(args.text('host'), args.text('principal'), io);
  const input = {
    script: readText(scriptFile),
    policy: readText(policyFile),
    ...(argumentsFile === undefined ? {} : { argumentsJson: readText(argumentsFile) }),
    host,
    principal,
  };
  const isPermissive = args.has('permissive');
  const events: TraceEvent[] = [];
  const handlers: RunHandlers =
    traceFile !== undefined || isPermissive ? { onEvents: (batch) => events.push(...batch) } : {};
  const ending = await runInThread({ input, options: runOptions(args, policyFile) }, handlers);
  if (ending.kind === 'refused') throw new UsageError(ending.message);
  if (traceFile !== undefined) writeText(traceFile, writeTrace(events));
  const result = ending.kind === 'ended' ? abandoned(ending.reached) : (ending.result ?? abandoned(undefined));
  // What the runner refuses before the script starts, it prints as JSON whatever the format.
  const printed = printPayload(result.payload, result.exitCode === 1 ? 'json' : format, args.has('verbose'));
  io.out(printed.out);
  io.err(printed.err);
  if (isPermissive) io.err(letThroughText(events));
  if (result.fault !== undefined) io.err(`${result.fault}\n`);
  return result.payload.status === 'SUCCESS' ? EXIT.clean : EXIT.found;
}

/** A thread of its own, because only from outside can a run be ended in the middle of one long step. */
async function runInThread(request: RunRequest, handlers: RunHandlers): Promise<RunEnding> {
  const workers = new RunWorkers({ reserve: 0 });
  const run = workers.start(request, handlers);
  const onInterrupt = (): void => run.stop();
  process.once('SIGINT', onInterrupt);
  const ending = await run.ending;
  process.off('SIGINT', onInterrupt);
  workers.dispose();
  return ending;
}

/** What the policy would have denied, each request once with its first place. */
function letThroughText(events: readonly TraceEvent[]): string {
  const places = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'decision' || event.letThrough !== true) continue;
    const request = `${event.action.id} ${event.resource.type} ${event.resource.id}`;
    if (!places.has(request)) places.set(request, `line ${event.call.position?.line ?? '?'}: ${event.call.function}`);
  }
  if (places.size === 0) return 'permissive: the policy denied nothing\n';
  const rows = [...places].map(([request, place]) => `  ${place}: ${request}\n`);
  return `permissive: let through, and denied otherwise\n${rows.join('')}`;
}

/** A run that was ended from outside, at a limit or because somebody stopped it, and gave no result. */
function abandoned(reached: LimitReached | undefined): Pick<SentResult, 'payload' | 'exitCode' | 'fault'> {
  const message = reached?.message ?? 'The run was stopped.';
  const type = reached?.limit === 'time' ? 'SCRIPT_EXCEPTION' : 'INTERNAL_EXCEPTION';
  return { payload: abandonedPayload(type, message), exitCode: 0 };
}

function runOptions(args: Arguments, policyFile: string): RunRequest['options'] {
  const maxOperations = args.count('max-operations');
  const timeoutMs = args.count('timeout');
  const seed = args.count('seed');
  return {
    policyFile: path.normalize(policyFile).replaceAll('\\', '/'),
    ...(seed === undefined ? {} : { seed }),
    ...(args.has('permissive') ? { mode: 'permissive' } : {}),
    limits: {
      ...(maxOperations === undefined ? {} : { maxOperations }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  };
}
