// Which values the kernel refuses for a parameter, as far as its present value tells: numbers stay numbers.
// Source: the kernel's documentation of `proc_dointvec` and its siblings.

/** Whether a parameter that reads `present` refuses `value`. */
export function refuseParameterValue(present: string, value: string): boolean {
  if (!isNumbers(present)) return false;
  return value.trim() !== '' && !isNumbers(value);
}

/** Whole numbers with white space between them. */
function isNumbers(text: string): boolean {
  return /^\s*-?\d+(?:\s+-?\d+)*\s*$/.test(text);
}
