// A finding about a text, in the engine's own terms: offsets and plain data, no protocol.

import type { Span } from './span.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** One finding. `code` is from a closed list; fixes dispatch on code and `data`, never on the message. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related?: readonly RelatedPlace[];
  /** Shown faded: unused or unreachable. */
  readonly unnecessary?: boolean;
  readonly data?: DiagnosticData;
}

/** A place that explains a finding; `document` names the other text by the key that the caller gave it. */
export interface RelatedPlace {
  readonly document: 'script' | 'policy' | 'schema' | 'host';
  readonly span: Span;
  readonly message: string;
}

export type DiagnosticData = Readonly<Record<string, string | number | boolean | readonly string[]>>;
