// Numbers as the engine reads them: where one ends, whether it is an integer or a float, and its value.

export interface ScannedNumber {
  readonly end: number;
  readonly kind: 'int' | 'float';
  readonly radix: 2 | 8 | 10 | 16;
  readonly valid: boolean;
}

/** Scans a number whose first digit stands at `start`. */
export function scanNumber(text: string, start: number): ScannedNumber {
  const radixAt = skipSeparators(text, start + 1);
  const radix = text.charCodeAt(start) === ZERO ? radixOf(text.charCodeAt(radixAt)) : undefined;
  if (radix !== undefined) return scanRadix(text, radixAt + 1, radix);
  return scanDecimal(text, start);
}

/** The value of a number token; integers beyond 64 bits are floats, as in the engine. */
export function numberValue(
  source: string,
): { readonly kind: 'int'; readonly value: bigint } | { readonly kind: 'float'; readonly value: number } {
  const digits = source.replaceAll('_', '');
  if (/^0[xob]/i.test(digits)) return { kind: 'int', value: BigInt.asIntN(64, BigInt(digits.toLowerCase())) };
  if (/^-?\d+$/.test(digits)) {
    const value = BigInt(digits);
    if (BigInt.asIntN(64, value) === value) return { kind: 'int', value };
  }
  return { kind: 'float', value: Number(digits) };
}

function scanRadix(text: string, from: number, radix: 2 | 8 | 16): ScannedNumber {
  let at = from;
  let digits = '';
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === UNDERSCORE) continue;
    if (digitValue(code) >= radix) break;
    digits += text.charAt(at);
  }
  const prefix = radix === 16 ? '0x' : radix === 8 ? '0o' : '0b';
  const valid = digits !== '' && BigInt(prefix + digits) <= MAX_UNSIGNED;
  return { end: at, kind: 'int', radix, valid };
}

function scanDecimal(text: string, start: number): ScannedNumber {
  let at = start;
  let float = false;
  let period = false;
  let exponent = false;
  let valid = true;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === UNDERSCORE || isDigit(code)) {
      valid ||= isDigit(code);
      continue;
    }
    const next = text.charCodeAt(at + 1);
    if (code === PERIOD && !period && isFraction(next)) {
      period = true;
      float = true;
      continue;
    }
    if ((code | 32) !== LETTER_E || exponent || !(isDigit(next) || next === PLUS || next === MINUS)) break;
    exponent = true;
    period = true;
    float = true;
    if (!isDigit(next)) {
      at++;
      // A sign must be followed by digits, which the loop has yet to see.
      valid = false;
    }
  }
  if (float) return { end: at, kind: 'float', radix: 10, valid };
  return { end: at, kind: numberValue(text.slice(start, at)).kind, radix: 10, valid: true };
}

/** Whether a period before this character belongs to the number rather than to a range or a property. */
function isFraction(next: number): boolean {
  if (Number.isNaN(next)) return false;
  return next !== UNDERSCORE && next !== PERIOD && !((next | 32) >= LETTER_A && (next | 32) <= LETTER_Z);
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === UNDERSCORE) at++;
  return at;
}

function radixOf(code: number): 2 | 8 | 16 | undefined {
  const lower = code | 32;
  if (lower === LETTER_X) return 16;
  if (lower === LETTER_O) return 8;
  return lower === LETTER_B ? 2 : undefined;
}

function digitValue(code: number): number {
  if (isDigit(code)) return code - ZERO;
  const lower = code | 32;
  return lower >= LETTER_A && lower <= LETTER_A + 5 ? lower - LETTER_A + 10 : 99;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

const MAX_UNSIGNED = 0xffff_ffff_ffff_ffffn;
const PLUS = 43;
const MINUS = 45;
const PERIOD = 46;
const ZERO = 48;
const UNDERSCORE = 95;
const LETTER_A = 97;
const LETTER_B = 98;
const LETTER_E = 101;
const LETTER_O = 111;
const LETTER_X = 120;
const LETTER_Z = 122;
