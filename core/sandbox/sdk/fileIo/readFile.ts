// Reading from a file handle: whole, by lines, by pages, counted, searched; with redaction where only that is allowed.

import { decodeUtf8 } from '#core/base/utf8.ts';
import type { CompiledRegex } from '../../rhaiRuntime.ts';
import type { OpenFile } from '../../vfs/openFile.ts';
import type { SdkContext } from '../types.ts';
import { SdkError } from '../types.ts';
import { requireFile } from './fileAuthorization.ts';
import { type FileHandle, filePath } from './handles.ts';
import { attempt, invalidArguments, invalidRegex, ioError, notUtf8, systemCall } from './ioError.ts';
import { REDACTION_DICTIONARY } from './redactionDictionary.ts';

export interface ReadLinesOptions {
  /** Lines from the start, or from the end when negative. */
  readonly count: bigint | undefined;
  /** The first line, counted from 1. */
  readonly start: bigint | undefined;
}

export interface WordCount {
  readonly lines: number;
  readonly words: number;
  readonly bytes: number;
}

/** A line that matched, counted from 1. */
export interface LineMatch {
  readonly lineNumber: number;
  readonly content: string;
}

/** Whether the file may be read as it is or only through the redaction dictionary. */
export type ReadMode = 'full' | 'redacted';

/** Check: read. Throws also when the file was not opened for reading. */
export function requireRead(context: SdkContext, handle: FileHandle): void {
  const path = filePath(handle);
  requireFile(context, 'read', path);
  if (handle.options.read) return;
  const reason = 'Attempted to read a file without opening it with the read option.';
  throw ioError('InvalidFileMode', `Invalid file mode: ${reason}: ${path}`);
}

/** Checks: read, and redacted_read where reading fails. When both are refused the error is that of read. */
export function readMode(context: SdkContext, handle: FileHandle): ReadMode {
  try {
    requireRead(context, handle);
    return 'full';
  } catch (error) {
    if (!(error instanceof SdkError)) throw error;
    if (!allowsRedacted(context, handle)) throw error;
    if (filePath(handle) !== REDACTION_DICTIONARY) return 'redacted';
    const text = 'Trying to redacted_read the redaction dictionary is not supported/allowed';
    throw ioError('UnsupportedOperationError', `Unsupported Operation error: ${text}`);
  }
}

/** The rest of a file as text; the next read begins at the top. */
export function readContent(file: OpenFile): string {
  const text = decodeUtf8(readRest(file));
  if (text === undefined) throw notUtf8();
  file.rewind();
  return text;
}

/** `read_lines`. Check: read. */
export function readLines(context: SdkContext, handle: FileHandle, options: ReadLinesOptions): readonly string[] {
  requireRead(context, handle);
  const { count, start } = options;
  if (count === undefined && start === undefined) throw invalidArguments('No read line mode specified');
  const { file } = handle;
  const lines =
    count !== undefined && count < 0n
      ? linesFromEnd(file, -count, start)
      : linesFromStart(file, start === undefined ? 0n : start - 1n, count);
  file.rewind();
  return lines;
}

/** `read_page`: the next lines from where the last page ended. Check: read. */
export function readPage(context: SdkContext, handle: FileHandle, count: bigint): readonly string[] {
  requireRead(context, handle);
  const { file } = handle;
  const start = file.position;
  const page = takeLines(readRest(file), 0n, count);
  file.position = start + page.consumed;
  return page.lines;
}

/** `counts`: as wc(1) counts, in bytes. Check: read. */
export function countWords(context: SdkContext, handle: FileHandle): WordCount {
  requireRead(context, handle);
  const bytes = readRest(handle.file);
  let lines = 0;
  let words = 0;
  let inWord = false;
  for (const byte of bytes) {
    if (byte === 0x0a) lines++;
    const isSpace = byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
    if (!inWord && !isSpace) words++;
    inWord = !isSpace;
  }
  handle.file.rewind();
  return { lines, words, bytes: bytes.length };
}

