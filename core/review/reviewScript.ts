// The review of a script that somebody or something else wrote: what it does with what it reads, and how far it reaches.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { analyzeFlow } from '#core/rhai/flow/analyzeFlow.ts';
import type { FlowResult } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { destructiveFindings } from './destructive.ts';
import type { ReviewFinding } from './finding.ts';
import { flowFindings } from './flowFindings.ts';
import { type FollowedLabels, followLabels } from './followLabels.ts';
import { overeagerFindings } from './overeager.ts';

/** What a review needs of a script. */
export interface ReviewedScript {
  readonly parse: ParseResult;
  readonly resolution: Resolution;
  readonly catalog: SdkCatalog;
  /** The flow without known arguments and without a host, where it is there already. */
  readonly openFlow?: FlowResult;
}

export interface Review {
  /** In the order of the text. */
  readonly findings: readonly ReviewFinding[];
  readonly labels: FollowedLabels;
  readonly flow: FlowResult;
}

/** Reviews a script for all runs it can have: any arguments, any host. */
export function reviewScript({ parse, resolution, catalog, openFlow }: ReviewedScript): Review {
  const flow = openFlow ?? analyzeFlow(parse, resolution, catalog);
  const labels = followLabels(parse.root, resolution, flow, catalog);
  const findings = [
    ...flowFindings(parse.root, flow, labels, catalog),
    ...destructiveFindings(flow, labels, catalog),
    ...overeagerFindings(parse.root, resolution, flow, labels),
  ];
  return { findings: distinct(findings).sort((a, b) => a.span.start - b.span.start), labels, flow };
}

/** The findings in the form of all others. What a script gives back is its purpose, so that note is left to a review. */
export function reviewDiagnostics(findings: readonly ReviewFinding[]): readonly Diagnostic[] {
  return findings.filter(({ sink }) => sink !== 'output').map(reviewDiagnostic);
}

/** With the way of the value as related places. */
function reviewDiagnostic({ code, message, span, steps }: ReviewFinding): Diagnostic {
  return {
    code,
    severity: code === 'review-note' ? 'information' : 'warning',
    message,
    span,
    ...(steps.length < 2
      ? {}
      : { related: steps.map((step) => ({ document: 'script' as const, span: step.span, message: `${step.text}.` })) }),
  };
}

function distinct(findings: readonly ReviewFinding[]): ReviewFinding[] {
  const seen = new Map<string, ReviewFinding>();
  for (const finding of findings) {
    const key = `${finding.code} ${finding.span.start} ${finding.span.end}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}
