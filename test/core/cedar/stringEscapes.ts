// Which string literals the engine takes: Rust's escapes, and `\*` in patterns.

const ESCAPE = /\\(?:[nrt0\\"']|x[0-7][0-9a-fA-F]|u\{([0-9a-fA-F][0-9a-fA-F_]*)\})/y;

/** `source` is what stands between the quotes. */
export function hasGoodEscapes(source: string, use: 'string' | 'pattern'): boolean {
  for (let at = 0; at < source.length; at++) {
    if (source[at] === '\r') return false;
    if (source[at] !== '\\') continue;
    if (use === 'pattern' && source[at + 1] === '*') {
      at++;
      continue;
    }
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(source);
    if (match === null) return false;
    const digits = match[1]?.replaceAll('_', '');
    const point = Number.parseInt(digits ?? '0', 16);
    if ((digits?.length ?? 0) > 6 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
    at = ESCAPE.lastIndex - 1;
  }
  return true;
}
