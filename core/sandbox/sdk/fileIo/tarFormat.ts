// Tar archives (POSIX ustar with GNU and pax long names): the entries of an archive as the `tar` crate reads them.

import { decodeUtf8Lossy } from '#core/base/utf8.ts';

export interface TarEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'other';
  readonly mode: number;
  /** Seconds since the Unix epoch. */
  readonly modified: number;
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly content: Uint8Array;
}

export interface TarEntries {
  readonly entries: readonly TarEntry[];
  /** What ended the reading before the archive's end. */
  readonly error: string | undefined;
}

const BLOCK = 512;
const NAME = [0, 100] as const;
const MODE = [100, 108] as const;
const SIZE = [124, 136] as const;
const MODIFIED = [136, 148] as const;
const CHECKSUM = [148, 156] as const;
const MAGIC = [257, 262] as const;
const USER = [265, 297] as const;
const GROUP = [297, 329] as const;
const PREFIX = [345, 500] as const;
const TYPE = 156;

/** Reads an archive to its end or to the first header that is broken. */
export function readTar(bytes: Uint8Array): TarEntries {
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    if (octal(header, CHECKSUM) !== checksum(header)) return { entries, error: 'archive header checksum mismatch' };
    const size = octal(header, SIZE);
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) return { entries, error: 'unexpected EOF during skip' };
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[TYPE] ?? 0);
    const extension = longNameOf(type, content);
    if (extension !== undefined) {
      longName = extension.name ?? longName;
      continue;
    }
    entries.push(entryOf(header, type, longName ?? pathOf(header), content));
    longName = undefined;
  }
  return { entries, error: undefined };
}

/** For the headers that only carry a name for the next entry. */
function longNameOf(type: string, content: Uint8Array): { readonly name: string | undefined } | undefined {
  if (type === 'L') return { name: decodeUtf8Lossy(content).replace(/\0.*$/s, '') };
  if (type !== 'x' && type !== 'g' && type !== 'K') return undefined;
  const name = type === 'x' ? /^\d+ path=(.*)$/m.exec(decodeUtf8Lossy(content))?.[1] : undefined;
  return { name };
}

function entryOf(header: Uint8Array, type: string, path: string, content: Uint8Array): TarEntry {
  const isDirectory = type === '5' || ((type === '\0' || type === '0') && path.endsWith('/'));
  const isFile = type === '\0' || type === '0' || type === '7';
  const isUstar = text(header, MAGIC) === 'ustar';
  return {
    path,
    kind: isDirectory ? 'directory' : isFile ? 'file' : 'other',
    mode: octal(header, MODE),
    modified: octal(header, MODIFIED),
    user: isUstar ? text(header, USER) : undefined,
    group: isUstar ? text(header, GROUP) : undefined,
    content,
  };
}

function pathOf(header: Uint8Array): string {
  const name = text(header, NAME);
  const prefix = text(header, MAGIC) === 'ustar' && header[MAGIC[1]] === 0 ? text(header, PREFIX) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function text(header: Uint8Array, [start, end]: readonly [number, number]): string {
  return decodeUtf8Lossy(header.subarray(start, end)).replace(/\0.*$/s, '');
}

function octal(header: Uint8Array, range: readonly [number, number]): number {
  return Number.parseInt(text(header, range).trim(), 8) || 0;
}

/** Sum of the header's bytes with the checksum itself as spaces. */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= CHECKSUM[0] && at < CHECKSUM[1] ? 0x20 : byte), 0);
}
