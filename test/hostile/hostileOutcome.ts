// What the driver says of one hostile run.

import type { Ending } from './hostileCase.ts';

export interface HostileOutcome {
  readonly name: string;
  readonly ending: Ending | 'fault';
  readonly message: string;
  readonly output: string;
  readonly limitEvents: readonly string[];
  readonly lastEvent: string;
  /** Whether the script went on after a limit. */
  readonly survived: boolean;
  readonly milliseconds: number;
  /** What the process took at most, above its start. */
  readonly peakMiB: number;
  /** What the process still has afterwards, above its start. */
  readonly leftMiB: number;
  readonly threadsLeft: number;
  readonly nextWorks: boolean;
}
