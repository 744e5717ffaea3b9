// The redaction dictionary: the lines that a `redacted_read` may show, as printf formats, read once per run.
// Source: rust-safe-io 0.1.0 `redaction.rs` and rex-redaction 0.1.0 `printf_converter.rs`.

import { fileName, parentPath } from '#core/base/posixPath.ts';
import type { CompiledRegex } from '../../rhaiRuntime.ts';
import { lines, trim } from '../common/rustText.ts';
import { type SdkContext, SdkError } from '../types.ts';
import type { DirHandle, FileHandle } from './handles.ts';
import { directoryError, fileError } from './ioError.ts';
import { openDirectory } from './openDirectory.ts';
import { openFile, READ_ONLY } from './openFile.ts';

/** Where the dictionary is. */
export const REDACTION_DICTIONARY = '/etc/opt/rex/rex_redaction.config';

/** What stands in place of a line that no pattern matches. */
const REDACTED = '[REDACTED]';

const PATTERNS_KEY = 'redaction-patterns';

/** The dictionary's patterns. The first use makes the checks of opening and reading the file; `read` does the reading. */
export function redactionPatterns(context: SdkContext, read: (handle: FileHandle) => string): readonly CompiledRegex[] {
  const cached = context.runState.get(PATTERNS_KEY);
  if (cached !== undefined) return cached as readonly CompiledRegex[];
  const patterns = compilePatterns(context, read(openDictionary(context)));
  context.runState.set(PATTERNS_KEY, patterns);
  return patterns;
}

/** A text with every line replaced that no pattern matches; a final newline is lost. */
export function redact(text: string, patterns: readonly CompiledRegex[]): string {
  return lines(text)
    .map((line) => (patterns.some((pattern) => pattern.isMatch(line)) ? line : REDACTED))
    .join('\n');
}

/** The regular expression for a printf format, or undefined where it has a conversion that is not supported. */
export function printfToRegex(format: string): string | undefined {
  let supported = true;
  const regex = format.replace(/%[-+0-9# .*]*[zl]*(.?)/gsu, (whole, conversion: string) => {
    if (conversion === '') return '';
    const replacement = CONVERSIONS.get(conversion);
    if (replacement === undefined) supported = false;
    return replacement ?? whole;
  });
  return supported ? regex : undefined;
}

const CONVERSIONS = new Map([
  ['s', '(\\S+)'],
  ['d', '(-?\\d+)'],
  ['u', '(\\d+)'],
  ['m', '.*?'],
]);

function compilePatterns(context: SdkContext, text: string): readonly CompiledRegex[] {
  return lines(text)
    .map(trim)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const source = printfToRegex(line);
      const compiled = source === undefined ? undefined : context.regex.compile(source);
      return compiled?.ok === true ? [compiled.regex] : [];
    });
}

function openDictionary(context: SdkContext): FileHandle {
  const folder = parentPath(REDACTION_DICTIONARY) ?? '';
  const name = fileName(REDACTION_DICTIONARY) ?? '';
  const dir = wrapped<DirHandle>(
    () => openDirectory(context, folder, { follow_symlinks: true }),
    (text) => directoryError('DirectoryError', `Failed to open redaction dictionary directory: ${text}`, folder),
  );
  return wrapped(
    () => openFile(context, dir, name, READ_ONLY),
    (text) => fileError(`Failed to open redaction dictionary file: ${text}`, REDACTION_DICTIONARY),
  );
}

function wrapped<T>(run: () => T, wrap: (text: string) => SdkError): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof SdkError) throw wrap(error.message);
    throw error;
  }
}
