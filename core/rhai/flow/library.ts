// Rhai's library functions over abstract values: exact where arguments are known, otherwise what can be said of the result.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import { LIBRARY } from '../types/library.ts';
import { certainType, typeOfValue } from '../types/valueTypes.ts';
import { concatenate, partOf, sourceOf } from './text.ts';
import { boolValue, intValue, itemsOf, join, keysOf, MAX_ITEMS, someItems, stringValue, UNIT_VALUE } from './values.ts';

/** What a call gives, and what its first argument holds afterwards. */
export interface Effect {
  readonly result: AbstractValue;
  /** Undefined where the first argument stays as it is. */
  readonly receiver?: AbstractValue;
}

/** The effect of `name(receiver, ...args)`. `source` says in words where an unknown result comes from. */
export function callLibrary(
  name: string,
  receiver: AbstractValue,
  args: readonly AbstractValue[],
  source: string,
): Effect {
  if (receiver.kind === 'string')
    return stringEffect(name, receiver.value, args, source) ?? defaultEffect(name, receiver, source);
  if (receiver.kind === 'array')
    return arrayEffect(name, receiver, args, source) ?? defaultEffect(name, receiver, source);
  if (receiver.kind === 'map') return mapEffect(name, receiver, args, source) ?? defaultEffect(name, receiver, source);
  if (name === 'to_string') return { result: concatenate([receiver]) };
  if (name === 'split' && certainType(receiver) === 'string') return { result: pieces(receiver, args, source) };
  return defaultEffect(name, receiver, source);
}

function defaultEffect(name: string, receiver: AbstractValue, source: string): Effect {
  const known = LIBRARY.get(name);
  const result =
    known?.returns === 'unit' ? UNIT_VALUE : unknownValue(source, known?.returns ?? sameTypeResult(name, receiver));
  if (known === undefined || known.changes) return { result, receiver: changed(receiver) };
  return { result };
}

/** Functions that give a value of the type they are given. */
function sameTypeResult(name: string, receiver: AbstractValue): string | undefined {
  return name === 'to_upper' || name === 'to_lower' || name === 'abs' ? certainType(receiver) : undefined;
}

/** A value that was changed in a way we do not follow. */
export function changed(value: AbstractValue): AbstractValue {
  const type = certainType(value);
  return type === 'array' ? someItems(undefined) : unknownValue(`${sourceOf(value)}, changed`, type);
}

function stringEffect(name: string, text: string, args: readonly AbstractValue[], source: string): Effect | undefined {
  const [first, second] = args;
  if (!isAscii(text)) return name === 'to_string' ? { result: stringValue(text) } : undefined;
  switch (name) {
    case 'trim':
      return { result: UNIT_VALUE, receiver: stringValue(text.trim()) };
    case 'make_upper':
      return { result: UNIT_VALUE, receiver: stringValue(text.toUpperCase()) };
    case 'make_lower':
      return { result: UNIT_VALUE, receiver: stringValue(text.toLowerCase()) };
    case 'to_upper':
      return { result: stringValue(text.toUpperCase()) };
    case 'to_lower':
      return { result: stringValue(text.toLowerCase()) };
    case 'to_string':
      return { result: stringValue(text) };
    case 'len':
    case 'bytes':
      return { result: intValue(text.length) };
    case 'is_empty':
      return { result: boolValue(text === '') };
    case 'append':
    case 'push':
      return first === undefined
        ? undefined
        : { result: UNIT_VALUE, receiver: concatenate([stringValue(text), first]) };
    case 'split':
      return { result: pieces(stringValue(text), args, source) };
    case 'sub_string':
      return { result: subString(text, first, second, source) };
    default:
      return first?.kind === 'string' ? searchEffect(name, text, first.value, second) : undefined;
  }
}

function searchEffect(name: string, text: string, part: string, second: AbstractValue | undefined): Effect | undefined {
  switch (name) {
    case 'contains':
      return { result: boolValue(text.includes(part)) };
    case 'starts_with':
      return { result: boolValue(text.startsWith(part)) };
    case 'ends_with':
      return { result: boolValue(text.endsWith(part)) };
    case 'replace':
      if (second?.kind !== 'string' || part === '') return undefined;
      return { result: UNIT_VALUE, receiver: stringValue(text.replaceAll(part, () => second.value)) };
    default:
      return undefined;
  }
}

function subString(
  text: string,
  from: AbstractValue | undefined,
  length: AbstractValue | undefined,
  source: string,
): AbstractValue {
  const unknown = unknownValue(source, 'string');
  if (from?.kind !== 'int' || (length !== undefined && length.kind !== 'int')) return unknown;
  const start = Number(from.value);
  const count = length === undefined ? text.length : Number(length.value);
  if (start < 0 || count < 0) return unknown;
  return stringValue(text.slice(start, start + count));
}

/** The pieces of a string; those of an unknown one at least do not contain the delimiter. */
function pieces(text: AbstractValue, args: readonly AbstractValue[], source: string): AbstractValue {
  const delimiter = args[0];
  const plain =
    args.length === 1 && delimiter?.kind === 'string' && delimiter.value !== '' ? delimiter.value : undefined;
  if (text.kind === 'string' && plain !== undefined) {
    const items = text.value.split(plain).map(stringValue);
    if (items.length <= MAX_ITEMS) return { kind: 'array', items, complete: true };
  }
  if (args.length === 1 && delimiter !== undefined && typeOfValue(delimiter) === 'i64')
    return someItems(unknownValue(source, 'string'));
  const hole = { source: partOf(text) };
  return someItems(
    plain === undefined
      ? unknownValue(hole.source, 'string')
      : { kind: 'pattern', parts: [{ ...hole, excludes: [plain] }] },
  );
}

