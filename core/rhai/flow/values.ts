// Operations on abstract values: equality, the least common superset, and giving up precision so that loops end.

import { type AbstractValue, type Hole, isNamed, isPlainHole, unknownValue } from '#core/base/abstractValue.ts';
import { certainType } from '../types/valueTypes.ts';

export const UNIT_VALUE: AbstractValue = { kind: 'unit' };

/** How many alternatives are kept apart before a value becomes unknown. */
const MAX_ALTERNATIVES = 16;

/** How many items or entries of one literal are followed. */
export const MAX_ITEMS = 256;

export function stringValue(value: string): AbstractValue {
  return { kind: 'string', value };
}

export function boolValue(value: boolean): AbstractValue {
  return { kind: 'bool', value };
}

export function intValue(value: bigint | number): AbstractValue {
  return { kind: 'int', value: BigInt(value) };
}

/** Items in unknown number and order. */
export function someItems(item: AbstractValue | undefined): AbstractValue {
  const array = { kind: 'array', items: [], complete: false } as const;
  return item === undefined ? array : { ...array, rest: item };
}

/** A text that is equal exactly for equal values. */
export function keyOf(value: AbstractValue): string {
  switch (value.kind) {
    case 'unit':
      return '()';
    case 'bool':
    case 'int':
    case 'float':
      return `${value.kind} ${Object.is(value.value, -0) ? '-0' : value.value}`;
    case 'string':
    case 'char':
      return `${value.kind} ${JSON.stringify(value.value)}`;
    case 'unknown':
      return `? ${value.type ?? ''} ${value.source}`;
    case 'pattern':
      return `pattern ${JSON.stringify(value.parts)}`;
    case 'oneOf':
      return `one(${value.values.map(keyOf).sort().join('|')})`;
    case 'array':
      return `[${value.items.map(keyOf).join()};${value.complete}${value.rest === undefined ? '' : `;${keyOf(value.rest)}`}]`;
    case 'map':
      return `#{${entryKeys(value.entries)};${value.complete}${[value.rest, value.restKeys].map((part) => (part === undefined ? '' : `;${keyOf(part)}`)).join('')}}`;
    case 'constant':
      return `${value.module}::${value.name}(${(value.args ?? []).map(keyOf).join()})`;
    case 'object':
      return `${value.type}{${entryKeys(value.fields)};${value.complete}}`;
  }
}

export function sameValue(a: AbstractValue, b: AbstractValue): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'string' || a.kind === 'int' || a.kind === 'bool') return 'value' in b && a.value === b.value;
  if (a.kind === 'unknown' && b.kind === 'unknown') return a.source === b.source && a.type === b.type;
  return keyOf(a) === keyOf(b);
}

/** The least value we can name that holds both. */
export function join(a: AbstractValue, b: AbstractValue): AbstractValue {
  if (sameValue(a, b)) return a;
  if (a.kind === 'unknown') return joinUnknown(a, b);
  if (b.kind === 'unknown') return joinUnknown(b, a);
  if (a.kind === 'array' && b.kind === 'array') return joinArrays(a, b);
  if (a.kind === 'map' && b.kind === 'map') return joinMaps(a, b);
  if (a.kind === 'object' && b.kind === 'object' && a.type === b.type) return joinObjects(a, b);
  return alternatives([...optionsOf(a), ...optionsOf(b)]);
}

/** The join of any number of values; undefined for none. */
export function joinAll(values: readonly AbstractValue[]): AbstractValue | undefined {
  return values.length === 0 ? undefined : values.reduce(join);
}

/** The alternatives of a value, one for a value that is not a choice. */
export function optionsOf(value: AbstractValue): readonly AbstractValue[] {
  return value.kind === 'oneOf' ? value.values : [value];
}

/** A value that holds both and changes at most a few times however often it is widened. */
export function widen(before: AbstractValue, after: AbstractValue): AbstractValue {
  if (sameValue(before, after)) return before;
  const joined = join(before, after);
  const type = certainType(joined);
  if (joined.kind === 'array') return widenArray(before, joined);
  const start = type === 'string' ? commonStart(optionsOf(joined)) : '';
  return start === '' ? unknownValue(CHANGING, type) : widenedText(start, optionsOf(joined));
}

const CHANGING = 'a value that changes in a loop';