/** `extract_strings`: runs of at least four printable ASCII characters, as strings(1). Check: read. */
export function extractStrings(context: SdkContext, handle: FileHandle): readonly string[] {
  requireRead(context, handle);
  const text = Array.from(readRest(handle.file), (byte) => String.fromCharCode(byte)).join('');
  handle.file.rewind();
  return text.match(/[\t -~]{4,}/g) ?? [];
}

/** Lines of the rest of a file that match, before anything is redacted. */
export function matchingLines(file: OpenFile, regex: CompiledRegex): readonly LineMatch[] {
  const { lines } = takeLines(readRest(file), 0n, undefined);
  file.rewind();
  return lines.flatMap((content, index) => (regex.isMatch(content) ? [{ lineNumber: index + 1, content }] : []));
}

/** Compiles a pattern of the script after `flags`, or throws the SDK's error with the crate's text. */
export function compileRegex(context: SdkContext, pattern: string, flags = ''): CompiledRegex {
  const plain = context.regex.compile(pattern);
  const result = plain.ok && flags !== '' ? context.regex.compile(flags + pattern) : plain;
  if (!result.ok) throw invalidRegex(pattern, result.message);
  return result.regex;
}

/** All bytes from the position on. */
export function readRest(file: OpenFile): Uint8Array {
  return systemCall(() => file.read());
}

function allowsRedacted(context: SdkContext, handle: FileHandle): boolean {
  const allowed = attempt(() => {
    requireFile(context, 'redacted_read', filePath(handle));
    return true;
  });
  return allowed === true;
}

function linesFromStart(file: OpenFile, skip: bigint, count: bigint | undefined): readonly string[] {
  return takeLines(readRest(file), skip < 0n ? 0n : skip, count).lines;
}

/** The last `count` lines before the end of line `start`, in the file's order. */
function linesFromEnd(file: OpenFile, count: bigint, start: bigint | undefined): readonly string[] {
  const from = file.position;
  const rest = readRest(file);
  const offset = start === undefined ? undefined : endOfLine(rest, start);
  // The position found counts from where the handle stood, as in the SDK, although it seeks from the file's start.
  file.rewind();
  const bytes = readRest(file);
  const end = offset === undefined ? bytes.length : offset;
  const begin = startOfLines(bytes, end, count);
  file.position = from;
  const limit = start === undefined || count < start ? count : start;
  return takeLines(bytes.subarray(begin), 0n, limit).lines;
}

/** Offset of the newline that ends the line, or undefined when the file ends first. */
function endOfLine(bytes: Uint8Array, line: bigint): number | undefined {
  let at = 0;
  for (let seen = 1n; seen <= line; seen++) {
    const newline = bytes.indexOf(0x0a, at);
    if (newline < 0) return undefined;
    at = newline + 1;
  }
  return at - 1;
}

/** Where the last `count` lines before `end` begin; the byte just before `end` does not count as a line's end. */
function startOfLines(bytes: Uint8Array, end: number, count: bigint): number {
  let found = 0n;
  for (let at = end - 2; at >= 0; at--) {
    if (bytes[at] !== 0x0a) continue;
    found++;
    if (found === count) return at + 1;
  }
  return 0;
}

/** Lines as Rust's `BufRead::lines` yields them, and how many bytes they took. Throws for a line that is not UTF-8. */
function takeLines(
  bytes: Uint8Array,
  skip: bigint,
  count: bigint | undefined,
): { readonly lines: readonly string[]; readonly consumed: number } {
  const lines: string[] = [];
  let at = 0;
  for (let index = 0n; at < bytes.length; index++) {
    if (count !== undefined && index >= skip + count) break;
    const newline = bytes.indexOf(0x0a, at);
    const end = newline < 0 ? bytes.length : newline;
    const stop = newline > at && bytes[newline - 1] === 0x0d ? newline - 1 : end;
    const line = decodeUtf8(bytes.subarray(at, stop));
    if (line === undefined) throw notUtf8();
    if (index >= skip) lines.push(line);
    at = newline < 0 ? bytes.length : newline + 1;
  }
  return { lines, consumed: at };
}
