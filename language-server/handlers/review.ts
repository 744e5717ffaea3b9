// The review of a script for the Review view: what it can touch, what the policy says, what was found, and what changed.

import type { Connection } from 'vscode-languageserver';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { CancellationToken } from '#core/base/ports.ts';
import { CATEGORY_TITLES } from '#core/manifest/categories.ts';
import type { ScriptManifest } from '#core/manifest/manifest.ts';
import { type ManifestRow, manifestRows } from '#core/manifest/manifestRows.ts';
import { visible } from '#core/manifest/plainText.ts';
import { inputText, reviewMarkdown } from '#core/manifest/reviewMarkdown.ts';
import { type ReviewReport, reportSteps } from '#core/manifest/reviewReport.ts';
import { rowVerdicts } from '#core/manifest/rowVerdict.ts';
import { manifestSteps } from '#core/manifest/scriptManifest.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import type { JsonRange } from '#core/verdict/checkJson.ts';
import type { Verdict } from '#core/verdict/decide.ts';
import type { ClientRequests, ReviewPage, ReviewPlace, ReviewRow } from '#protocol';
import type { AnalyzedScript } from '../analyses.ts';
import type { Session } from '../session.ts';
import { SharedWork } from '../sharedWork.ts';
import { guard } from './guard.ts';

type Review = ClientRequests['rehearsal/review'];

const FAILED: Review['result'] = { error: 'The review of this script failed. The log has the reason.' };

export function registerReview(connection: Connection, session: Session): void {
  connection.onRequest<Review['result'], void>(
    'rehearsal/review',
    (params: Review['params'], token: CancellationToken) =>
      guard(session, 'review', FAILED, token, () => reviewOf(session, params, token)),
  );
}

async function reviewOf(
  session: Session,
  { uri, name, before }: Review['params'],
  token: CancellationToken,
): Promise<Review['result']> {
  const script = await session.analyses.script(uri, token);
  if (script === undefined) return { error: 'The script cannot be analyzed.' };
  const error = script.checked.diagnostics.find(({ code }) => code === 'compile');
  if (error !== undefined) return { error: `The script does not compile: ${error.message}` };
  const other = before === undefined ? undefined : await manifestBefore(session, before, token);
  const { governance, checked, lines, principal } = script;
  const { catalog } = session.analyses.engine;
  const bound = governance.kind === 'bound' ? { policy: governance.binding.policy } : {};
  const subject = {
    ...{ name, catalog, checked: { ...checked, lines, principal } },
    ...bound,
    ...(other === undefined ? {} : { before: other }),
  };
  const report = await new SharedWork(reportSteps(subject), () => false).wait(token);
  return pageOf(report, script);
}

async function manifestBefore(
  session: Session,
  { name, text }: NonNullable<Review['params']['before']>,
  token: CancellationToken,
): Promise<ScriptManifest> {
  const parsed = parse(text);
  const structure = { parse: parsed, resolution: resolve(parsed.root), lines: new LineIndex(text) };
  const subject = { name, ...structure, catalog: session.analyses.engine.catalog };
  return (await new SharedWork(manifestSteps(subject), () => false).wait(token)).manifest;
}

function pageOf(report: ReviewReport, { governance }: AnalyzedScript): ReviewPage {
  const { script, policy, principal, counts, manifest, permissions, diff, findings } = report;
  const verdictOf = rowVerdicts(report);
  const rows = manifestRows(permissions);
  return {
    script,
    principal,
    ...(policy === undefined ? {} : { policy }),
    ...(governance.kind === 'bound' ? {} : { whyNoPolicy: governance.reason }),
    counts,
    notes: [
      ...manifest.assumes.map((text) => `Assumed: ${text}`),
      ...manifest.notCovered.map(({ path, line }) => `Not covered: ${visible(path)}, imported at line ${line}.`),
    ],
    rows: rows.map((row) => pageRow(row, verdictOf(row.permissions))),
    ...(diff === undefined
      ? {}
      : {
          changes: {
            other: diff.other,
            more: [
              ...manifestRows(diff.added).map(rowText),
              ...diff.addedModules.map(({ path }) => `Loads ${visible(path)}`),
            ],
            less: manifestRows(diff.removed).map(rowText),
          },
        }),
    findings: findings.map(({ code, message, range, steps, source, sink }) => ({
      ...{ code, message: visible(message), place: placeOf(range), sink: visible(sink) },
      ...(source === undefined ? {} : { source: visible(source) }),
      steps: steps.map((step) => ({ text: visible(step.text), place: placeOf(step.range) })),
    })),
    refusals: report.calls.flatMap(({ function: called, verdict, reason, range }) =>
      verdict === 'deny' || verdict === 'depends'
        ? [{ function: visible(called), verdict, reason: visible(reason), place: placeOf(range) }]
        : [],
    ),
    markdown: reviewMarkdown(report),
  };
}

function pageRow(row: ManifestRow, verdict: Verdict): ReviewRow {
  const { category, resource, actions, types, context, root, uses, inputs, conditions } = row;
  return {
    category: CATEGORY_TITLES[category],
    resource: visible(context === undefined ? resource : `${resource} ${context}`),
    requests: `${actions.join(', ')} on ${types.join(', ')}${root ? ' as root' : ''}`,
    verdict,
    places: uses.map(({ range }) => placeOf(range)),
    inputs: inputs.map((input) => visible(inputText(input))),
    conditions: conditions.map(({ text }) => visible(text)),
  };
}

function rowText({ category, resource, actions }: ManifestRow): string {
  return `${CATEGORY_TITLES[category]} ${visible(resource)} (${actions.join(', ')})`;
}

function placeOf({ startLine, startColumn }: JsonRange): ReviewPlace {
  return { line: startLine, column: startColumn };
}
