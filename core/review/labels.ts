// Where a value came from: labels that travel with values from a source to a sink, each with the steps it took.

import type { Span } from '#core/base/span.ts';

/**
 * `content` of a file, a `response` of a service, a script `argument`, other `data` of the host, the `listing` of a
 * directory, or a `process` that was listed.
 */
export type SourceKind = 'content' | 'response' | 'argument' | 'data' | 'listing' | 'process';

export interface Source {
  readonly kind: SourceKind;
  /** For messages: `Content of /etc/app.conf`, `Argument name`. */
  readonly text: string;
  readonly span: Span;
  /** Whether the file's name says that it holds a secret. */
  readonly secret: boolean;
}

/** One step on the way, linked to the one before. */
export interface Step {
  readonly span: Span;
  readonly text: string;
  readonly before: Step | undefined;
}

/** What stands before the labelled part in its text: a folder bounds a path, an authority a URL, `query` is behind both. */
export type Position = 'start' | 'folder' | 'authority' | 'query';

export interface Label {
  readonly source: Source;
  /** `prefix` after a check of how it begins, `fixed` after a comparison with known values. */
  readonly bound: 'no' | 'prefix' | 'fixed';
  readonly position: Position;
  /** Only a number is left of it. */
  readonly number: boolean;
  /** Already used to open something; what is done with the handle is the consequence. */
  readonly opened: boolean;
  readonly steps: Step | undefined;
}

export type Labels = ReadonlyMap<string, Label>;

/** The labels of a value and of what is in it. */
export interface Tainted {
  /** On the whole and everything in it. */
  readonly own: Labels;
  readonly fields: ReadonlyMap<string, Tainted>;
  /** Items, and entries that are not among the fields. */
  readonly items: Tainted | undefined;
  readonly keys: Labels;
}

const NO_LABELS: Labels = new Map();

export const CLEAN: Tainted = { own: NO_LABELS, fields: new Map(), items: undefined, keys: NO_LABELS };

const MAX_DEPTH = 3;
const MAX_STEPS = 16;
const POSITIONS: readonly Position[] = ['start', 'folder', 'authority', 'query'];

/** A fresh label. */
export function labelOf(source: Source, step: string): Label {
  return {
    source,
    bound: 'no',
    position: 'start',
    number: false,
    opened: false,
    steps: { span: source.span, text: step, before: undefined },
  };
}

export function labelsOf(labels: Iterable<Label>): Labels {
  const out = new Map<string, Label>();
  for (const label of labels) {
    const key = keyOfLabel(label);
    if (!out.has(key)) out.set(key, label);
  }
  return out.size === 0 ? NO_LABELS : out;
}

/** A value with these labels on it and everything in it. */
export function tainted(labels: Labels): Tainted {
  return labels.size === 0 ? CLEAN : { ...CLEAN, own: labels };
}

export function isClean(value: Tainted): boolean {
  return value === CLEAN || (value.own.size === 0 && value.keys.size === 0 && value.fields.size === 0 && !value.items);
}

export function joinLabels(a: Labels, b: Labels): Labels {
  if (b.size === 0 || a === b) return a;
  if (a.size === 0) return b;
  if ([...b.keys()].every((key) => a.has(key))) return a;
  return new Map([...b, ...a]);
}

export function join(a: Tainted, b: Tainted): Tainted {
  if (a === b || isClean(b)) return a;
  if (isClean(a)) return b;
  const fields = new Map<string, Tainted>();
  for (const key of new Set([...a.fields.keys(), ...b.fields.keys()]))
    fields.set(key, join(a.fields.get(key) ?? a.items ?? CLEAN, b.fields.get(key) ?? b.items ?? CLEAN));
  const items = a.items === undefined ? b.items : b.items === undefined ? a.items : join(a.items, b.items);
  return { own: joinLabels(a.own, b.own), fields, items, keys: joinLabels(a.keys, b.keys) };
}

