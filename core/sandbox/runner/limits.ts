// What a run may use before it is stopped, and what is said when it was.

import type { LimitName } from '#core/trace/events.ts';
import { type RhaiLimits, RhaiTrap } from '../rhaiRuntime.ts';

/** Limits of one run. 0 means none. */
export interface RunLimits {
  /** Steps of the engine. */
  readonly maxOperations: number;
  /** Milliseconds of real time. */
  readonly timeoutMs: number;
  /** Bytes that the engine's values may take, and again the virtual host's files. */
  readonly maxMemoryBytes: number;
  /** Script functions that may be active at once; the runner's own limit is 64. */
  readonly maxCallDepth: number;
  /** Bytes of the script's result. */
  readonly maxOutputBytes: number;
  /** Events of the trace. */
  readonly maxEvents: number;
}

/** Generous but finite: a script that behaves never meets one. */
export const DEFAULT_LIMITS: RunLimits = {
  maxOperations: 10_000_000,
  timeoutMs: 30_000,
  maxMemoryBytes: 256 * 1024 * 1024,
  maxCallDepth: 64,
  maxOutputBytes: 1024 * 1024,
  maxEvents: 200_000,
};

/** A limit that ended a run. */
export interface LimitReached {
  readonly limit: LimitName;
  /** Milliseconds, bytes or a count. */
  readonly value: number;
  /** For people: what was reached and where it is set. */
  readonly message: string;
}

/** How each limit is worded, by its value in the unit of its setting. */
const WORDINGS = {
  operations: { setting: 'maxOperations', unit: 1, phrase: (value: string) => `Stopped after ${value} operations` },
  time: { setting: 'timeout', unit: 1, phrase: (value: string) => `Stopped after ${value} ms` },
  memory: { setting: 'maxMemory', unit: 1024 * 1024, phrase: (value: string) => `Stopped at ${value} MiB of memory` },
  output: { setting: 'maxOutput', unit: 1024, phrase: (value: string) => `Stopped: the output is over ${value} KiB` },
  events: { setting: undefined, unit: 1, phrase: (value: string) => `Stopped after ${value} trace events` },
} as const;

/** Limits that have a text of their own; a call depth that is exceeded has the runner's. */
export type StoppingLimit = keyof typeof WORDINGS;

/** Whether a limit has a text of its own. */
export function isWorded(limit: LimitName): limit is StoppingLimit {
  return limit in WORDINGS;
}

/** The end of a run at a limit, whose value is in milliseconds, bytes or a count. */
export function limitReached(limit: StoppingLimit, value: number): LimitReached {
  const { setting, unit, phrase } = WORDINGS[limit];
  const source = setting === undefined ? '' : ` (setting rehearsal.sandbox.${setting})`;
  return { limit, value, message: `${phrase(grouped(Math.round(value / unit)))}${source}.` };
}

/** The end of a run whose values, or whose SDK functions, need more memory than there is. */
export function outOfMemory({ maxMemoryBytes }: RunLimits): LimitReached {
  if (maxMemoryBytes > 0) return limitReached('memory', maxMemoryBytes);
  return { limit: 'memory', value: 0, message: 'Stopped: there is no more memory.' };
}

/** Whether an exception means that a text, an array or an engine cannot grow any further. */
export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof RhaiTrap) return error.reason === 'memory';
  return error instanceof RangeError && /^Invalid .*length|allocation failed|maximum size exceeded/.test(error.message);
}

/** How often the engine asks whether to go on; seldom enough to cost nothing, often enough to stop within milliseconds. */
const PROGRESS_INTERVAL = 1_000;

/** The engine's own limits. The sandbox counts operations itself, so that its message is the one that is seen. */
export function engineLimits(limits: RunLimits): RhaiLimits {
  const interval = limits.maxOperations > 0 ? Math.min(PROGRESS_INTERVAL, limits.maxOperations) : PROGRESS_INTERVAL;
  return {
    maxOperations: 0,
    maxCallDepth: limits.maxCallDepth,
    maxStringLength: 0,
    maxArrayLength: 0,
    maxMapSize: 0,
    progressInterval: interval,
    maxMemoryBytes: limits.maxMemoryBytes,
  };
}

/** Digits in groups of three, the same on every machine. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
