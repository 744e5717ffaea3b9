// Diagnostic `unusable-policy`, `unusable-host`, `unusable-arguments`: what should govern the script cannot be used.

import type { Diagnostic } from '#core/base/diagnostic.ts';

/** A text that governs the script and cannot be used, with the reason for people. */
export interface InputProblem {
  readonly input: 'policy' | 'host' | 'arguments';
  readonly message: string;
}

/** Shown at the top of the script, because every verdict below is missing something. */
export function unusableInput({ input, message }: InputProblem): Diagnostic {
  return { code: `unusable-${input}`, severity: 'error', message, span: { start: 0, end: 1 } };
}
