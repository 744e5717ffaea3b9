// What a run may use before it is stopped, and what is said when it was.

import type { LimitName } from '#core/trace/events.ts';
import type { RhaiLimits } from '../rhaiRuntime.ts';

/** Limits of one run. 0 means none. */
export interface RunLimits {
  /** Steps of the engine. */
  readonly maxOperations: number;
  /** Milliseconds of real time. */
  readonly timeoutMs: number;
  /** Megabytes that the engine's values and the virtual host's files may take together. */
  readonly maxMemoryMb: number;
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
  maxMemoryMb: 512,
  maxCallDepth: 64,
  maxOutputBytes: 16 * 1024 * 1024,
  maxEvents: 200_000,
};

/** A limit that ended a run. */
export interface LimitReached {
  readonly limit: LimitName;
  /** The limit's value, in the unit of its setting. */
  readonly value: number;
  /** For people: what, where it is set. */
  readonly message: string;
}

const SETTINGS = {
  operations: { setting: 'maxOperations', phrase: (value: string) => `Stopped after ${value} operations` },
  time: { setting: 'timeoutMs', phrase: (value: string) => `Stopped after ${value} ms` },
  memory: { setting: 'maxMemoryMb', phrase: (value: string) => `Stopped at ${value} MB of memory` },
  output: { setting: 'maxOutputBytes', phrase: (value: string) => `Stopped: the output is over ${value} bytes` },
  events: { setting: 'maxEvents', phrase: (value: string) => `Stopped after ${value} trace events` },
} as const;

/** Limits that have a setting and a text of their own; a call depth that is exceeded has the runner's text. */
export type StoppingLimit = keyof typeof SETTINGS;

/** The end of a run at a limit. */
export function limitReached(limit: StoppingLimit, value: number): LimitReached {
  const { setting, phrase } = SETTINGS[limit];
  return { limit, value, message: `${phrase(grouped(value))} (setting rehearsal.sandbox.${setting}).` };
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
  };
}

/** Digits in groups of three, the same on every machine. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
