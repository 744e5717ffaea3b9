// The SDK's functions on gzip files: compressing, reading lines, searching, sizes.
// Source: rust-safe-io 0.1.0 `file/gzip.rs`.

import { decodeUtf8 } from '#core/base/utf8.ts';
import type { SdkContext } from '../types.ts';
import { requireFile } from './fileAuthorization.ts';
import { type Gunzipped, gunzip } from './gzipFormat.ts';
import { type FileHandle, filePath } from './handles.ts';
import { ioError, notUtf8, systemCall, validationError } from './ioError.ts';
import { compileRegex, type LineMatch, type ReadLinesOptions, readRest, requireRead } from './readFile.ts';
import { changing, requireWriteMode } from './writeFile.ts';

export interface SearchGzipOptions {
  readonly exclude_pattern: string | undefined;
  readonly case_insensitive: boolean;
  /** 0 for all; negative for the last ones. */
  readonly max_results: bigint;
}

export interface GzipInfo {
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly ratio: number;
}

/** The most that a file may decompress to in the sandbox. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** `compress_gzip`. Checks: read on the source, write on the destination, which must be open for writing. */
export function compressGzip(context: SdkContext, source: FileHandle, destination: FileHandle, level: bigint): void {
  requireRead(context, source);
  requireWriteMode(destination);
  requireFile(context, 'write', filePath(destination));
  const bytes = context.gzip.compress(readRest(source.file), Number(level));
  changing(context, destination, () => systemCall(() => destination.file.write(bytes)));
  source.file.rewind();
  destination.file.rewind();
}

/** `read_gzip_lines`. Check: read. */
export function readGzipLines(context: SdkContext, handle: FileHandle, options: ReadLinesOptions): readonly string[] {
  requireRead(context, handle);
  const { count, start } = options;
  if (count === undefined && start === undefined) throw validationError('Must specify count or start option');
  const lines = gzipLines(handle);
  const skip = start === undefined ? 0n : start - 1n;
  const taken = count === undefined || count < 0n ? lines.read(undefined) : lines.read(skip + count);
  handle.file.rewind();
  if (count !== undefined && count < 0n) {
    const until = start === undefined ? taken : taken.slice(0, Number(start));
    return until.slice(Math.max(0, until.length - Number(-count)));
  }
  return taken.slice(Number(skip));
}

/** `gzip_info`: sizes by the file's length and its last four bytes, whatever they are. Check: read. */
export function gzipInfo(context: SdkContext, handle: FileHandle): GzipInfo {
  requireRead(context, handle);
  handle.file.rewind();
  const bytes = readRest(handle.file);
  handle.file.rewind();
  if (bytes.length < 4) throw ioError('IoError', 'Invalid argument (os error 22)');
  const uncompressedSize = bytes.subarray(-4).reduceRight((size, byte) => size * 256 + byte, 0);
  return { compressedSize: bytes.length, uncompressedSize, ratio: uncompressedSize / bytes.length };
}

/** `search_gzip`. Damage ends the search without an error. Check: read. */
export function searchGzip(
  context: SdkContext,
  handle: FileHandle,
  pattern: string,
  options: SearchGzipOptions,
): readonly LineMatch[] {
  requireRead(context, handle);
  const regex = compileRegex(context, pattern, options.case_insensitive ? '(?i)' : '');
  const exclude = options.exclude_pattern === undefined ? undefined : compileRegex(context, options.exclude_pattern);
  const lines = gzipLines(handle).readable;
  handle.file.rewind();
  const matches = lines.flatMap((content, index) =>
    regex.isMatch(content) && exclude?.isMatch(content) !== true ? [{ lineNumber: index + 1, content }] : [],
  );
  const limit = Number(options.max_results);
  return limit > 0 ? matches.slice(0, limit) : matches.slice(limit);
}

/** Lines of a gzip file: those that can be read, and reading that fails where it comes to the damage. */
function gzipLines(handle: FileHandle): {
  readonly readable: readonly string[];
  read(count: bigint | undefined): readonly string[];
} {
  const unzipped: Gunzipped = gunzip(readRest(handle.file), MAX_OUTPUT);
  const { lines, isText } = splitLines(unzipped.bytes, unzipped.error === undefined);
  return {
    readable: lines,
    read: (count) => {
      if (count !== undefined && BigInt(lines.length) >= count) return lines.slice(0, Number(count));
      if (!isText) throw notUtf8();
      if (unzipped.error !== undefined) throw ioError('IoError', unzipped.error);
      return lines;
    },
  };
}

/** Whole lines up to the first that is not UTF-8; the last one needs no newline when the stream ended well. */
function splitLines(
  bytes: Uint8Array,
  isComplete: boolean,
): { readonly lines: readonly string[]; readonly isText: boolean } {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, at);
    if (newline < 0 && !isComplete) break;
    const end = newline < 0 ? bytes.length : newline;
    const stop = newline > at && bytes[newline - 1] === 0x0d ? newline - 1 : end;
    const line = decodeUtf8(bytes.subarray(at, stop));
    if (line === undefined) return { lines, isText: false };
    lines.push(line);
    at = end + 1;
  }
  return { lines, isText: true };
}
