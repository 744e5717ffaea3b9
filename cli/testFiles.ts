// Finds and reads the test files that a command line names.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { decodeUtf8 } from '#core/base/utf8.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import { parseTestFile, TEST_FILE_SUFFIX, type TestCase } from '#core/testing/testFile.ts';
import type { ReadRelative } from '#core/testing/testInput.ts';
import { UsageError } from './command.ts';
import { readText } from './files.ts';

/** A test file that was read. */
export interface LoadedTestFile {
  readonly path: string;
  readonly text: string;
  readonly tests: readonly TestCase[];
  /** `line:column: message`, one each. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Folders that hold what others wrote. */
const SKIPPED = new Set(['node_modules', '.git']);

/** The files themselves, and those below folders, sorted. Throws {@link UsageError} for a path that is not there and where nothing is found. */
export function findTestFiles(paths: readonly string[]): readonly string[] {
  const found = paths.flatMap((given) => {
    const stat = statSync(given, { throwIfNoEntry: false });
    if (stat === undefined) throw new UsageError(`cannot read ${given}: there is no such file`);
    return stat.isDirectory() ? below(given) : [given];
  });
  if (found.length === 0) throw new UsageError(`there is no *${TEST_FILE_SUFFIX} in ${paths.join(', ')}`);
  return [...new Set(found.map((file) => path.normalize(file)))];
}

function below(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const child = path.join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : below(child);
      return entry.isFile() && entry.name.endsWith(TEST_FILE_SUFFIX) ? [child] : [];
    });
}

export function loadTestFile(file: string): LoadedTestFile {
  const text = readText(file);
  const { tests, problems } = parseTestFile(text, path.basename(file, TEST_FILE_SUFFIX));
  const ofSeverity = (severity: 'error' | 'warning'): readonly string[] =>
    problems.filter((problem) => problem.severity === severity).map(problemText);
  return { path: file, text, tests, errors: ofSeverity('error'), warnings: ofSeverity('warning') };
}

/** Reads what a test file names. */
export function besideFile(file: string): ReadRelative {
  return (relative) => {
    try {
      const text = decodeUtf8(readFileSync(path.join(path.dirname(file), relative)));
      return text === undefined ? { reason: 'it is not UTF-8 text' } : { text };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT') return { reason: 'there is no such file' };
      return { reason: code === 'EISDIR' ? 'it is a directory' : String(error) };
    }
  };
}
