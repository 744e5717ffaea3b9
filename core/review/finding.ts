// What a review says about a script: findings and notes, each with the way from where a value came in to where it is used.

import type { Span } from '#core/base/span.ts';
import { type Label, stepsOf } from './labels.ts';

export type ReviewCode =
  | 'review-injection'
  | 'review-exfiltration'
  | 'review-destructive'
  | 'review-dynamic-path'
  | 'review-overeager'
  | 'review-note';

/** A place on the way, in the order of the run. */
export interface FlowStep {
  readonly span: Span;
  readonly text: string;
}

export interface ReviewFinding {
  readonly code: ReviewCode;
  readonly message: string;
  readonly span: Span;
  readonly steps: readonly FlowStep[];
  /** What the value is at the start of the way; undefined where no value is followed. */
  readonly source?: string;
  /** The call that the finding is about. */
  readonly sink: string;
}

/** The steps of a label and the place where it ends. */
export function wayOf(label: Label, end: FlowStep): readonly FlowStep[] {
  const steps = stepsOf(label).map(({ span, text }) => ({ span, text }));
  const out: FlowStep[] = [];
  for (const step of [...steps, end])
    if (out.at(-1)?.span.start !== step.span.start || out.at(-1)?.text !== step.text) out.push(step);
  return out;
}
