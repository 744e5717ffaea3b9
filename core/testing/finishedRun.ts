// What a test looks at of a run that came to its end.

import type { FileAfter } from '#core/sandbox/host/filesAfter.ts';
import type { Payload } from '#core/sandbox/runner/payload.ts';
import type { TraceEvent } from '#core/trace/events.ts';

export interface FinishedRun {
  readonly payload: Payload;
  readonly filesBefore: ReadonlyMap<string, FileAfter>;
  readonly filesAfter: ReadonlyMap<string, FileAfter>;
  readonly events: readonly TraceEvent[];
}

/** Paths that the run created, changed or removed, in order. */
export function changedPaths({ filesBefore, filesAfter }: FinishedRun): readonly string[] {
  const paths = new Set([...filesBefore.keys(), ...filesAfter.keys()]);
  return [...paths].filter((path) => fileText(filesBefore.get(path)) !== fileText(filesAfter.get(path))).sort();
}

/** A file's state as lines of text, the same for equal states. */
export function fileText(file: FileAfter | null | undefined): string {
  if (file === undefined || file === null) return 'absent';
  const { content, ...rest } = file;
  const lines = Object.entries(rest)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${String(value)}`);
  return [...lines, ...(content === undefined ? [] : ['content:', content])].join('\n');
}
