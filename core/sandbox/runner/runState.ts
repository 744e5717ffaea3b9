// What a run gathers while it goes on: its trace, log, alarms, metrics and the reason for a stop.

import type { LogLevel, TraceCall } from '#core/trace/events.ts';
import type { TraceRecorder } from '#core/trace/traceRecorder.ts';
import type { VirtualHost } from '../host/virtualHost.ts';
import type { PublishedAlarm, PublishedMetric } from '../sdk/types.ts';
import type { LimitReached } from './limits.ts';
import type { ScriptLog } from './scriptLog.ts';
import { Termination } from './termination.ts';
import { logTimestamp } from './timestamps.ts';

/** Why a run ended other than by its script. */
export type Stop =
  | { readonly kind: 'limit'; readonly reached: LimitReached }
  | { readonly kind: 'crash'; readonly message: string }
  /** A fault of the sandbox itself; `cause` is for its maintainer. */
  | { readonly kind: 'fault'; readonly message: string; readonly cause: unknown };

export class RunState {
  readonly alarms: PublishedAlarm[] = [];
  readonly metrics: PublishedMetric[] = [];
  stop: Stop | undefined;
  readonly termination = new Termination();

  constructor(
    readonly host: VirtualHost,
    readonly recorder: TraceRecorder,
    readonly scriptLog: ScriptLog,
  ) {}

  /** Keeps a log line and tells the trace, where its level is on. */
  log(level: LogLevel, message: string, line: number, call?: TraceCall): void {
    const timestamp = logTimestamp(this.host.clock.nowNs());
    const entry = { timestamp, level, message, line, ...(call === undefined ? {} : { function: call.function }) };
    const kept = this.scriptLog.add(entry);
    if (kept !== undefined) this.recorder.record({ kind: 'log', level, message: kept.message, line });
  }

  /** The runner got SIGTERM, from the script or from whoever started the run. */
  requestTermination(message: string): void {
    if (this.termination.isRequested) return;
    this.termination.request(this.host.clock.nowNs());
    this.recorder.record({ kind: 'warning', code: 'termination', message });
  }

  /** Notes why the run ends; the first reason counts. Gives back the text that the engine is stopped with. */
  stopBecause(stop: Stop): string {
    if (this.stop === undefined) {
      this.stop = stop;
      if (stop.kind === 'limit') {
        const { limit, value } = stop.reached;
        this.recorder.record({ kind: 'limit', limit, value });
      }
    }
    return stop.kind === 'limit' ? stop.reached.message : stop.message;
  }
}
