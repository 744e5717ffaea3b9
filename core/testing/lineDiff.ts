// The difference of two texts, line by line, as people read it.

/** Longer texts are shown whole, one after the other: the table of common lines would grow with the square. */
const MAX_LINES = 400;

/** Lines that begin with `- ` are only in the first text, with `+ ` only in the second, with two spaces in both. */
export function lineDiff(first: string, second: string): readonly string[] {
  const a = first === '' ? [] : first.split('\n');
  const b = second === '' ? [] : second.split('\n');
  if (a.length > MAX_LINES || b.length > MAX_LINES) return [...a.map(removed), ...b.map(added)];
  const common = commonLengths(a, b);
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  const out: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push(`  ${a[i++] ?? ''}`);
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) out.push(removed(a[i++] ?? ''));
    else out.push(added(b[j++] ?? ''));
  }
  return out;
}

/** Length of the longest common part of the lines from `i` and from `j` on. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    const row = table[i] ?? [];
    const below = table[i + 1] ?? [];
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

function removed(line: string): string {
  return `- ${line}`;
}

function added(line: string): string {
  return `+ ${line}`;
}
