// `rehearsal test`: runs the tests of `*.rehearsal.json` files in the sandbox.

import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { RunWorkers } from '#core/node/runWorkers.ts';
import { startTest } from '#core/node/testRuns.ts';
import { type Arguments, type Command, EXIT, type Io } from './command.ts';
import { besideFile, findTestFiles, type LoadedTestFile, loadTestFile } from './testFiles.ts';
import { countResults, reportText, TEST_FORMATS, type TestResult } from './testReport.ts';

export const testCommand: Command = {
  name: 'test',
  summary: 'Runs the tests of *.rehearsal.json files in the sandbox',
  usage: '[PATH...] [--format text|json|junit]',
  options: { format: { value: 'F', description: 'text (default), json or junit' } },
  notes:
    'A PATH is a test file or a folder that is searched for some; the current folder when absent.\n' +
    'Exits with 0 when all tests passed, 1 when one failed, 2 when a file is faulty or cannot be read.',
  run: runTests,
};

async function runTests(args: Arguments, io: Io): Promise<number> {
  const format = args.choice('format', TEST_FORMATS, 'text');
  const files = findTestFiles(args.positionals.length === 0 ? ['.'] : args.positionals).map(loadTestFile);
  for (const file of files) {
    for (const problem of file.errors) io.err(`${file.path}:${problem}\n`);
    for (const problem of file.warnings) io.err(`${file.path}:${problem} (warning)\n`);
  }
  const sound = files.filter(({ errors }) => errors.length === 0);
  const results = await runAll(sound);
  io.out(reportText(results, format));
  const { failed, faulty } = countResults(results);
  if (faulty > 0 || sound.length < files.length) return EXIT.usage;
  return failed > 0 ? EXIT.found : EXIT.clean;
}

async function runAll(files: readonly LoadedTestFile[]): Promise<readonly TestResult[]> {
  const workers = new RunWorkers({ reserve: files.length === 0 ? 0 : 1 });
  const results: TestResult[] = [];
  try {
    for (const file of files) {
      for (const test of file.tests) {
        const began = performance.now();
        const policyFile = path.posix.join(path.dirname(file.path).replaceAll('\\', '/'), test.policy.path);
        const outcome = await startTest(test, besideFile(file.path), workers, policyFile).outcome;
        results.push({ file, name: test.name, outcome, durationMs: Math.round(performance.now() - began) });
      }
    }
  } finally {
    workers.dispose();
  }
  return results;
}
