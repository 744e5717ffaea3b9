// What the engine needs from its host, as small interfaces, so that it runs in an editor, a process, a worker or a test.

/** Asked now and then by long computations; they end with {@link Cancelled} once it says yes. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
}

/** A token that never cancels. */
export const NEVER_CANCELLED: CancellationToken = { isCancellationRequested: false };

/** Thrown by {@link checkCancelled}; hosts turn it into their protocol's form in exactly one place. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** Throws {@link Cancelled} when the token says so. */
export function checkCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new Cancelled();
}

/** Time as the host sees it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Microseconds from an arbitrary fixed point; never goes back. */
  monotonicUs(): number;
}
