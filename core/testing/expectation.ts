// What a test expects of a run: every part is optional, and only what is there is compared.

import type { Span } from '#core/base/span.ts';
import type { FileAfter } from '#core/sandbox/host/filesAfter.ts';

/** Expected text: the whole of it, parts that it holds, or a pattern that it matches. */
export type TextExpectation =
  | { readonly kind: 'equals'; readonly text: string }
  | { readonly kind: 'contains'; readonly parts: readonly string[] }
  | { readonly kind: 'matches'; readonly pattern: RegExp };

/** An expected value and where the file says it. */
export interface Placed<T> {
  readonly value: T;
  readonly span: Span;
}

/** Absent parts match anything. */
export interface ExpectedDecision {
  readonly decision: 'allow' | 'deny';
  /** `file_system::Action::"read"` or just `read`. */
  readonly action?: string;
  /** `file_system::File::"/srv/a"` or just `/srv/a`. */
  readonly resource?: string;
  /** `User::"agent"` or just `agent`. */
  readonly principal?: string;
  /** Ids or `@id` names of the deciding policies, in any order. */
  readonly policies?: readonly string[];
}

export interface ExpectedLog {
  readonly level?: string;
  readonly message: TextExpectation;
}

export interface ExpectedError {
  readonly type?: string;
  readonly message?: TextExpectation;
}

/** A file as it must be afterwards; only the parts that are there are compared. `null` for a path that must not be there. */
export type ExpectedFile = FileAfter | null;

/** A list of which each entry must be met in order; a complete one allows nothing between and beside. */
export interface ExpectedList<T> {
  readonly entries: readonly Placed<T>[];
  readonly complete: boolean;
  readonly span: Span;
}

export interface Expectation {
  readonly status?: Placed<'SUCCESS' | 'ERROR'>;
  readonly output?: Placed<TextExpectation>;
  readonly error?: Placed<ExpectedError>;
  readonly decisions?: ExpectedList<ExpectedDecision>;
  readonly logs?: ExpectedList<ExpectedLog>;
  /** By path. A complete list names every path that the run creates, changes or removes. */
  readonly files?: {
    readonly entries: ReadonlyMap<string, Placed<ExpectedFile>>;
    readonly complete: boolean;
    readonly span: Span;
  };
}
