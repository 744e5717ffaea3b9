// What a check says about one file, as plain data: it travels between threads, lies in the cache and is printed in every format.

import type { JsonCall, JsonDiagnostic, JsonRange } from '#core/verdict/checkJson.ts';

/** A finding that can be recognised in a later version of its file. */
export interface ReportedDiagnostic extends JsonDiagnostic {
  /** Stays the same while the code, the message and the text of the line do, wherever in the file the line moves. */
  readonly fingerprint: string;
  /** Set where a baseline file lists the finding. */
  readonly known?: true;
}

/** A call with a fingerprint, for the verdicts that no finding speaks of. */
export interface ReportedCall extends JsonCall {
  readonly fingerprint: string;
  readonly known?: true;
}

/** One entry of `files` of the JSON output. */
export interface FileReport {
  /** As it was given, or found below what was given. */
  readonly path: string;
  /** Folder of the recorded case. */
  readonly case?: string;
  readonly diagnostics: readonly ReportedDiagnostic[];
  readonly calls: readonly ReportedCall[];
}

/** What the outputs have to know beside the reports. */
export interface CheckedRun {
  readonly reports: readonly FileReport[];
  /** Files that could not be checked, for people. */
  readonly problems: readonly string[];
  readonly hasBaseline: boolean;
  /** E.g. `2/8`; absent for the whole. */
  readonly shard?: string;
}

export const FAIL_ON = ['deny', 'depends', 'unknown', 'warning'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** What a baseline can list: a diagnostic, or the verdict on a call. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly range: JsonRange;
  readonly fingerprint: string;
}

/** Everything in a report that is not as it should be; verdicts under codes of their own. */
export function findingsOf({ diagnostics, calls }: FileReport): readonly Finding[] {
  const verdicts = calls
    .filter(({ reachable, verdict }) => reachable && verdict !== 'allow')
    .map(({ verdict, reason, range, fingerprint }) => ({
      code: `verdict-${verdict}`,
      message: reason,
      range,
      fingerprint,
    }));
  return [...diagnostics, ...verdicts].map(({ code, message, range, fingerprint }) => ({
    code,
    message,
    range,
    fingerprint,
  }));
}

/** Whether a file makes the command exit with 1. What a baseline lists does not. */
export function fails({ diagnostics, calls }: FileReport, failOn: FailOn | undefined): boolean {
  const verdicts = calls.filter((call) => call.reachable && call.known !== true).map((call) => call.verdict);
  const severities = diagnostics.filter(({ known }) => known !== true).map(({ severity }) => severity);
  if (verdicts.includes('deny') || severities.includes('error')) return true;
  if (failOn === 'warning') return severities.includes('warning');
  return failOn !== undefined && verdicts.includes(failOn);
}