type ArrayValue = Extract<AbstractValue, { kind: 'array' }>;
type MapValue = Extract<AbstractValue, { kind: 'map' }>;

function arrayEffect(
  name: string,
  array: ArrayValue,
  args: readonly AbstractValue[],
  source: string,
): Effect | undefined {
  const items = array.complete && array.items.length === 0 ? undefined : itemsOf(array);
  const some = array.complete && array.items.length === 0 ? array : someItems(items);
  switch (name) {
    case 'push':
      return { result: UNIT_VALUE, receiver: pushed(array, args[0] ?? UNIT_VALUE) };
    case 'append':
      return { result: UNIT_VALUE, receiver: appended(array, args[0] ?? UNIT_VALUE) };
    case 'len':
      return array.complete ? { result: intValue(array.items.length) } : undefined;
    case 'is_empty':
      return array.complete ? { result: boolValue(array.items.length === 0) } : undefined;
    case 'sort': {
      const sorted = args.length === 0 ? sortedTexts(array) : undefined;
      return { result: UNIT_VALUE, receiver: sorted ?? some };
    }
    case 'reverse':
      return { result: UNIT_VALUE, receiver: array.complete ? { ...array, items: [...array.items].reverse() } : some };
    case 'pop':
    case 'shift': {
      if (!array.complete || args.length > 0) return taken(items, some, source);
      const rest = name === 'pop' ? array.items.slice(0, -1) : array.items.slice(1);
      const item = (name === 'pop' ? array.items.at(-1) : array.items[0]) ?? UNIT_VALUE;
      return { result: item, receiver: { ...array, items: rest } };
    }
    case 'filter':
    case 'extract':
    case 'order':
    case 'order_by':
    case 'order_desc':
      return { result: some };
    case 'sort_by':
    case 'sort_desc':
    case 'dedup':
    case 'truncate':
    case 'chop':
      return { result: UNIT_VALUE, receiver: some };
    case 'retain':
    case 'drain':
    case 'split':
      return { result: some, receiver: some };
    case 'remove':
      return taken(items, some, source);
    case 'find':
    case 'get':
      return { result: items === undefined ? unknownValue(source) : join(items, UNIT_VALUE) };
    case 'clear':
      return { result: UNIT_VALUE, receiver: { kind: 'array', items: [], complete: true } };
    default:
      return undefined;
  }
}

function taken(items: AbstractValue | undefined, rest: AbstractValue, source: string): Effect {
  return { result: items === undefined ? unknownValue(source) : join(items, UNIT_VALUE), receiver: rest };
}

/** Known texts in order; undefined for all else. */
function sortedTexts(array: ArrayValue): AbstractValue | undefined {
  const texts = array.items.flatMap((item) => (item.kind === 'string' && isAscii(item.value) ? [item.value] : []));
  if (!array.complete || texts.length < array.items.length) return undefined;
  return { ...array, items: texts.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map(stringValue) };
}

function pushed(array: ArrayValue, item: AbstractValue): AbstractValue {
  if (array.complete && array.items.length < MAX_ITEMS)
    return { kind: 'array', items: [...array.items, item], complete: true };
  const items = itemsOf(array);
  return someItems(items === undefined ? undefined : join(items, item));
}

/** Both arrays one after the other. */
export function appended(left: AbstractValue, right: AbstractValue): AbstractValue {
  if (left.kind !== 'array' || right.kind !== 'array') return someItems(undefined);
  if (left.complete && right.complete && left.items.length + right.items.length <= MAX_ITEMS) {
    return { kind: 'array', items: [...left.items, ...right.items], complete: true };
  }
  if (left.complete && left.items.length === 0) return right;
  if (right.complete && right.items.length === 0) return left;
  const [a, b] = [itemsOf(left), itemsOf(right)];
  return someItems(a === undefined || b === undefined ? undefined : join(a, b));
}

function mapEffect(name: string, map: MapValue, args: readonly AbstractValue[], source: string): Effect | undefined {
  const key = args[0]?.kind === 'string' ? args[0].value : undefined;
  switch (name) {
    case 'keys':
      if (!map.complete) return { result: someItems(keysOf(map) ?? unknownValue(`a key of ${source}`, 'string')) };
      return { result: { kind: 'array', items: [...map.entries.keys()].sort().map(stringValue), complete: true } };
    case 'values':
      return {
        result:
          map.complete && map.entries.size === 0
            ? { kind: 'array', items: [], complete: true }
            : someItems(itemsOf(map)),
      };
    case 'len':
      return map.complete ? { result: intValue(map.entries.size) } : undefined;
    case 'contains':
      return map.complete && key !== undefined ? { result: boolValue(map.entries.has(key)) } : undefined;
    case 'get':
      return key === undefined
        ? undefined
        : { result: map.entries.get(key) ?? (map.complete ? UNIT_VALUE : unknownValue(source)) };
    case 'clear':
      return { result: UNIT_VALUE, receiver: { kind: 'map', entries: new Map(), complete: true } };
    default:
      return undefined;
  }
}

/** Where Rust and JavaScript agree on case and white space, and a unit is a character is a byte. */
function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  return /^[\x00-\x7f]*$/.test(text);
}
