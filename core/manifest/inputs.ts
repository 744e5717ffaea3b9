// Which inputs decide the resource of a request: the labels on the values that the catalog makes its id from.

import type { LineIndex } from '#core/base/lineIndex.ts';
import type { CatalogFunction, Check, ResourceExpression } from '#core/catalog/types.ts';
import type { FollowedLabels } from '#core/review/followLabels.ts';
import { allLabels, CLEAN, type Label, partOf, type Tainted } from '#core/review/labels.ts';
import { rootsOf } from '#core/review/sources.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { Input } from './manifest.ts';

/** The inputs of a check, each once; empty where no label reaches it. */
export function inputsOf(
  site: CallSite,
  fn: CatalogFunction,
  check: Check,
  labels: FollowedLabels,
  lines: LineIndex,
): readonly Input[] {
  const taint = labels.taintOf(site.node);
  if (taint === undefined) return [];
  const taints = site.receiver === undefined ? taint.args : [taint.receiver, ...taint.args];
  const found = new Map<string, Input>();
  for (const { name, field } of rootsOfCheck(check)) {
    const whole = taints[placeOf(fn, name)] ?? CLEAN;
    for (const label of allLabels(field === undefined ? whole : partOr(whole, field)).values()) {
      const input = inputOf(label, lines);
      found.set(`${input.kind} ${input.text} ${input.line} ${input.bound}`, input);
    }
  }
  return [...found.values()];
}

function placeOf(fn: CatalogFunction, name: string): number {
  if (name === 'receiver') return 0;
  return fn.parameters.findIndex((parameter) => parameter.name === name) + (fn.receiver === undefined ? 0 : 1);
}

/** A handle carries the labels of what it was opened with as a whole. */
function partOr(whole: Tainted, field: string): Tainted {
  return whole.fields.has(field) ? partOf(whole, field) : whole;
}

function rootsOfCheck({ resource, loop }: Check): ReturnType<typeof rootsOf> {
  const loopRoots = (expression: ResourceExpression | undefined) =>
    expression === undefined ? [] : rootsOf(expression);
  switch (loop?.over) {
    case 'entries':
      return [...rootsOf(resource), ...rootsOf(loop.root)];
    case 'prefixes':
      return [...rootsOf(resource), ...rootsOf(loop.path), ...loopRoots(loop.root)];
    case 'items':
      return [...rootsOf(resource), ...rootsOf(loop.of)];
    case 'mounts':
      return [...rootsOf(resource), ...loopRoots(loop.targets)];
    case 'processes':
    case 'host':
    case undefined:
      return rootsOf(resource);
  }
}

function inputOf({ source, bound }: Label, lines: LineIndex): Input {
  return { kind: source.kind, text: source.text, line: lines.toLineColumn(source.span.start).line + 1, bound };
}
