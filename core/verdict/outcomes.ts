// The set of results that a condition can have, as bits.

/** Set of results of a condition: true, false, error. */
export type Outcomes = number;

export const TRUE = 1;
export const FALSE = 2;
export const ERROR = 4;
export const ANY = TRUE | FALSE | ERROR;
