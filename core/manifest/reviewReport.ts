// Everything a person needs to decide whether a script may run: what it can touch, what the policy says, what was found, what changed.

import type { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';
import { finish, type Steps } from '#core/base/steps.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { ReviewCode, ReviewFinding } from '#core/review/finding.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import type { ScriptAnalysis } from '#core/verdict/analyzeScript.ts';
import { type JsonRange, jsonRange } from '#core/verdict/checkJson.ts';
import type { Verdict } from '#core/verdict/decide.ts';
import { askedPermissions } from './fallbacks.ts';
import type { Permission, ScriptManifest } from './manifest.ts';
import { diffManifests, type ManifestDiff } from './manifestDiff.ts';
import { displayPattern } from './resourcePattern.ts';
import { manifestSteps } from './scriptManifest.ts';

/** A call as the policy judges it. */
export interface ReportedVerdict {
  readonly function: string;
  readonly range: JsonRange;
  readonly verdict: Verdict;
  readonly silent: boolean;
  readonly reason: string;
}

/** A place on the way of a finding. */
export interface ReportedStep {
  readonly range: JsonRange;
  readonly text: string;
}

export interface ReportedFinding {
  readonly code: ReviewCode;
  readonly message: string;
  readonly range: JsonRange;
  readonly steps: readonly ReportedStep[];
  /** What the value is at the start of the way; absent where no value is followed. */
  readonly source?: string;
  readonly sink: string;
}

export interface ReviewReport {
  readonly script: string;
  /** Absent where no policy is bound: then no verdict is known. */
  readonly policy?: string;
  readonly principal: string;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Reached calls in the order of the text. */
  readonly calls: readonly ReportedVerdict[];
  /** Those of the manifest, without requests that stand in for what the policy certainly allows. */
  readonly permissions: readonly Permission[];
  /** Those of `permissions` that are only asked for after another one was refused. */
  readonly standIns: ReadonlySet<Permission>;
  /** What the policy says to each of `permissions`. */
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly ReportedFinding[];
  readonly manifest: ScriptManifest;
  /** Absent where nothing is compared with. */
  readonly diff?: ManifestDiff;
}

/** A checked script with the names it goes by. */
export interface ReportSubject {
  readonly name: string;
  readonly policy?: string;
  readonly checked: Pick<ScriptAnalysis, 'calls' | 'diagnostics'> & {
    readonly parse: ParseResult;
    readonly resolution: Resolution;
    readonly lines: LineIndex;
    readonly principal: string;
  };
  readonly catalog: SdkCatalog;
  /** The manifest of the version to compare with. */
  readonly before?: ScriptManifest;
}

/** Makes the report. */
export function reviewReport(subject: ReportSubject): ReviewReport {
  return finish(reportSteps(subject));
}

/** The same in steps. */
export function* reportSteps({ name, policy, checked, catalog, before }: ReportSubject): Steps<ReviewReport> {
  const { parse, resolution, lines, principal, diagnostics } = checked;
  const { manifest, fallbacks, review } = yield* manifestSteps({ name, parse, resolution, lines, catalog });
  const calls = checked.calls
    .filter(({ reachable }) => reachable)
    .map(({ function: called, site, verdict, silent, reason, checks }) => ({
      shown: { function: called, range: jsonRange(site.span, lines), verdict, silent, reason },
      checks,
    }));
  const counts = { allow: 0, deny: 0, depends: 0, unknown: 0 };
  for (const { shown } of calls) counts[shown.verdict]++;
  const callsAt = byPlace(calls);
  const permissions = askedPermissions(manifest.permissions, fallbacks, ({ range }) =>
    callsAt(range).map((call) => ({ checks: call.checks, ends: endsRefused(call) })),
  );
  // What a comment silences stays silent here too.
  const isShown = ({ code, span, sink }: ReviewFinding) =>
    sink === 'output' || diagnostics.some((one) => one.code === code && sameSpan(one.span, span));
  return {
    script: name,
    ...(policy === undefined ? {} : { policy }),
    principal,
    counts,
    calls: calls.map(({ shown }) => shown),
    permissions,
    standIns: new Set(permissions.filter(({ uses }) => uses.every((use) => fallbacks.has(use)))),
    verdicts: verdictsOf(permissions, callsAt),
    findings: review.findings.filter(isShown).map((finding) => reported(finding, lines)),
    manifest,
    ...(before === undefined ? {} : { diff: diffManifests(manifest, before) }),
  };
}

type JudgedCall = { readonly shown: ReportedVerdict; readonly checks: ScriptAnalysis['calls'][number]['checks'] };

function byPlace(calls: readonly JudgedCall[]): (range: JsonRange) => readonly JudgedCall[] {
  const found = new Map<string, JudgedCall[]>();
  for (const call of calls) {
    const place = JSON.stringify(call.shown.range);
    found.set(place, [...(found.get(place) ?? []), call]);
  }
  return (range) => found.get(JSON.stringify(range)) ?? [];
}

function verdictsOf(
  permissions: readonly Permission[],
  callsAt: (range: JsonRange) => readonly JudgedCall[],
): readonly Verdict[] {
  return permissions.map(({ action, resourceType, resource, uses }) => {
    const text = resource.kind === 'fresh' ? null : displayPattern(resource);
    const found = uses.flatMap(({ range }) =>
      callsAt(range).flatMap(({ shown, checks: all }) => {
        // In an allowed call, what is refused or not decided has no effect.
        if (shown.verdict === 'allow') return ['allow' as const];
        const checks = all.filter((check) => check.action === action && check.resourceType === resourceType);
        const same = checks.filter((check) => check.resource === text);
        if (checks.length === 0 && endsRefused({ shown })) return ['deny' as const];
        return (same.length > 0 ? same : checks).map(({ verdict }) => verdict);
      }),
    );
    return combined(found);
  });
}

/** Every run of the call ends with a refusal; what would come behind it is never asked for. */
function endsRefused({ shown }: Pick<JudgedCall, 'shown'>): boolean {
  return shown.verdict === 'deny' && !shown.silent;
}

function combined(verdicts: readonly Verdict[]): Verdict {
  const [first = 'unknown'] = verdicts;
  if (verdicts.every((verdict) => verdict === first)) return first;
  return verdicts.includes('unknown') ? 'unknown' : 'depends';
}

function reported({ code, message, span, steps, source, sink }: ReviewFinding, lines: LineIndex): ReportedFinding {
  return {
    code,
    message,
    range: jsonRange(span, lines),
    steps: steps.map((step) => ({ range: jsonRange(step.span, lines), text: step.text })),
    ...(source === undefined ? {} : { source }),
    sink,
  };
}

function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
