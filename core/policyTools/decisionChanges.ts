// The decisions that another policy text changes, told as text: a summary, and each call with the place it stands at.

import type { LineIndex } from '#core/base/lineIndex.ts';
import type { Verdict } from '#core/verdict/decide.ts';
import type { ChangedCall, ChangedCheck } from './compareCalls.ts';

/** The changes in one script. */
export interface ScriptChanges {
  readonly uri: string;
  /** As a person names it. */
  readonly name: string;
  readonly lines: LineIndex;
  readonly changes: readonly ChangedCall[];
}

/** A line of the text that leads to a call. */
export interface ChangeLine {
  readonly text: string;
  readonly place?: { readonly uri: string; readonly lines: LineIndex; readonly change: ChangedCall };
}

const WORDS: Readonly<Record<Verdict, string>> = {
  allow: '✓ allowed',
  deny: '⊘ denied',
  depends: '◐ depends on input',
  unknown: 'undecided',
};

/** `2 decisions change in 1 of 3 scripts.` */
export function changesSummary(scripts: readonly ScriptChanges[]): string {
  const changed = scripts.filter(({ changes }) => changes.length > 0);
  const count = changed.reduce((sum, { changes }) => sum + changes.length, 0);
  const among = scripts.length === 1 ? '1 script' : `${scripts.length} scripts`;
  if (count === 0) return `No decision changes in ${among}.`;
  const of = scripts.length === 1 ? '1 script' : `${changed.length} of ${among}`;
  return `${count} ${count === 1 ? 'call changes' : 'calls change'} in ${of}.`;
}

/** `a.rhai:3 cat: denied -> allowed` */
export function changeText({ name, lines }: ScriptChanges, change: ChangedCall): string {
  return `${name}:${lineOf(lines, change)} ${change.function}: ${verdictsText(change)}`;
}

/** Everything, a line for each call with its requests and its reason below. */
export function changeLines(scripts: readonly ScriptChanges[]): readonly ChangeLine[] {
  return scripts
    .filter(({ changes }) => changes.length > 0)
    .flatMap(({ uri, name, lines, changes }): readonly ChangeLine[] => [
      { text: '' },
      { text: name },
      ...changes.flatMap((change): readonly ChangeLine[] => [
        {
          text: `  line ${lineOf(lines, change)}  ${change.function}: ${verdictsText(change)}`,
          place: { uri, lines, change },
        },
        { text: `      ${change.reason}` },
        ...change.checks.map((check) => ({ text: `      ${checkText(check)}` })),
      ]),
    ]);
}

function verdictsText({ before, after }: ChangedCall): string {
  return before === after ? `${WORDS[after]}, for other requests` : `${WORDS[before]} → ${WORDS[after]}`;
}

function checkText({ action, resourceType, resource, before, after }: ChangedCheck): string {
  const name = /::"(.*)"$/s.exec(action)?.[1] ?? action;
  const where = resource === null ? '' : ` ${resource}`;
  return `${name} on ${resourceType.replace(/^.*::/, '')}${where}: ${before} → ${after}`;
}

function lineOf(lines: LineIndex, { span }: ChangedCall): number {
  return lines.toLineColumn(span.start).line + 1;
}
