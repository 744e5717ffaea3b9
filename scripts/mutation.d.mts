// Types of `npm run mutation`, for the test that runs some of it.

export interface Mutant {
  readonly name: string;
  /** From the root of the project. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** A generated case that notices. */
  readonly seed?: number;
}

export function mutants(): readonly Mutant[];
export function noticingSeed(mutant: Mutant, seeds: Iterable<number>): Promise<number | undefined>;
