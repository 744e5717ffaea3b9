// Texts that are too large to be analyzed while somebody types: what they still get, and the finding that says so.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { type CancellationToken, checkCancelled } from '#core/base/ports.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import type { StoredText } from './textStore.ts';

/** Longer texts, in UTF-16 units, are not analyzed. Scripts that people write have a hundredth of it. */
export const MAX_ANALYZED = 1024 * 1024;

/** Where reading alone would be noticed, it waits until nobody has typed for so long. */
const QUIET_MS = 400;

/** Whether only the syntax of a text is looked at. */
export function isTooLarge(text: string): boolean {
  return text.length > MAX_ANALYZED;
}

/** Says what is off, and why. */
export function tooLarge(text: string, language: string): Diagnostic {
  const size = (text.length / MAX_ANALYZED).toFixed(1);
  const rest = language === 'rhai' ? 'Only its syntax is checked' : 'It is not checked';
  return {
    code: 'file-too-large',
    severity: 'information',
    message: `This file has ${size} million characters; Rehearsal analyzes files of up to 1 million. ${rest}, and completion, hovers, verdicts and the other features are off here. Move data into files that the script reads.`,
    span: { start: 0, end: Math.max(1, text.search(/[\r\n]|$/)) },
  };
}

/** The first syntax error of a large script, looked for once typing has paused. Throws {@link Cancelled}. */
export async function syntaxOfLarge(
  read: StoredText,
  newest: () => StoredText,
  token: CancellationToken,
): Promise<{ readonly read: StoredText; readonly errors: readonly Diagnostic[] }> {
  for (let current = read; ; ) {
    await new Promise<void>((resolve) => setTimeout(resolve, QUIET_MS));
    checkCancelled(token);
    const now = newest();
    if (now.stamp === current.stamp) return { read: current, errors: syntaxErrors(current.text) };
    current = now;
  }
}

function syntaxErrors(text: string): readonly Diagnostic[] {
  const [first] = parse(text).errors;
  return first === undefined ? [] : [{ code: 'compile', severity: 'error', message: first.message, span: first.span }];
}
