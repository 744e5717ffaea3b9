// Builds a run's payload: alarms and metrics of the runner beside those of the script, in the runner's order.

import { isAccessDenied } from './errorMessage.ts';
import { MetricRegistry } from './metricRegistry.ts';
import { type ErrorType, type Payload, type PayloadAlarm, payloadError } from './payload.ts';
import type { RunState } from './runState.ts';
import { rfc3339 } from './timestamps.ts';

/** Names with this beginning, in any case, are the runner's own. */
const RESERVED_PREFIX = 'rex';

export class PayloadBuilder {
  readonly #state: RunState;
  readonly #alarms: PayloadAlarm[] = [];
  readonly #metrics = new MetricRegistry();

  constructor(state: RunState) {
    this.#state = state;
  }

  /** The runner gives up before or instead of the script's result: no logs. */
  refusal(type: ErrorType, message: string): Payload {
    this.#totalTime();
    return this.#payload({ output: '', status: 'ERROR', error: payloadError(type, message) });
  }

  depthRefusal(message: string): Payload {
    this.#alarm('RexRunnerScriptArgumentValidationFailure', message);
    this.#metrics.count('RexRunnerScriptArgumentValidationFailureCount', 'FailureCount', this.#now());
    return this.refusal('VALIDATION_EXCEPTION', message);
  }

  /** @param text the engine's text of the error, ` Syntax error: ` included */
  compileFailure(text: string): void {
    this.#alarm(
      'RexRunnerScriptCompilationFailure',
      `Failed to compile script: ${text.replace(/^Syntax error: /, '')}`,
    );
    this.#metrics.count('RexRunnerScriptCompilationFailureCount', 'FailureCount', this.#now());
  }

  /** @param startUs when the script started, by the trace's time */
  executionTime(startUs: number): void {
    const nanoseconds = this.#state.recorder.durationUs(startUs) * 1000;
    this.#metrics.duration('RexRunnerScriptExecutionTime', nanoseconds, this.#now());
  }

  /** Takes over the script's metrics, or gives the payload of the refusal. */
  addScriptMetrics(): Payload | undefined {
    const reserved = this.#state.metrics.find(({ name }) => isReserved(name));
    if (reserved !== undefined) {
      return this.#reserved('metric', `Invalid metric name '${reserved.name}': Script metrics cannot start with Rex`);
    }
    for (const { name, value, unit, dimensions } of this.#state.metrics) {
      this.#metrics.add(name, value, unit, Object.fromEntries(dimensions), this.#now());
    }
    return undefined;
  }

  /** Takes over the script's alarms, or gives the payload of the refusal. */
  addScriptAlarms(): Payload | undefined {
    const reserved = this.#state.alarms.find(({ type }) => isReserved(type));
    if (reserved !== undefined) {
      return this.#reserved('alarm', `Invalid alarm type '${reserved.type}': Script alarms cannot start with Rex`);
    }
    for (const { type, details } of this.#state.alarms) this.#alarm(type, details);
    return undefined;
  }

  success(output: string): Payload {
    this.#metrics.count('RexRunnerScriptExecutionSuccessCount', 'SuccessCount', this.#now());
    this.#totalTime();
    return this.#payload({ output, status: 'SUCCESS' }, this.#state.scriptLog.payload());
  }

  /** The script failed; the text decides how the runner files it. */
  failure(message: string): Payload {
    return isAccessDenied(message)
      ? this.#failure('ACCESS_DENIED_EXCEPTION', 'RexRunnerPrivilegeEscalation', message)
      : this.#failure('SCRIPT_EXCEPTION', 'RexRunnerScriptExecutionFailure', message);
  }

  /** The sandbox ended the run. */
  stopped(type: ErrorType, message: string): Payload {
    return this.#failure(type, 'RexRunnerScriptExecutionFailure', message);
  }

  #failure(type: ErrorType, alarm: string, message: string): Payload {
    this.#alarm(alarm, `Failed to execute script: ${message}`);
    this.#metrics.count(`${alarm}Count`, 'FailureCount', this.#now());
    this.#totalTime();
    const error = payloadError(type, message);
    return this.#payload({ output: '', status: 'ERROR', error }, this.#state.scriptLog.payload());
  }

  #reserved(what: 'metric' | 'alarm', message: string): Payload {
    this.#alarm('RexRunnerScriptExecutionFailure', message);
    return this.refusal('SCRIPT_EXCEPTION', `Script ${what} validation failed: ${message}`);
  }

  #payload(head: Pick<Payload, 'output' | 'status' | 'error'>, logs?: Payload['logs']): Payload {
    return {
      ...head,
      ...(this.#alarms.length === 0 ? {} : { alarms: this.#alarms }),
      metrics: this.#metrics.all(),
      ...(logs === undefined ? {} : { logs }),
    };
  }

  #totalTime(): void {
    this.#metrics.duration('RexRunnerTotalExecutionTime', this.#state.recorder.durationUs(0) * 1000, this.#now());
  }

  #alarm(type: string, details: string | undefined): void {
    this.#alarms.push({ alarm_type: type, ...(details === undefined ? {} : { alarm_details: details }) });
  }

  #now(): string {
    return rfc3339(this.#state.host.clock.nowNs());
  }
}

function isReserved(name: string): boolean {
  return name.toLowerCase().startsWith(RESERVED_PREFIX);
}
