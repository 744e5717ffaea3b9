// `rehearsal sarif merge`: makes one SARIF log of the logs of all shards.

import { type Arguments, type Command, EXIT, type Io, UsageError } from './command.ts';
import { readText, writeText } from './files.ts';
import type { SarifLog } from './output/sarif.ts';
import { mergeSarif } from './output/sarifLog.ts';

export const sarifCommand: Command = {
  name: 'sarif',
  summary: 'Merges the SARIF logs of shards into the log that one check of everything would have written',
  usage: 'merge LOG... [-o F]',
  options: { output: { value: 'F', short: 'o', description: 'where the log goes; standard output when absent' } },
  notes: 'Reads logs that rehearsal check --format sarif wrote. Exits with 2 for a file that is none.',
  run: merge,
};

async function merge(args: Arguments, io: Io): Promise<number> {
  const [action, ...files] = args.positionals;
  if (action !== 'merge') throw new UsageError(`only merge is known, not "${action ?? ''}"`);
  if (files.length === 0) throw new UsageError('LOG is missing');
  const text = `${JSON.stringify(mergeSarif(files.map(readLog)))}\n`;
  const output = args.text('output');
  if (output === undefined) io.out(text);
  else writeText(output, text);
  return EXIT.clean;
}

function readLog(file: string): SarifLog {
  let content: unknown;
  try {
    content = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} is not JSON`);
  }
  if (!isLog(content)) throw new UsageError(`${file} is not a SARIF log of rehearsal check`);
  return content;
}

/** Whether a value has the parts of a log that merging reads. */
function isLog(value: unknown): value is SarifLog {
  if (!isRecord(value) || value['version'] !== '2.1.0' || !Array.isArray(value['runs'])) return false;
  const runs: readonly unknown[] = value['runs'];
  return runs.every(
    (run) =>
      isRecord(run) &&
      isRecord(run['tool']) &&
      isRecord(run['tool']['driver']) &&
      run['tool']['driver']['name'] === 'Rehearsal' &&
      Array.isArray(run['invocations']) &&
      isRecord(run['invocations'][0]) &&
      Array.isArray(run['results']) &&
      run['results'].every(isResult),
  );
}

function isResult(value: unknown): boolean {
  if (!isRecord(value) || typeof value['ruleId'] !== 'string' || !Array.isArray(value['locations'])) return false;
  const location: unknown = value['locations'][0];
  if (!isRecord(location) || !isRecord(location['physicalLocation'])) return false;
  const { artifactLocation, region } = location['physicalLocation'];
  return isRecord(artifactLocation) && typeof artifactLocation['uri'] === 'string' && isRecord(region);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
