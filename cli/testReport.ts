// The results of `rehearsal test` as text, as JSON and as JUnit's XML.

import type { TestOutcome } from '#core/node/testRuns.ts';
import { lineDiff } from '#core/testing/lineDiff.ts';
import { placeText } from '#core/testing/testInput.ts';
import type { LoadedTestFile } from './testFiles.ts';

export const TEST_FORMATS = ['text', 'json', 'junit'] as const;
export type TestFormat = (typeof TEST_FORMATS)[number];

/** One test that was run. */
export interface TestResult {
  readonly file: LoadedTestFile;
  readonly name: string;
  readonly outcome: TestOutcome;
  readonly durationMs: number;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly faulty: number;
}

export function countResults(results: readonly TestResult[]): TestCounts {
  const count = (...kinds: readonly TestOutcome['kind'][]): number =>
    results.filter(({ outcome }) => kinds.includes(outcome.kind)).length;
  return { passed: count('passed'), failed: count('failed'), faulty: count('faulty', 'stopped') };
}

export function reportText(results: readonly TestResult[], format: TestFormat): string {
  switch (format) {
    case 'text':
      return plainReport(results);
    case 'json':
      return `${JSON.stringify(jsonReport(results), undefined, 1)}\n`;
    case 'junit':
      return junitReport(results);
  }
}

/** One difference, with its place in the test file. */
interface Finding {
  readonly part: string;
  readonly message: string;
  readonly place: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Line of the script whose call was denied. */
  readonly deniedAt?: number;
}

function findingsOf({ file, outcome }: TestResult): readonly Finding[] {
  switch (outcome.kind) {
    case 'passed':
      return [];
    case 'stopped':
      return [{ part: 'run', message: 'The test was stopped.', place: '1:1' }];
    case 'faulty':
      return outcome.faults.map(({ message, span }) => ({ part: 'run', message, place: placeText(file.text, span) }));
    case 'failed':
      return outcome.failures.map(({ span, denied, ...failure }) => ({
        ...failure,
        place: placeText(file.text, span),
        ...(denied === undefined ? {} : { deniedAt: denied.line }),
      }));
  }
}

const WORDS = { passed: 'ok', failed: 'FAILED', faulty: 'FAULTY', stopped: 'STOPPED' } as const;

function plainReport(results: readonly TestResult[]): string {
  const lines = results.flatMap((result) => [
    `${WORDS[result.outcome.kind]}  ${result.file.path}: ${result.name}`,
    ...findingsOf(result).flatMap((finding) => [
      `    ${result.file.path}:${finding.place}: ${finding.message}`,
      ...diffOf(finding).map((line) => `      ${line}`),
    ]),
  ]);
  const { passed, failed, faulty } = countResults(results);
  const faults = faulty === 0 ? '' : `, ${faulty} faulty`;
  return `${[...lines, `${passed} passed, ${failed} failed${faults}`].join('\n')}\n`;
}

function diffOf({ part, expected, actual }: Finding): readonly string[] {
  if (expected === undefined || actual === undefined || part === 'status') return [];
  return lineDiff(expected, actual);
}

function jsonReport(results: readonly TestResult[]): object {
  return {
    version: 1,
    ...countResults(results),
    tests: results.map((result) => ({
      file: result.file.path,
      name: result.name,
      result: result.outcome.kind,
      durationMs: result.durationMs,
      failures: findingsOf(result).map(({ place, ...finding }) => {
        const [line, column] = place.split(':').map(Number);
        return { ...finding, line, column };
      }),
    })),
  };
}

function junitReport(results: readonly TestResult[]): string {
  const suites = [...new Set(results.map(({ file }) => file))].map((file) =>
    junitSuite(
      file,
      results.filter((result) => result.file === file),
    ),
  );
  const { passed, failed, faulty } = countResults(results);
  const totals = `tests="${passed + failed + faulty}" failures="${failed}" errors="${faulty}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="rehearsal" ${totals}>\n${suites.join('')}</testsuites>\n`;
}

function junitSuite(file: LoadedTestFile, results: readonly TestResult[]): string {
  const { passed, failed, faulty } = countResults(results);
  const time = seconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const head = `name="${escapeXml(file.path)}" tests="${passed + failed + faulty}" failures="${failed}" errors="${faulty}" time="${time}"`;
  return `  <testsuite ${head}>\n${results.map(junitCase).join('')}  </testsuite>\n`;
}

function junitCase(result: TestResult): string {
  const { file, name, durationMs, outcome } = result;
  const head = `name="${escapeXml(name)}" classname="${escapeXml(file.path)}" file="${escapeXml(file.path)}" time="${seconds(durationMs)}"`;
  const findings = findingsOf(result);
  if (findings.length === 0) return `    <testcase ${head}/>\n`;
  const element = outcome.kind === 'failed' ? 'failure' : 'error';
  const text = findings.flatMap((finding) => [
    `${file.path}:${finding.place}: ${finding.message}`,
    ...diffOf(finding).map((line) => `  ${line}`),
  ]);
  const message = escapeXml(findings[0]?.message ?? '');
  const body = escapeXml(text.join('\n'));
  return `    <testcase ${head}>\n      <${element} message="${message}">${body}</${element}>\n    </testcase>\n`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** Characters that XML 1.0 cannot hold become question marks. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escapeXml(text: string): string {
  return text
    .replace(NOT_XML, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
