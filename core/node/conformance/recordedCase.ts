// A recorded case: what was run, and what the real runner did.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FileAfter } from '#core/sandbox/host/filesAfter.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import type { PayloadAlarm, PayloadError } from '#core/sandbox/runner/payload.ts';
import type { RunInput } from '#core/sandbox/runner/runScript.ts';

/** One authorization as it was recorded; ids that change from run to run are replaced by `<fresh>` and `<pid>`. */
export interface RecordedDecision {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: 'allow' | 'deny';
  readonly policies: readonly string[];
  readonly policy_errors?: number;
  /** Cedar's text of the context. */
  readonly context?: string;
}

export interface RecordedLog {
  readonly level: string;
  readonly line: string;
  readonly message: string;
}

export interface RecordedMetric {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Contents of `expected.json`. Without a status the runner crashed. */
export interface Expected {
  readonly status?: 'SUCCESS' | 'ERROR';
  readonly output?: string;
  readonly error?: PayloadError;
  readonly alarms?: readonly PayloadAlarm[];
  readonly logs?: readonly RecordedLog[];
  readonly metrics?: readonly RecordedMetric[];
  readonly decisions: readonly RecordedDecision[];
  readonly decisions_total?: number;
  readonly files_after: Readonly<Record<string, FileAfter>>;
}

export interface RecordedCase {
  /** Name of the folder that holds the case. */
  readonly area: string;
  readonly name: string;
  readonly folder: string;
  readonly input: RunInput;
  readonly expected: Expected;
  /** What took part in the recording and is not there here, e.g. a real `program`: where that matters, the case counts for nothing. */
  readonly needs?: readonly string[];
}

/** Case folders at or below the given ones, sorted. */
export function findCases(folders: readonly string[]): readonly string[] {
  return folders.flatMap(casesBelow);
}

function casesBelow(folder: string): readonly string[] {
  if (existsSync(path.join(folder, 'script.rhai'))) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .flatMap((name) => casesBelow(path.join(folder, name)));
}

/** Reads a case. Throws with the file's name where a file is missing or faulty. */
export function readCase(folder: string): RecordedCase {
  const text = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  const hostText = text('host.json');
  const { description, problems } = parseHostFile(hostText);
  if (description === undefined)
    throw new Error(`${path.join(folder, 'host.json')}: ${problems[0]?.message ?? 'faulty'}`);
  const args = existsSync(path.join(folder, 'args.json')) ? text('args.json') : undefined;
  const meta = JSON.parse(text('meta.json')) as { readonly needs?: readonly string[] };
  const needs = meta.needs?.filter((need) => need !== 'program' || description.programs.length === 0) ?? [];
  return {
    area: path.basename(path.dirname(path.resolve(folder))),
    name: path.basename(path.resolve(folder)),
    folder,
    input: {
      script: text('script.rhai'),
      policy: text('policy.cedar'),
      host: description,
      ...(args === undefined ? {} : { argumentsJson: args }),
    },
    expected: JSON.parse(text('expected.json')) as Expected,
    ...(needs.length === 0 ? {} : { needs }),
  };
}
