// Text operations as Rust's `str` does them, where JavaScript's differ: lines, splitting, trimming, numbers.
// Source: documentation of `std::str` and `std::primitive::f64::from_str`.

/** `str::lines`: cut at `\n`, one `\r` before it dropped, no empty last line. */
export function lines(text: string): readonly string[] {
  const parts = text.split('\n');
  const last = parts.pop();
  const out = parts.map((part) => (part.endsWith('\r') ? part.slice(0, -1) : part));
  if (last !== undefined && last !== '') out.push(last);
  return out;
}

/** `str::split` by a string; an empty separator yields an empty string at either end and every character between. */
export function split(text: string, separator: string): readonly string[] {
  return separator === '' ? ['', ...text, ''] : text.split(separator);
}

/** `str::replacen(.., 1)`, without JavaScript's meaning of `$`. */
export function replaceFirst(text: string, from: string, to: string): string {
  const at = text.indexOf(from);
  return at < 0 ? text : text.slice(0, at) + to + text.slice(at + from.length);
}

/** `str::replace`: an empty pattern matches before every character and at the end. */
export function replaceEvery(text: string, from: string, to: string): string {
  if (from !== '') return text.split(from).join(to);
  return to + Array.from(text, (char) => char + to).join('');
}

/** `str::trim`: the Unicode property White_Space, in which U+0085 is and U+FEFF is not. */
export function trim(text: string): string {
  return text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
}

/** `f64::from_str`, or undefined where it fails. */
export function parseFloat64(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (word === null) return undefined;
  if (word[2]?.toLowerCase() === 'nan') return Number.NaN;
  return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** `Iterator::sum` over `f64`: it starts from negative zero, so the sum of nothing is `-0.0`. */
export function sumFloat64(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, -0);
}

/** `{:.digits}` of an `f64`: the exact value rounded, halves to the even digit, where JavaScript's `toFixed` rounds them up. */
export function fixedFloat64(value: number, digits: number): string {
  const text = value.toFixed(digits);
  if (!/^50*$/.test(value.toFixed(EXACT_DIGITS).split('.')[1]?.slice(digits) ?? '')) return text;
  const below = Math.abs(value)
    .toFixed(EXACT_DIGITS)
    .slice(0, digits - EXACT_DIGITS);
  const even = digits === 0 ? below.replace(/\.$/, '') : below;
  return /[02468]$/.test(even) ? `${value < 0 ? '-' : ''}${even}` : text;
}

/** Digits after the point that `toFixed` can give; a half at few digits is exact within them. */
const EXACT_DIGITS = 100;
