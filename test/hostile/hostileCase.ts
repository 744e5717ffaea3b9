// What a hostile script is: what it tries, and how a run of it has to end.

import type { RunLimits } from '#core/sandbox/runner/limits.ts';
import type { LimitName } from '#core/trace/events.ts';

export interface HostileCase {
  /** What it tries, in a few words; unique. */
  readonly name: string;
  readonly script: string | (() => string);
  /** The ways in which it may end. Several where speed or the machine decides which bound is met first. */
  readonly ends: readonly Ending[];
  /** Permits everything when absent. */
  readonly policy?: string | (() => string);
  readonly argumentsJson?: string | (() => string);
  /** A host file as an object. */
  readonly host?: object | (() => object);
  readonly limits?: Partial<RunLimits>;
  /** Runs in every `npm test`; all others only when asked for. */
  readonly always?: true;
}

/**
 * A limit by its event; `success`; or `error`, the script's ordinary failure. What a script says when it lives on after a
 * limit is `survived`, in its output or its log: no case may end with that.
 */
export type Ending = LimitName | 'success' | 'error' | 'refused';

/** Limits of hostile runs: the default ones, but for the time, so that a whole suite does not wait for 30 seconds a case. */
export const HOSTILE_LIMITS: Partial<RunLimits> = { timeoutMs: 2_000 };

/** The script `text` with no bound on its operations: time has to end it. */
export const NO_OPERATION_LIMIT: Partial<RunLimits> = { maxOperations: 0 };
