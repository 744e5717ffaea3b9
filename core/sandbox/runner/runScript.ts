// One run, in the order in which the runner works: arguments, policy, depth, compile, run, payload.
// Source: rex-runner 0.1.0 `main.rs`, `execution.rs`, `io.rs`, `monitoring.rs`.

import type { Clock } from '#core/base/ports.ts';
import { utf8Length } from '#core/base/utf8.ts';
import type { RhaiValue } from '#core/base/value.ts';
import type { CedarEngine, PreparedPolicySet } from '#core/cedar/types.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { policyResolver } from '#core/trace/tracePolicies.ts';
import { TraceRecorder } from '#core/trace/traceRecorder.ts';
import type { FileAfter } from '../host/filesAfter.ts';
import type { HostDescription } from '../host/hostDescription.ts';
import { VirtualHost } from '../host/virtualHost.ts';
import type { RhaiError, RhaiOutcome, RunEngine, ScriptArguments } from '../rhaiRuntime.ts';
import type { SdkModule } from '../sdk/types.ts';
import { errorMessage } from './errorMessage.ts';
import {
  DEFAULT_LIMITS,
  engineLimits,
  isOutOfMemory,
  type LimitReached,
  limitReached,
  outOfMemory,
  type RunLimits,
} from './limits.ts';
import type { ErrorType, Payload } from './payload.ts';
import { PayloadBuilder } from './payloadBuilder.ts';
import { type RunMode, RunSdkContext } from './runSdkContext.ts';
import { RunState, type Stop } from './runState.ts';
import { checkArgumentDepth, parseScriptArguments } from './scriptArguments.ts';
import { ScriptHost } from './scriptHost.ts';
import { ScriptLog } from './scriptLog.ts';
import { SeededRandom } from './seededRandom.ts';

/** What runs share for as long as their process lives. */
export interface Sandbox {
  readonly cedar: CedarEngine;
  /** Text of the Rex schema, which requests are checked against. */
  readonly schema: string;
  readonly sdk: SdkModule;
  /** Real time, for the time limit and the times of the trace. */
  readonly clock: Clock;
  /** A fresh engine; it is used for one run. What it uses beside its values may take `maxMemoryBytes` too; 0 for no limit. */
  createRuntime(maxMemoryBytes: number): RunEngine;
}

/** What is run. */
export interface RunInput {
  readonly script: string;
  readonly policy: string;
  /** Text of the arguments file; absent without one. */
  readonly argumentsJson?: string;
  readonly host: HostDescription;
  /** Name of the effective user; the host's when absent. */
  readonly principal?: string;
}

/** How it is run. */
export interface RunOptions {
  readonly limits?: Partial<RunLimits>;
  /** In permissive mode, what the policy denies is let through and recorded; enforcing when absent, as in the runner. */
  readonly mode?: RunMode;
  /** Fixes random numbers and UUIDs; 0 when absent. */
  readonly seed?: number;
  /** Times in the trace count events, so that equal runs have equal traces. */
  readonly virtualTime?: boolean;
  /** How the trace names the policy file. */
  readonly policyFile?: string;
  readonly onEvent?: (event: TraceEvent) => void;
  /** Called now and then while the script computes. */
  readonly onProgress?: () => void;
  /** Asked as often; `true` ends the run as the runner ends one whose time after SIGTERM is over. */
  readonly isStopped?: () => boolean;
}

export interface RunResult {
  readonly payload: Payload;
  /** Whether the runner refuses before the script starts, or crashes; it then exits with 1 or 101. */
  readonly exitCode: 0 | 1 | 101;
  readonly filesAfter: ReadonlyMap<string, FileAfter>;
  /** Why the sandbox, not the script, ended the run. */
  readonly stopped?: LimitReached;
  /** The sandbox's own fault, for its maintainer. */
  readonly fault?: unknown;
  readonly operations: number;
  readonly events: number;
}

/** Where the arguments lie for the runner; its messages name the place. */
const ARGUMENTS_PATH = '/.case/args.json';

/** Files, directories and links that a virtual host may hold. */
const MAX_ENTRIES = 100_000;

/** Runs a script. Throws UnknownUserError when the user is not on the host; a script's failure is a result. */
export function runScript(sandbox: Sandbox, input: RunInput, options: RunOptions = {}): RunResult {
  return new Run(sandbox, input, options).result();
}

/** What is ready when the script can start. */
interface Prepared {
  readonly policySet: PreparedPolicySet;
  readonly scriptArguments: ScriptArguments;
}

class Run {
  readonly #sandbox: Sandbox;
  readonly #input: RunInput;
  readonly #options: RunOptions;
  readonly #limits: RunLimits;
  readonly #state: RunState;
  readonly #payload: PayloadBuilder;
  #operations = 0;
  #exitCode: RunResult['exitCode'] = 0;

