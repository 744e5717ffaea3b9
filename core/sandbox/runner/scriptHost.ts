// Answers the calls that come out of a running script: SDK functions, logging, progress, modules and time.

import type { Clock } from '#core/base/ports.ts';
import { decodeUtf8 } from '#core/base/utf8.ts';
import { type RhaiValue, rhaiMap, rhaiString } from '#core/base/value.ts';
import type { LogLevel, TraceCall } from '#core/trace/events.ts';
import { shortened } from '#core/trace/traceRecorder.ts';
import { EndOfTimeError } from '../host/virtualClock.ts';
import type { HostCall, HostReply, RhaiHost, RhaiPosition, RhaiRuntime } from '../rhaiRuntime.ts';
import { EngineError, RunEnd, SdkError, type SdkFunction, type SdkModule, type SdkReturn } from '../sdk/types.ts';
import { FileSystemError, StorageLimitError } from '../vfs/errno.ts';
import { CallPositions } from './callPosition.ts';
import { ERROR_KIND_TYPES } from './errorMessage.ts';
import { isOutOfMemory, limitReached, outOfMemory, type RunLimits } from './limits.ts';
import { type RunSdkContext, Terminated } from './runSdkContext.ts';
import type { RunState, Stop } from './runState.ts';
import { TERMINATION_TOKEN } from './termination.ts';

export interface ScriptHostParts {
  readonly state: RunState;
  readonly context: RunSdkContext;
  readonly runtime: RhaiRuntime;
  readonly sdk: SdkModule;
  readonly limits: RunLimits;
  readonly clock: Clock;
  readonly script: string;
  /** Called now and then, so that a host can show what has happened so far. */
  readonly onProgress: () => void;
  /** Whether somebody wants the run to end. */
  readonly isStopped: () => boolean;
}

export class ScriptHost implements RhaiHost {
  readonly #parts: ScriptHostParts;
  readonly #positions: CallPositions;
  readonly #deadlineMs: number;
  #calls = 0;
  /** How many operations the engine has reported. */
  operations = 0;

  constructor(parts: ScriptHostParts) {
    this.#parts = parts;
    this.#positions = new CallPositions(parts.script);
    const { timeoutMs } = parts.limits;
    this.#deadlineMs = timeoutMs > 0 ? parts.clock.now() + timeoutMs : Number.POSITIVE_INFINITY;
  }

  call(call: HostCall): HostReply {
    const { state, sdk } = this.#parts;
    if (state.stop !== undefined) return this.#stop(state.stop);
    if (this.#graceIsOver()) return { kind: 'terminate', token: TERMINATION_TOKEN };
    if (state.recorder.full) return this.#stop(this.#eventLimit());
    const name = functionName(call.function);
    const traced = this.#traceCall(call, name);
    const shown = isShown(call.function);
    if (shown)
      state.recorder.record({
        kind: 'call',
        call: traced,
        arguments: call.arguments.map((value) => this.#text(value)),
      });
    const implementation = Object.hasOwn(sdk, call.function) ? sdk[call.function] : undefined;
    if (implementation === undefined) return this.#unsupported(`The sandbox cannot run ${call.function} yet.`);
    return this.#answer(implementation, call, traced, shown);
  }

  log(level: 'error' | 'warn' | 'info' | 'debug' | 'trace', message: string, position: RhaiPosition): void {
    const { state } = this.#parts;
    if (state.stop !== undefined) return;
    try {
      // Only `debug` takes any value, and the runner strips the quotes that a string then has.
      const text = level === 'debug' ? message.replace(/^"+|"+$/g, '') : message;
      state.log(LEVELS[level], text, position.line);
    } catch (error) {
      if (!(error instanceof RunEnd)) throw error;
      state.stopBecause({ kind: 'crash', message: error.message });
    }
  }

  progress(operations: number): string | undefined {
    this.operations = operations;
    this.#parts.onProgress();
    const { state, limits, clock, runtime } = this.#parts;
    if (state.stop !== undefined) return state.stopBecause(state.stop);
    if (this.#parts.isStopped()) {
      state.requestTermination('Somebody stopped the run.');
      return TERMINATION_TOKEN;
    }
    if (this.#graceIsOver()) return TERMINATION_TOKEN;
    if (limits.maxOperations > 0 && operations >= limits.maxOperations)
      return this.#limit('operations', limits.maxOperations);
    if (clock.now() > this.#deadlineMs) return this.#limit('time', limits.timeoutMs);
    const memory = runtime.memoryBytes?.() ?? 0;
    if (limits.maxMemoryBytes > 0 && memory > limits.maxMemoryBytes)
      return this.#limit('memory', limits.maxMemoryBytes);
    if (state.recorder.full) return state.stopBecause(this.#eventLimit());
    return undefined;
  }

  resolveModule(path: string): string | undefined {
    const { fs, credentials } = this.#parts.state.host;
    try {
      const text = decodeUtf8(fs.openFile(credentials, path, { read: true }).read());
      if (text === undefined) return undefined;
      // The engine names a module by the path in the `import`, without the extension that it adds.
      this.#positions.addModule(moduleName(path), text);
      this.#parts.state.recorder.record({
        kind: 'warning',
        code: 'unchecked-import',
        message: `${path} was imported. No policy is asked about reading modules, only about the calls in them.`,
        target: path,
      });
      return text;
    } catch (error) {
      if (error instanceof FileSystemError) return undefined;
      throw error;
    }
  }

  sleep(seconds: number): void {
    const { state } = this.#parts;
    try {
      state.host.clock.advance(Math.max(0, seconds) * 1000);
    } catch (error) {
      if (!(error instanceof EndOfTimeError)) throw error;
      // The engine ends at its next look; until then no call does anything.
      state.stopBecause(endOfTime(error));
    }
  }

  monotonicUs(): number {
    return this.#parts.state.host.clock.monotonicUs();
  }

  #answer(implementation: SdkFunction, call: HostCall, traced: TraceCall, shown: boolean): HostReply {
    const { context, state } = this.#parts;
    context.current = traced;
    try {
      const reply = valueReply(implementation(context, call.arguments));
      if (state.stop !== undefined) return this.#stop(state.stop);
      if (shown) state.recorder.record({ kind: 'return', call: traced, result: this.#text(reply.value) });
      return reply;
    } catch (error) {
      return this.#failure(error, call, traced);
    }
  }

  #failure(error: unknown, call: HostCall, traced: TraceCall): HostReply {
    const { state, limits } = this.#parts;
    if (error instanceof SdkError) {
      state.recorder.record({ kind: 'throw', call: traced, errorKind: error.kind, message: error.message });
      const value = thrownValue(error);
      return error.ends === undefined ? { kind: 'throw', value } : { kind: 'throw', value, endsWith: error.message };
    }
    if (error instanceof EngineError) {
      state.recorder.record({ kind: 'throw', call: traced, errorKind: error.reply.kind, message: error.message });
      return error.reply;
    }
    if (error instanceof Terminated) return { kind: 'terminate', token: error.token };
    if (error instanceof StorageLimitError) {
      return this.#stop({
        kind: 'limit',
        reached: { limit: 'memory', value: error.value, message: `Stopped: ${error.message}.` },
      });
    }
    if (error instanceof RunEnd) return this.#runEnd(error);
    if (error instanceof EndOfTimeError) return this.#stop(endOfTime(error));
    if (isOutOfMemory(error)) return this.#stop({ kind: 'limit', reached: outOfMemory(limits) });
    if (limits.timeoutMs > 0 && this.#parts.clock.now() > this.#deadlineMs) {
      return this.#stop({ kind: 'limit', reached: limitReached('time', limits.timeoutMs) });
    }
    const message = `The sandbox failed in ${call.function}: ${error instanceof Error ? error.message : String(error)}`;
    return this.#stop({ kind: 'fault', message, cause: error });
  }

  #runEnd({ reason, message }: RunEnd): HostReply {
    switch (reason) {
      case 'crash':
        return this.#stop({ kind: 'crash', message });
      case 'memory':
        return this.#stop({ kind: 'limit', reached: { ...outOfMemory(this.#parts.limits), message } });
      case 'unsupported':
        return this.#unsupported(message);
    }
  }