function widenArray(before: AbstractValue, joined: ArrayValue): AbstractValue {
  const [old, all] = [before.kind === 'array' ? itemsOf(before) : undefined, itemsOf(joined)];
  if (before.kind !== 'array' || all === undefined) return someItems(undefined);
  if (emptyArray(before)) return someItems(all);
  return someItems(old === undefined ? undefined : widen(old, all));
}

/** Strings that start alike; a path and what lies below it are kept apart. */
function widenedText(start: string, options: readonly AbstractValue[]): AbstractValue {
  const isFolder = (option: AbstractValue): boolean => option.kind === 'string' && option.value === start;
  const rest = options.filter((option) => !isFolder(option));
  const below = rest.length < options.length && rest.every((option) => literalStart(option).startsWith(`${start}/`));
  if (!below) {
    const folder = start.slice(0, start.lastIndexOf('/'));
    const isPath = folder !== '' && options.every((option) => isNormalBelow(option, folder));
    if (isPath) return { kind: 'pattern', parts: [`${folder}/`, { source: CHANGING, relative: true }] };
    return { kind: 'pattern', parts: [start, { source: CHANGING }] };
  }
  const hole: Hole = rest.every((option) => isNormalBelow(option, start))
    ? { source: CHANGING, relative: true }
    : { source: CHANGING };
  return join(stringValue(start), { kind: 'pattern', parts: [`${start}/`, hole] });
}

/** Whether a string always goes on after a folder with names that single slashes part. */
function isNormalBelow(value: AbstractValue, folder: string): boolean {
  if (!literalStart(value).startsWith(`${folder}/`)) return false;
  const parts = value.kind === 'pattern' ? value.parts : [literalStart(value)];
  if (parts.some((part) => typeof part !== 'string' && !isNamed(part))) return false;
  const text = parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  return text
    .slice(folder.length + 1)
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..');
}

/** For a pattern that holds everything below a folder, that folder. */
function folderOf(value: AbstractValue): string | undefined {
  if (value.kind !== 'pattern' || value.parts.length !== 2) return undefined;
  const [start, hole] = value.parts;
  if (typeof start !== 'string' || typeof hole !== 'object' || hole.relative !== true) return undefined;
  return start.endsWith('/') ? start.slice(0, -1) : undefined;
}

