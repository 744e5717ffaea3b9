// Reading that falls back to redacted text where the policy allows no more: `read` and `search`.

import type { CompiledRegex } from '../../rhaiRuntime.ts';
import type { SdkContext } from '../types.ts';
import type { FileHandle } from './handles.ts';
import { compileRegex, type LineMatch, matchingLines, readContent, readMode } from './readFile.ts';
import { redact, redactionPatterns } from './redactionDictionary.ts';

/** `read`. Checks: read, else redacted_read and, once a run, those of the dictionary. */
export function readFile(context: SdkContext, handle: FileHandle): string {
  if (readMode(context, handle) === 'full') return readContent(handle.file);
  const text = readContent(handle.file);
  return redact(text, patternsOf(context));
}

/** `search`: lines that match, found in the text as it is and shown redacted where that is all the policy allows. */
export function searchFile(context: SdkContext, handle: FileHandle, pattern: string): readonly LineMatch[] {
  const mode = readMode(context, handle);
  const regex = compileRegex(context, pattern);
  if (mode === 'full') return matchingLines(handle.file, regex);
  const patterns = patternsOf(context);
  return matchingLines(handle.file, regex).map((match) => ({ ...match, content: redact(match.content, patterns) }));
}

function patternsOf(context: SdkContext): readonly CompiledRegex[] {
  return redactionPatterns(context, (dictionary) => readFile(context, dictionary));
}
