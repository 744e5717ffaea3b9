// The compressor against files that the real runner wrote.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createRustGzip } from '#core/node/rustGzip.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { engineModule } from '#test/rhaiEngine.ts';

const gzip = createRustGzip(engineModule);

/** Compressed files that the runner left behind and the host did not bring along. */
function recordedFiles(): readonly Buffer[] {
  return recordedCases().flatMap(({ folder }) => {
    const expected = readFileSync(join(folder, 'expected.json'), 'utf8');
    const host = readFileSync(join(folder, 'host.json'), 'utf8');
    return [...expected.matchAll(/"base64": "(H4sIA[^"]+)"/g)]
      .map((match) => match[1] ?? '')
      .filter((base64) => !host.includes(base64))
      .map((base64) => Buffer.from(base64, 'base64'));
  });
}

test('compresses to the very bytes that the runner wrote', () => {
  const files = recordedFiles();
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const content = gunzipSync(file);
    const levels = Array.from({ length: 10 }, (_, level) =>
      Buffer.from(gzip.compress(content, level)).toString('base64'),
    );
    expect(levels).toContain(file.toString('base64'));
  }
});
