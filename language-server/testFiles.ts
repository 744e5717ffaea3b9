// Test files as the server reads them: the tests, what is wrong with the file, and the files that it names.

import { URI, Utils } from 'vscode-uri';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import { parseTestFile, TEST_FILE_SUFFIX, type TestFile } from '#core/testing/testFile.ts';
import { type ReadRelative, testInput } from '#core/testing/testInput.ts';
import type { Session } from './session.ts';
import { isText } from './textStore.ts';

/** A test file's text, parsed. A single test without a name has the file's. */
export function parseTests(uri: string, text: string): TestFile {
  return parseTestFile(text, Utils.basename(URI.parse(uri)).slice(0, -TEST_FILE_SUFFIX.length));
}

/** Reads files that a test names, as the editor has them. */
export function besideTests({ texts }: Session, uri: string): ReadRelative {
  return (relative) => {
    const read = texts.readAnew(Utils.joinPath(Utils.dirname(URI.parse(uri)), relative).toString());
    return isText(read) ? { text: read.text } : { reason: read.reason };
  };
}

/** What is wrong with the file itself and with what its tests name. */
export function testFileDiagnostics(session: Session, uri: string, text: string): readonly Diagnostic[] {
  const { tests, problems } = parseTests(uri, text);
  const found = problems.map(
    ({ severity, message, span }): Diagnostic => ({ code: 'test-file', severity, message, span }),
  );
  const read = besideTests(session, uri);
  const seen = new Set<string>();
  for (const test of tests) {
    const input = testInput(test, read);
    for (const { message, span } of 'faults' in input ? input.faults : []) {
      const key = `${span.start} ${message}`;
      if (!seen.has(key)) found.push({ code: 'test-file', severity: 'error', message, span });
      seen.add(key);
    }
  }
  return found;
}
