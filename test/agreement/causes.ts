// Sorts differences between the sandbox and the real runner by what they have in common.

import type { Difference } from '#core/node/conformance/compareCase.ts';

/** Differences that look alike. */
export interface Cause {
  /** Their first lines without paths, numbers and other particulars. */
  readonly pattern: string;
  /** Cases that show it, in the order in which they were found. */
  readonly cases: readonly string[];
}

/** The most frequent causes first. Each case counts once, by the first of its differences. */
export function causesOf(found: ReadonlyMap<string, readonly Difference[]>): readonly Cause[] {
  const causes = new Map<string, string[]>();
  for (const [name, differences] of found) {
    const [first] = differences;
    if (first === undefined) continue;
    const pattern = patternOf(first);
    causes.set(pattern, [...(causes.get(pattern) ?? []), name]);
  }
  return [...causes]
    .map(([pattern, cases]) => ({ pattern, cases }))
    .sort((a, b) => b.cases.length - a.cases.length || (a.pattern < b.pattern ? -1 : 1));
}

/** The lines around the first place at which they differ. */
function patternOf({ part, lines: [wanted = '', got = ''] }: Difference): string {
  if (!wanted.startsWith('- ') || !got.startsWith('+ ')) return `${part}: ${masked(wanted)} ${masked(got)}`.trim();
  const [a, b] = [wanted.slice(2), got.slice(2)];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const from = Math.max(0, at - 40);
  return `${part}: - ${masked(a.slice(from, at + 80))}\n${' '.repeat(part.length + 2)}+ ${masked(b.slice(from, at + 80))}`;
}

function masked(text: string): string {
  return text
    .replace(/\/[\w./*-]+/g, '/…')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .slice(0, 160);
}