  constructor(sandbox: Sandbox, input: RunInput, options: RunOptions) {
    this.#sandbox = sandbox;
    this.#input = input;
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { script, policy, argumentsJson, principal } = input;
    const host = new VirtualHost(input.host, {
      ...(principal === undefined ? {} : { user: principal }),
      storage: { maxBytes: this.#limits.maxMemoryBytes || Number.POSITIVE_INFINITY, maxEntries: MAX_ENTRIES },
      caseFiles: { script, policy, ...(argumentsJson === undefined ? {} : { args: argumentsJson }) },
    });
    const recorder = new TraceRecorder({
      clock: sandbox.clock,
      virtualTime: options.virtualTime ?? false,
      maxEvents: this.#limits.maxEvents,
      sink: options.onEvent ?? (() => undefined),
    });
    this.#state = new RunState(host, recorder, new ScriptLog(input.host.logLevel));
    this.#payload = new PayloadBuilder(this.#state);
  }

  result(): RunResult {
    const prepared = this.#prepare();
    const payload = 'status' in prepared ? prepared : this.#run(prepared);
    if ('status' in prepared) this.#exitCode = 1;
    const { stop, host, recorder } = this.#state;
    recorder.record({ kind: 'end', status: payload.status });
    return {
      payload,
      exitCode: stop?.kind === 'crash' ? 101 : this.#exitCode,
      filesAfter: host.filesAfter(),
      ...(stop?.kind === 'limit' ? { stopped: stop.reached } : {}),
      ...(stop?.kind === 'fault' ? { fault: stop.cause } : {}),
      operations: this.#operations,
      events: recorder.count,
    };
  }

  /** Everything before the script, or the payload of a refusal. */
  #prepare(): Prepared | Payload {
    const { argumentsJson, policy } = this.#input;
    const parsed = argumentsJson === undefined ? undefined : parseScriptArguments(argumentsJson);
    if (parsed?.ok === false) {
      const cause = `Failed to parse script arguments JSON: ${ARGUMENTS_PATH}: ${parsed.message}`;
      return this.#payload.refusal('COMMUNICATION_EXCEPTION', `Failed to load input files: ${cause}`);
    }
    const prepared = this.#sandbox.cedar.prepare(policy);
    if (!prepared.ok) {
      const cause = `Failed to parse Cedar policy - check syntax and structure: ${prepared.messages[0]?.message ?? ''}`;
      return this.#payload.refusal('INTERNAL_EXCEPTION', `Failed to create Rhai engine: ${cause}`);
    }
    const scriptArguments = parsed?.value ?? new Map<string, RhaiValue>();
    const tooDeep = checkArgumentDepth(scriptArguments);
    if (tooDeep !== undefined)
      return this.#payload.depthRefusal(`Script arguments depth validation failed: ${tooDeep}`);
    return { policySet: prepared.policySet, scriptArguments };
  }

  #run({ policySet, scriptArguments }: Prepared): Payload {
    const { script } = this.#input;
    const engine = this.#sandbox.createRuntime(this.#limits.maxMemoryBytes);
    const { runtime } = engine;
    const host = this.#scriptHost(policySet, engine);
    const startUs = this.#state.recorder.elapsedUs();
    let outcome: RhaiOutcome | undefined;
    try {
      outcome = runtime.run(script, scriptArguments, host, engineLimits(this.#limits));
      this.#operations = outcome.operations;
    } catch (error) {
      this.#operations = host.operations;
      this.#state.stopBecause(this.#engineStopped(error));
    }
    if (outcome?.ok === false && outcome.phase === 'compile') this.#payload.compileFailure(outcome.error.text);
    else this.#payload.executionTime(startUs);
    const refusal = this.#payload.addScriptMetrics() ?? this.#payload.addScriptAlarms();
    if (refusal !== undefined) {
      this.#exitCode = 1;
      return refusal;
    }
    return this.#finish(outcome, (value) => runtime.format(value, 'display'));
  }

  #scriptHost(policySet: PreparedPolicySet, engine: RunEngine): ScriptHost {
    const { cedar, schema, sdk, clock } = this.#sandbox;
    const { policyFile, seed, onProgress, isStopped, mode } = this.#options;
    const policies = policyResolver(this.#input.policy, policySet.policies, policyFile);
    const authorizer = { engine: cedar, schema, policySet, policies, mode: mode ?? 'enforcing' };
    const context = new RunSdkContext(this.#state, authorizer, engine, new SeededRandom(seed ?? 0));
    return new ScriptHost({
      state: this.#state,
      context,
      runtime: engine.runtime,
      sdk,
      limits: this.#limits,
      clock,
      script: this.#input.script,
      onProgress: onProgress ?? (() => undefined),
      isStopped: isStopped ?? (() => false),
    });
  }

  #engineStopped(error: unknown): Stop {
    if (isOutOfMemory(error)) return { kind: 'limit', reached: outOfMemory(this.#limits) };
    const message = `The engine stopped and cannot go on: ${error instanceof Error ? error.message : String(error)}.`;
    return { kind: 'limit', reached: { limit: 'engine', value: 0, message } };
  }

  #finish(outcome: RhaiOutcome | undefined, display: (value: RhaiValue) => string): Payload {
    const { maxOutputBytes } = this.#limits;
    if (outcome?.ok === true && maxOutputBytes > 0 && utf8Length(outcome.display) > maxOutputBytes) {
      this.#state.stopBecause({ kind: 'limit', reached: limitReached('output', maxOutputBytes) });
    }
    const { stop } = this.#state;
    if (stop !== undefined) return this.#payload.stopped(stopType(stop), stopMessage(stop));
    if (outcome === undefined) throw new Error('the engine gave no outcome and no reason');
    if (outcome.ok) return this.#payload.success(outcome.display);
    if (isStackOverflow(outcome.error)) {
      this.#state.recorder.record({ kind: 'limit', limit: 'callDepth', value: this.#limits.maxCallDepth });
    }
    return this.#payload.failure(errorMessage(outcome.error, display));
  }
}

function stopMessage(stop: Stop): string {
  return stop.kind === 'limit' ? stop.reached.message : stop.message;
}

/** What the script is to blame for is its error; the rest is the sandbox's. */
function stopType(stop: Stop): ErrorType {
  const isScripts = stop.kind === 'limit' && stop.reached.limit !== 'unsupported' && stop.reached.limit !== 'engine';
  return isScripts ? 'SCRIPT_EXCEPTION' : 'INTERNAL_EXCEPTION';
}

function isStackOverflow(error: RhaiError): boolean {
  return error.variant === 'ErrorStackOverflow' || (error.inner !== undefined && isStackOverflow(error.inner));
}
