// Long computations in steps, between which a host can look after others, or end them.

/** A computation that stops at every step and gives its result at the end. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs a computation to its end at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