  #unsupported(message: string): HostReply {
    return this.#stop({ kind: 'limit', reached: { limit: 'unsupported', value: 0, message } });
  }

  /** Whether SIGTERM came and its ten seconds are over. */
  #graceIsOver(): boolean {
    const { termination, host } = this.#parts.state;
    return termination.isOver(() => host.clock.nowNs());
  }

  #limit(limit: 'operations' | 'time' | 'memory', value: number): string {
    return this.#parts.state.stopBecause({ kind: 'limit', reached: limitReached(limit, value) });
  }

  #eventLimit(): Stop {
    return { kind: 'limit', reached: limitReached('events', this.#parts.limits.maxEvents) };
  }

  #stop(stop: Stop): HostReply {
    return { kind: 'terminate', token: this.#parts.state.stopBecause(stop) };
  }

  #traceCall(call: HostCall, name: string): TraceCall {
    const position = this.#positions.resolve(call.position, call.source);
    return {
      function: name,
      ...(position === undefined ? {} : { position }),
      stack: call.stack,
      number: this.#calls++,
    };
  }

  #text(value: RhaiValue): string {
    switch (value.kind) {
      case 'unit':
        return '()';
      case 'string':
        return shortened(JSON.stringify(value.value));
      case 'bool':
      case 'int':
        return String(value.value);
      case 'object':
        return value.type;
      default:
        return shortened(this.#parts.runtime.format(value, 'debug'));
    }
  }
}

function endOfTime({ message }: EndOfTimeError): Stop {
  return { kind: 'limit', reached: { limit: 'time', value: 0, message } };
}

const LEVELS: Readonly<Record<'error' | 'warn' | 'info' | 'debug' | 'trace', LogLevel>> = {
  error: 'ERROR',
  warn: 'WARN',
  info: 'INFO',
  debug: 'DEBUG',
  trace: 'TRACE',
};

/** The name in a catalog id such as `cat(string)` or `get$len(WordCount)`. */
function functionName(id: string): string {
  const name = id.slice(0, id.indexOf('(', 1));
  return name.startsWith('get$') ? name.slice('get$'.length) : name;
}

/** Getters and operators only look at values: they would drown the calls that do something. */
function isShown(id: string): boolean {
  return /^[A-Za-z_]/.test(id) && !id.startsWith('get$') && !id.startsWith('to_string(');
}

/** What the engine calls a module, from the file it asks for. */
function moduleName(path: string): string {
  return path.replace(/\.rhai$/, '');
}

function valueReply(result: SdkReturn): Extract<HostReply, { readonly kind: 'value' }> {
  return 'kind' in result ? { kind: 'value', value: result } : { kind: 'value', ...result };
}

function thrownValue(error: SdkError): RhaiValue {
  const message = rhaiString(error.message);
  if (error.form === 'plain') return message;
  const type = ERROR_KIND_TYPES.get(error.source);
  const kind: RhaiValue =
    type === undefined ? rhaiString(error.kind) : { kind: 'object', type, state: { constant: error.kind } };
  return rhaiMap([
    ['kind', kind],
    ['message', message],
    ['source', rhaiString(error.source)],
  ]);
}
