// Timing and printing: medians rather than means, ratios rather than verdicts.

import { performance } from 'node:perf_hooks';

export interface Times {
  readonly p50: number;
  readonly p95: number;
}

/** Milliseconds of each of `count` rounds, after `warmups` that do not count. */
export async function timed(
  count: number,
  warmups: number,
  round: (index: number) => unknown,
): Promise<readonly number[]> {
  const out: number[] = [];
  for (let index = 0; index < warmups + count; index++) {
    const began = performance.now();
    await round(index);
    if (index >= warmups) out.push(performance.now() - began);
  }
  return out;
}

export function timesOf(samples: readonly number[]): Times {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

/** A time with as many digits as mean something. */
export function ms(time: number): string {
  return time < 10 ? time.toFixed(2) : time < 100 ? time.toFixed(1) : Math.round(time).toString();
}

export function ratio(time: number, base: number): string {
  return `${(time / base).toFixed(time / base < 10 ? 2 : 1)}x`;
}

/** Prints a table, numbers to the right. */
export function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  console.log(`\n## ${title}\n`);
  for (const row of [head, ...rows]) console.log(line(row));
}
