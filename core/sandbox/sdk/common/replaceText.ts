// Find and replace in a text, by plain strings or Rust regular expressions: what `replace_text` and `sed` do.
// Source: rust-safe-io 0.1.0 `replace_text`.

import type { RustRegex } from '../../rhaiRuntime.ts';
import { invalidRegex } from '../fileIo/ioError.ts';
import { replaceEvery, replaceFirst } from './rustText.ts';

export interface ReplacementOptions {
  readonly is_regex: boolean;
  readonly replace_all: boolean;
}

/** The text with the first match replaced, or every one. Throws the SDK's error for a pattern the crate refuses. */
export function replaceText(
  regex: RustRegex,
  text: string,
  pattern: string,
  replacement: string,
  options: ReplacementOptions,
): string {
  if (!options.is_regex) return (options.replace_all ? replaceEvery : replaceFirst)(text, pattern, replacement);
  const compiled = regex.compile(pattern);
  if (!compiled.ok) throw invalidRegex(pattern, compiled.message);
  return compiled.regex.replace(text, replacement, options.replace_all ? 0 : 1);
}