/** The literal text that all of some strings start with. */
function commonStart(strings: readonly AbstractValue[]): string {
  const starts = strings.map(literalStart);
  const first = starts[0] ?? '';
  let length = first.length;
  for (const start of starts) {
    while (!start.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
}

function literalStart(value: AbstractValue): string {
  if (value.kind === 'string') return value.value;
  const first = value.kind === 'pattern' ? value.parts[0] : undefined;
  return typeof first === 'string' ? first : '';
}

/** For a pattern that says nothing but how a string starts, that start. */
function openStart(value: AbstractValue): string | undefined {
  if (value.kind !== 'pattern' || value.parts.length !== 2) return undefined;
  const [start, hole] = value.parts;
  if (typeof start !== 'string' || typeof hole !== 'object') return undefined;
  return isPlainHole(hole) ? start : undefined;
}

/** Leaves out strings that another alternative holds anyway. */
function withoutCovered(values: readonly AbstractValue[]): readonly AbstractValue[] {
  const starts = values.map(openStart);
  const folders = values.map(folderOf);
  if (starts.every((start) => start === undefined) && folders.every((folder) => folder === undefined)) return values;
  return values.filter((value, at) => {
    if (value.kind !== 'string' && value.kind !== 'pattern') return true;
    const isBelow = folders.some(
      (folder, i) =>
        i !== at && folder !== undefined && isNormalBelow(value, folder) && (folders[at] !== folder || i < at),
    );
    if (isBelow) return false;
    return !starts.some(
      (start, i) =>
        i !== at && start !== undefined && literalStart(value).startsWith(start) && (starts[at] !== start || i < at),
    );
  });
}

/** What an array's or map's items can be. */
export function itemsOf(value: AbstractValue): AbstractValue | undefined {
  if (value.kind === 'array') {
    const known = joinAll(value.items);
    if (value.complete) return known ?? UNIT_VALUE;
    return value.rest === undefined ? undefined : known === undefined ? value.rest : join(known, value.rest);
  }
  if (value.kind !== 'map') return undefined;
  const known = joinAll([...value.entries.values()]);
  if (value.complete) return known ?? UNIT_VALUE;
  return value.rest === undefined ? undefined : known === undefined ? value.rest : join(known, value.rest);
}

function entryKeys(entries: ReadonlyMap<string, AbstractValue>): string {
  return [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${keyOf(value)}`)
    .join();
}

function joinUnknown(unknown: Extract<AbstractValue, { kind: 'unknown' }>, other: AbstractValue): AbstractValue {
  if (unknown.type === undefined) return unknown;
  return certainType(other) === unknown.type ? unknown : unknownValue(unknown.source);
}

function alternatives(values: readonly AbstractValue[]): AbstractValue {
  const distinct = withoutCovered([...new Map(values.map((value) => [keyOf(value), value])).values()]);
  const unknown = distinct.find((value) => value.kind === 'unknown');
  if (unknown !== undefined)
    return distinct.reduce((sum, value) => (sum.kind === 'unknown' ? joinUnknown(sum, value) : sum), unknown);
  const first = distinct[0];
  if (distinct.length === 1 && first !== undefined) return first;
  const choice: AbstractValue = { kind: 'oneOf', values: distinct };
  if (distinct.length <= MAX_ALTERNATIVES) return choice;
  return unknownValue('one of many values', certainType(choice));
}

type ArrayValue = Extract<AbstractValue, { kind: 'array' }>;
type MapValue = Extract<AbstractValue, { kind: 'map' }>;
type ObjectValue = Extract<AbstractValue, { kind: 'object' }>;

function joinArrays(a: ArrayValue, b: ArrayValue): AbstractValue {
  if (a.complete && b.complete && a.items.length === b.items.length) {
    return { kind: 'array', items: a.items.map((item, i) => join(item, b.items[i] ?? UNIT_VALUE)), complete: true };
  }
  const left = emptyArray(a) ? undefined : itemsOf(a);
  const right = emptyArray(b) ? undefined : itemsOf(b);
  if ((left === undefined && !emptyArray(a)) || (right === undefined && !emptyArray(b))) return someItems(undefined);
  return someItems(left === undefined ? right : right === undefined ? left : join(left, right));
}

function emptyArray(value: ArrayValue): boolean {
  return value.complete && value.items.length === 0;
}

function joinMaps(a: MapValue, b: MapValue): AbstractValue {
  const entries = new Map<string, AbstractValue>();
  let complete = a.complete && b.complete;
  for (const key of new Set([...a.entries.keys(), ...b.entries.keys()])) {
    const left = a.entries.get(key);
    const right = b.entries.get(key);
    if (left === undefined || right === undefined) complete = false;
    else entries.set(key, join(left, right));
  }
  if (complete) return { kind: 'map', entries, complete };
  const rest = joinRests(a, b, itemsOf);
  const restKeys = joinRests(a, b, keysOf);
  return { kind: 'map', entries, complete: false, ...(rest && { rest }), ...(restKeys && { restKeys }) };
}

/** What the keys of a map can be; undefined when nothing is known. */
export function keysOf(map: AbstractValue): AbstractValue | undefined {
  if (map.kind !== 'map') return undefined;
  const known = joinAll([...map.entries.keys()].map(stringValue));
  if (map.complete) return known ?? UNIT_VALUE;
  if (map.restKeys === undefined) return undefined;
  return known === undefined ? map.restKeys : join(known, map.restKeys);
}

function joinRests(
  a: MapValue,
  b: MapValue,
  part: (map: MapValue) => AbstractValue | undefined,
): AbstractValue | undefined {
  const maps = [a, b].filter((map) => !(map.complete && map.entries.size === 0));
  const parts = maps.map(part);
  const known = parts.filter((value) => value !== undefined);
  return known.length < parts.length ? undefined : joinAll(known);
}

function joinObjects(a: ObjectValue, b: ObjectValue): AbstractValue {
  const fields = new Map<string, AbstractValue>();
  const complete = a.complete && b.complete;
  for (const key of new Set([...a.fields.keys(), ...b.fields.keys()])) {
    const left = a.fields.get(key) ?? (a.complete ? UNIT_VALUE : undefined);
    const right = b.fields.get(key) ?? (b.complete ? UNIT_VALUE : undefined);
    fields.set(
      key,
      left === undefined || right === undefined ? unknownValue(`the ${key} of a ${a.type}`) : join(left, right),
    );
  }
  return { kind: 'object', type: a.type, fields, complete };
}
