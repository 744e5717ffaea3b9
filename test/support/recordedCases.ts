// Recorded cases of the real runner, for tests that hold the engine against them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RecordedCase {
  readonly area: string;
  readonly name: string;
  readonly folder: string;
  readonly script: string;
  /** The runner's error message, where the run failed. */
  readonly error: string | undefined;
  /** Names of the script arguments. */
  readonly argumentNames: readonly string[];
}

const ROOT = join(import.meta.dirname, '../conformance');

/** Every recorded case, sorted by area and name. */
export function recordedCases(): readonly RecordedCase[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: area }) =>
      readdirSync(join(ROOT, area))
        .filter((name) => existsSync(join(ROOT, area, name, 'script.rhai')))
        .map((name) => readCase(area, name)),
    );
}

function readCase(area: string, name: string): RecordedCase {
  const folder = join(ROOT, area, name);
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { error?: { message: string } };
  const args = join(folder, 'args.json');
  return {
    area,
    name,
    folder,
    script: readFileSync(join(folder, 'script.rhai'), 'utf8'),
    error: expected.error?.message,
    argumentNames: existsSync(args) ? Object.keys(JSON.parse(readFileSync(args, 'utf8')) as object) : [],
  };
}
