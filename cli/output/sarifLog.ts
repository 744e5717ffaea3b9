// The results of a check as a SARIF 2.1.0 log with one run; logs of shards merge into the log of the whole.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonDiagnostic, JsonRange } from '#core/verdict/checkJson.ts';
import manifest from '../../package.json' with { type: 'json' };
import type { CheckedRun, FileReport, ReportedDiagnostic } from './report.ts';
import { levelOf, ruleOf } from './ruleHelp.ts';
import { SARIF_SCHEMA, type SarifLocation, type SarifLog, type SarifResult, type SarifRun } from './sarif.ts';

/** Category of the results; the part behind the slash tells shards apart. */
const CATEGORY = 'rehearsal/check';

/** A result whose rule is not numbered yet. */
type LooseResult = Omit<SarifResult, 'ruleIndex'>;

/** The log of one check. */
export function sarifLog(checked: CheckedRun): SarifLog {
  const results = checked.reports.flatMap((report) =>
    report.diagnostics.map((diagnostic) => resultOf(report, diagnostic, checked.hasBaseline)),
  );
  return logOf(results, checked.problems, checked.shard);
}

/** The log that one check of everything would have written. Results that stand in several logs count once. */
export function mergeSarif(logs: readonly SarifLog[]): SarifLog {
  const runs = logs.flatMap((log) => log.runs);
  const problems = runs.flatMap(({ invocations: [{ toolExecutionNotifications = [] }] }) =>
    toolExecutionNotifications.map(({ message }) => message.text),
  );
  const distinct = new Map(
    runs.flatMap(({ results }) => results).map((result) => [JSON.stringify({ ...result, ruleIndex: 0 }), result]),
  );
  return logOf([...distinct.values()], problems, undefined);
}

function logOf(loose: readonly LooseResult[], problems: readonly string[], shard: string | undefined): SarifLog {
  const ids = [...new Set(loose.map(({ ruleId }) => ruleId))].sort();
  const indices = new Map(ids.map((id, index) => [id, index]));
  const results = loose
    .map(({ ruleId, ...rest }) => ({ ...rest, ruleId, ruleIndex: indices.get(ruleId) ?? 0 }))
    .map(({ ruleId, ruleIndex, level, message, ...rest }) => ({ ruleId, ruleIndex, level, message, ...rest }))
    .sort(byPlace);
  const run: SarifRun = {
    tool: {
      driver: {
        name: 'Rehearsal',
        semanticVersion: manifest.version,
        rules: ids.map(ruleOf),
        properties: { rexVersion: '0.1.0' },
      },
    },
    automationDetails: { id: shard === undefined ? `${CATEGORY}/` : `${CATEGORY}/shard-${shard.replace('/', '-of-')}` },
    columnKind: 'utf16CodeUnits',
    invocations: [invocationOf([...problems].sort())],
    results,
  };
  return { $schema: SARIF_SCHEMA, version: '2.1.0', runs: [run] };
}

function invocationOf(problems: readonly string[]): SarifRun['invocations'][0] {
  if (problems.length === 0) return { executionSuccessful: true };
  return {
    executionSuccessful: false,
    toolExecutionNotifications: problems.map((text) => ({ level: 'error', message: { text } })),
  };
}

function resultOf(report: FileReport, diagnostic: ReportedDiagnostic, hasBaseline: boolean): LooseResult {
  const { code, severity, message, range, fingerprint, known, related = [] } = diagnostic;
  const places = related.map((place, index) => ({
    id: index + 1,
    ...locationOf(place.path, place.range),
    message: messageOf(place.message),
  }));
  const flow = flowOf(report.path, diagnostic);
  return {
    ruleId: code,
    level: levelOf(severity),
    message: messageOf(message),
    locations: [locationOf(report.path, range)],
    ...(places.length === 0 ? {} : { relatedLocations: places }),
    ...(flow.length === 0
      ? {}
      : { codeFlows: [{ threadFlows: [{ locations: flow.map((location) => ({ location })) }] }] }),
    partialFingerprints: { primaryLocationLineHash: fingerprint, 'rehearsalFinding/v1': fingerprint },
    ...(hasBaseline ? { baselineState: known === true ? 'unchanged' : 'new' } : {}),
    ...(known === true ? { suppressions: [{ kind: 'external', justification: 'The baseline file lists it.' }] } : {}),
  };
}

/** The way of data from its source to the finding, where a review finding tells it. */
function flowOf(file: string, { code, message, range, related = [] }: JsonDiagnostic): readonly SarifLocation[] {
  const steps = related.filter((place) => place.path === file);
  if (!code.startsWith('review-') || steps.length === 0) return [];
  const way = steps.map((place) => ({
    ...locationOf(place.path, place.range),
    message: messageOf(place.message),
  }));
  const last = steps.at(-1);
  const endsThere = last !== undefined && JSON.stringify(last.range) === JSON.stringify(range);
  return endsThere ? way : [...way, { ...locationOf(file, range), message: messageOf(message) }];
}

function locationOf(file: string, { startLine, startColumn, endLine, endColumn }: JsonRange): SarifLocation {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: { startLine, startColumn, endLine, endColumn },
    },
  };
}

/** Relative to the working directory, as consumers expect of files in a repository; absolute outside it. */
function uriOf(file: string): string {
  const relative = path.relative('', file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return pathToFileURL(file).href;
  return relative.split(path.sep).map(encodeURIComponent).join('/');
}

/** In a plain message, `[text](n)` would be a link. */
function messageOf(text: string): { readonly text: string } {
  return { text: text.replace(/\[([^[\]]*)\](?=\()/g, '\\[$1\\]') };
}

function byPlace(a: SarifResult, b: SarifResult): number {
  const [left, right] = [a, b].map((result) => result.locations[0].physicalLocation);
  if (left === undefined || right === undefined) return 0;
  return (
    compare(left.artifactLocation.uri, right.artifactLocation.uri) ||
    left.region.startLine - right.region.startLine ||
    left.region.startColumn - right.region.startColumn ||
    compare(JSON.stringify(a), JSON.stringify(b))
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
