// The runner's answer to SIGTERM: ten seconds in which the script may come to its end, then an end that it cannot catch.
// Source: rust-sdk-common-utils 0.1.0 `sigterm_handler.rs`, rex-runner-registrar 0.1.0 `monitoring.rs`.

const GRACE_NS = 10_000_000_000n;

/** The token with which the engine ends; the runner's message is made of it. */
export const TERMINATION_TOKEN = 'SIGTERM timeout exceeded';

export class Termination {
  #startNs: bigint | undefined;

  get isRequested(): boolean {
    return this.#startNs !== undefined;
  }

  /** The signal has come. The runner's clock starts with the engine's next step, which is as good as now. */
  request(nowNs: bigint): void {
    this.#startNs ??= nowNs;
  }

  /** Whether the time is up. `nowNs` is the run's own clock; it is not asked where no signal came. */
  isOver(nowNs: () => bigint): boolean {
    return this.#startNs !== undefined && nowNs() - this.#startNs >= GRACE_NS;
  }
}
