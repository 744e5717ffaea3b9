// The baseline file: findings that a repository lives with for now. They do not fail a check, and one that is gone is reported.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command.ts';
import { readText, writeText } from '../files.ts';
import { type FileReport, type Finding, findingsOf } from './report.ts';

/** One known finding; code, message and line are for people, path and fingerprint decide. */
export interface BaselineEntry {
  /** Relative to the folder of the baseline file, with forward slashes. */
  readonly path: string;
  readonly fingerprint: string;
  readonly code: string;
  readonly message: string;
  readonly line: number;
}

/** Reports with their known findings marked, and the entries that have nothing to list any more. */
export interface BaselineMatch {
  readonly reports: readonly FileReport[];
  readonly removable: readonly BaselineEntry[];
}

/** Writes a baseline of everything that the reports hold, sorted, so that a change of it can be read. */
export function writeBaseline(file: string, reports: readonly FileReport[]): number {
  const findings = reports.flatMap((report) =>
    findingsOf(report).map((finding) => entryOf(pathIn(file, report.path), finding)),
  );
  const sorted = findings.sort((a, b) => compare(a.path, b.path) || a.line - b.line || compare(a.code, b.code));
  writeText(file, `${JSON.stringify({ version: 1, findings: sorted }, undefined, 2)}\n`);
  return sorted.length;
}

/** Throws {@link UsageError} where the file is not a baseline. */
export function readBaseline(file: string): readonly BaselineEntry[] {
  const text = readText(file);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isRecord(content) || !Array.isArray(content['findings']))
    throw new UsageError(`${file} is not a baseline; --write-baseline writes one`);
  if (content['version'] !== 1)
    throw new UsageError(
      `${file} is a baseline of version ${String(content['version'])}; this program knows version 1`,
    );
  const findings: readonly unknown[] = content['findings'];
  const broken = findings.findIndex((entry) => !isEntry(entry));
  if (broken >= 0)
    throw new UsageError(`${file}: entry ${broken + 1} lacks a path, fingerprint, code, message or line`);
  return findings.filter(isEntry);
}

/** Whether the check was responsible for a path, so that a missing finding is gone and not only elsewhere. */
export type IsChecked = (file: string) => boolean;

/** Marks what the baseline lists. `isChecked` says of a file that does not exist whether this check, or another shard, tells. */
export function applyBaseline(
  file: string,
  entries: readonly BaselineEntry[],
  reports: readonly FileReport[],
  isChecked: IsChecked,
): BaselineMatch {
  const known = new Set(entries.map(keyOf));
  const seen = new Set<string>();
  const marked = reports.map((report) => {
    const listed = (code: string, fingerprint: string): { readonly known?: true } => {
      const key = keyOf({ path: pathIn(file, report.path), code, fingerprint });
      if (!known.has(key)) return {};
      seen.add(key);
      return { known: true };
    };
    return {
      ...report,
      diagnostics: report.diagnostics.map((one) => ({ ...one, ...listed(one.code, one.fingerprint) })),
      calls: report.calls.map((one) => ({ ...one, ...listed(`verdict-${one.verdict}`, one.fingerprint) })),
    };
  });
  const checked = new Set(reports.map((report) => pathIn(file, report.path)));
  const removable = entries.filter((entry) => {
    if (seen.has(keyOf(entry))) return false;
    if (checked.has(entry.path)) return true;
    const place = path.join(path.dirname(file), entry.path);
    return !existsSync(place) && isChecked(path.relative('', place));
  });
  return { reports: marked, removable };
}

function entryOf(file: string, { fingerprint, code, message, range }: Finding): BaselineEntry {
  return { path: file, fingerprint, code, message, line: range.startLine };
}

/** Two codes may share a fingerprint only by chance, but then they are two findings. */
function keyOf({ path: file, code, fingerprint }: Pick<BaselineEntry, 'path' | 'code' | 'fingerprint'>): string {
  return JSON.stringify([file, code, fingerprint]);
}

function pathIn(baseline: string, file: string): string {
  return path
    .relative(path.dirname(path.resolve(baseline)), path.resolve(file))
    .split(path.sep)
    .join('/');
}

function isEntry(value: unknown): value is BaselineEntry {
  return (
    isRecord(value) &&
    ['path', 'fingerprint', 'code', 'message'].every((key) => typeof value[key] === 'string') &&
    typeof value['line'] === 'number'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