/** All labels of a value, its keys and its parts. */
export function allLabels(value: Tainted): Labels {
  if (value.fields.size === 0 && value.items === undefined) return joinLabels(value.own, value.keys);
  let labels = joinLabels(value.own, value.keys);
  for (const part of value.fields.values()) labels = joinLabels(labels, allLabels(part));
  return value.items === undefined ? labels : joinLabels(labels, allLabels(value.items));
}

/** A part by its key, or any part. */
export function partOf(value: Tainted, key: string | undefined): Tainted {
  if (isClean(value)) return CLEAN;
  let part = (key === undefined ? undefined : value.fields.get(key)) ?? value.items ?? CLEAN;
  if (key === undefined) for (const field of value.fields.values()) part = join(part, field);
  return join(part, tainted(value.own));
}

/** The value after a part got a value. */
export function withPart(value: Tainted, key: string | undefined, part: Tainted, replaces: boolean): Tainted {
  if (key === undefined) {
    if (isClean(part)) return value;
    const fields = new Map([...value.fields].map(([name, field]) => [name, join(field, shallow(part))]));
    return { ...value, fields, items: shallow(value.items === undefined ? part : join(value.items, part)) };
  }
  const before = value.fields.get(key) ?? value.items;
  if (before === undefined && isClean(part)) return value;
  const fields = new Map(value.fields);
  fields.set(key, shallow(replaces || before === undefined ? part : join(before, part)));
  return { ...value, fields };
}

/** Keeps nesting finite: what lies deeper counts for the whole. */
function shallow(value: Tainted, depth = 1): Tainted {
  if (isClean(value)) return CLEAN;
  if (depth >= MAX_DEPTH) return tainted(allLabels(value));
  const fields = new Map([...value.fields].map(([key, part]) => [key, shallow(part, depth + 1)]));
  return { ...value, fields, items: value.items === undefined ? undefined : shallow(value.items, depth + 1) };
}

/** Changes every label of a value; undefined drops it. */
export function mapLabels(value: Tainted, change: (label: Label) => Label | undefined): Tainted {
  if (isClean(value)) return value;
  const changed = (labels: Labels) =>
    labels.size === 0
      ? labels
      : labelsOf([...labels.values()].map(change).filter((label): label is Label => label !== undefined));
  return {
    own: changed(value.own),
    keys: changed(value.keys),
    fields: new Map([...value.fields].map(([key, part]) => [key, mapLabels(part, change)])),
    items: value.items === undefined ? undefined : mapLabels(value.items, change),
  };
}

/** Notes a step on every label. */
export function withStep(value: Tainted, span: Span, text: string): Tainted {
  if (isClean(value)) return value;
  return mapLabels(value, (label) => {
    const { steps } = label;
    if (stepCount(steps) >= MAX_STEPS || (steps?.span.start === span.start && steps.text === text)) return label;
    return { ...label, steps: { span, text, before: steps } };
  });
}

export function laterPosition(a: Position, b: Position): Position {
  return POSITIONS.indexOf(a) > POSITIONS.indexOf(b) ? a : b;
}

/** The steps of a label from the source on. */
export function stepsOf(label: Label): readonly Step[] {
  const out: Step[] = [];
  for (let step = label.steps; step !== undefined; step = step.before) out.unshift(step);
  return out;
}

/** Tells values apart by what matters, not by the steps. */
export function keyOf(value: Tainted): string {
  if (isClean(value)) return '';
  const fields = [...value.fields].map(([key, part]) => `${key}:${keyOf(part)}`).sort();
  const items = value.items === undefined ? '' : keyOf(value.items);
  return `${[...value.own.keys()].sort().join()}{${fields.join()}}[${items}]${[...value.keys.keys()].sort().join()}`;
}

function keyOfLabel({ source, bound, position, number, opened }: Label): string {
  return `${source.kind}@${source.span.start}${bound}${position}${number}${opened}`;
}

function stepCount(step: Step | undefined): number {
  let count = 0;
  for (let at = step; at !== undefined; at = at.before) count++;
  return count;
}
