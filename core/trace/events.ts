// What a sandboxed run reports, event by event: the form of `--trace`, of the trace panel and of golden traces.

import type { CedarValue, EntityUid } from '#core/cedar/types.ts';

/** A place in the script: line from 1, column from 1 in UTF-16 units. Absent parts are unknown. */
export interface TracePosition {
  readonly line: number;
  readonly column: number;
  /** Path of an imported module; absent for the script itself. */
  readonly module?: string;
}

/** The SDK call an event belongs to. */
export interface TraceCall {
  readonly function: string;
  readonly position?: TracePosition;
  /** Names of the script functions that were active, innermost first. */
  readonly stack: readonly string[];
  /** Number of the call within the run, so that its events can be grouped. */
  readonly number: number;
}

/** Where a policy stands in its file. */
export interface TracePolicy {
  readonly id: string;
  readonly annotation?: string;
  readonly file?: string;
  readonly line?: number;
}

interface EventBase {
  /** From 0, without gaps. */
  readonly seq: number;
  /** Microseconds since the run began. */
  readonly atUs: number;
}

export interface DecisionEvent extends EventBase {
  readonly kind: 'decision';
  readonly call: TraceCall;
  readonly layer: 'runtime' | 'data';
  readonly principal: EntityUid;
  readonly action: EntityUid;
  readonly resource: EntityUid;
  readonly context: Readonly<Record<string, CedarValue>>;
  readonly decision: 'allow' | 'deny';
  /** Set where permissive mode let a denied request through. */
  readonly letThrough?: true;
  readonly determining: readonly TracePolicy[];
  readonly policyErrors: readonly { readonly policy: string; readonly message: string }[];
  readonly durationUs: number;
}

export interface CallEvent extends EventBase {
  readonly kind: 'call';
  readonly call: TraceCall;
  /** Rhai's display of each argument, shortened. */
  readonly arguments: readonly string[];
}

export interface ReturnEvent extends EventBase {
  readonly kind: 'return';
  readonly call: TraceCall;
  readonly result: string;
}

export interface ThrowEvent extends EventBase {
  readonly kind: 'throw';
  readonly call: TraceCall;
  readonly errorKind: string;
  readonly message: string;
}

export interface LogEvent extends EventBase {
  readonly kind: 'log';
  readonly level: LogLevel;
  readonly message: string;
  readonly line: number;
}

export type LogLevel = 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE';

/** What a call changed on the virtual host. Digests are `sha256:` and hex; absent where there was or is nothing. */
export interface EffectEvent extends EventBase {
  readonly kind: 'effect';
  readonly call: TraceCall;
  readonly change:
    | 'create'
    | 'write'
    | 'delete'
    | 'move'
    | 'mode'
    | 'owner'
    | 'attribute'
    | 'process'
    | 'service'
    | 'network';
  readonly target: string;
  readonly before?: string;
  readonly after?: string;
}

/** What is worth a look although it is neither a decision nor an error. */
export interface WarningEvent extends EventBase {
  readonly kind: 'warning';
  readonly code: WarningCode;
  readonly message: string;
  /** What it is about, e.g. the path of a module. */
  readonly target?: string;
}

/** `unchecked-import`: a module was read without any Cedar check. `termination`: the run was asked to end. */
export type WarningCode = 'unchecked-import' | 'termination';

export interface LimitEvent extends EventBase {
  readonly kind: 'limit';
  readonly limit: LimitName;
  readonly value: number;
}

export type LimitName = 'operations' | 'time' | 'memory' | 'callDepth' | 'output' | 'events' | 'unsupported' | 'engine';

export interface EndEvent extends EventBase {
  readonly kind: 'end';
  readonly status: 'SUCCESS' | 'ERROR';
}

/** Everything a run reports. Order is the order in which it happened. */
export type TraceEvent =
  | DecisionEvent
  | CallEvent
  | ReturnEvent
  | ThrowEvent
  | LogEvent
  | EffectEvent
  | WarningEvent
  | LimitEvent
  | EndEvent;

/** An event before the recorder numbers and times it. */
export type TraceEventBody = TraceEvent extends infer E
  ? E extends TraceEvent
    ? Omit<E, 'seq' | 'atUs'>
    : never
  : never;
