// Base64 (RFC 4648, with padding) to and from bytes, for files of a virtual host that are not text.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((char, value) => [char, value]));

/** Base64 text of some bytes. */
export function encodeBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET[(group >> shift) & 63] ?? '');
    const used = Math.min(3, bytes.length - i) + 1;
    out += digits.slice(0, used).join('').padEnd(4, '=');
  }
  return out;
}

/** Bytes of a base64 text, white space ignored; undefined where it is not base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s/g, '').replace(/={1,2}$/, '');
  if (digits.length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of digits) {
    const value = VALUES.get(digit);
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >> bits) & 0xff;
    }
  }
  return out;
}
