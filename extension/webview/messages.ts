// Messages between the pages and the extension, one union per direction.

import type { TraceEvent } from '#core/trace/events.ts';
import type { ExplainedPolicy, ReviewPage, ReviewPlace } from '#protocol';

export interface RunHeader {
  readonly runId: number;
  readonly script: string;
  readonly policy: string;
  readonly principal: string;
  readonly state: 'running' | 'success' | 'error' | 'stopped' | 'failed';
  readonly summary: string;
  readonly output: string;
  /** The script was edited after the run. */
  readonly isStale: boolean;
}

export type ToPanel =
  | { readonly kind: 'run'; readonly header: RunHeader; readonly events: readonly TraceEvent[] }
  | { readonly kind: 'events'; readonly runId: number; readonly events: readonly TraceEvent[] }
  | { readonly kind: 'header'; readonly header: RunHeader }
  | { readonly kind: 'select'; readonly event: number }
  | { readonly kind: 'explanation'; readonly event: number; readonly policies: readonly ExplainedPolicy[] };

export type FromPanel =
  | { readonly kind: 'ready' }
  | { readonly kind: 'openLine'; readonly line: number; readonly column: number; readonly module?: string }
  | { readonly kind: 'openPolicy'; readonly file: string; readonly line: number }
  | { readonly kind: 'explain'; readonly event: number }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'runAgain' }
  | { readonly kind: 'stop' };

export type ToReview =
  | { readonly kind: 'page'; readonly uri: string; readonly page: ReviewPage }
  | { readonly kind: 'problem'; readonly uri: string; readonly text: string };

export type FromReview =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly place: ReviewPlace }
  | { readonly kind: 'copy' }
  | { readonly kind: 'export' }
  | { readonly kind: 'compare' };
