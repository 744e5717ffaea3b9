// What is known of a value before anything runs: the domain shared by the flow analysis and the prediction of requests.
// Every form stands for a set of run-time values and must contain all that can occur; `unknown` contains everything.

/** A hole in a string: some text that is not known. `source` says where it comes from, for messages. */
export interface Hole {
  readonly source: string;
  /** Texts that cannot occur in the hole, where known: e.g. `/` for the name of a directory entry. */
  readonly excludes?: readonly string[];
  /** Texts that the hole does not begin with, end with, or equal, as conditions of the script have said. */
  readonly startsNot?: readonly string[];
  readonly endsNot?: readonly string[];
  readonly isNot?: readonly string[];
  /** Exactly one name: not empty, without `/`, neither `.` nor `..`, as the name of a directory entry is. */
  readonly component?: true;
  /** One or more such names with single slashes between them, as the way from a folder to something below it is. */
  readonly relative?: true;
}

/** Whether nothing is known of what a hole holds. */
export function isPlainHole(hole: Hole): boolean {
  const { excludes, startsNot, endsNot, isNot } = hole;
  return [excludes, startsNot, endsNot, isNot].every((texts) => texts === undefined) && !isNamed(hole);
}

/** Whether a hole always holds at least a name and begins with neither a slash nor a dot component. */
export function isNamed(hole: Hole): boolean {
  return hole.component === true || hole.relative === true;
}

/** Why a value is not known, in words for a message: `argument target`, `the result of read`. */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly source: string;
  /** The type, where that much is known. */
  readonly type?: string;
}

export type AbstractValue =
  | UnknownValue
  | { readonly kind: 'unit' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'char'; readonly value: string }
  /** Exactly one of these, which one is not known. */
  | { readonly kind: 'oneOf'; readonly values: readonly AbstractValue[] }
  /** A string with holes, literal texts and holes in order. At least one hole. */
  | { readonly kind: 'pattern'; readonly parts: readonly (string | Hole)[] }
  /** `complete` is false where more items than these may be there, at any place; `rest` is then what they are, where known. */
  | {
      readonly kind: 'array';
      readonly items: readonly AbstractValue[];
      readonly complete: boolean;
      readonly rest?: AbstractValue;
    }
  /** As an array; `restKeys` is what the keys of further entries are. */
  | {
      readonly kind: 'map';
      readonly entries: ReadonlyMap<string, AbstractValue>;
      readonly complete: boolean;
      readonly rest?: AbstractValue;
      readonly restKeys?: AbstractValue;
    }
  /** A constant or flag of an SDK module (`cat::number`), or a flag made by a call (`tail::n(5)`) with its arguments. */
  | {
      readonly kind: 'constant';
      readonly module: string;
      readonly name: string;
      readonly type: string;
      readonly args?: readonly AbstractValue[];
    }
  /**
   * An SDK object. `fields` holds what builder calls set and, for handles, `path` (the id that checks will name).
   * A field that is absent was not set, unless `complete` is false.
   */
  | {
      readonly kind: 'object';
      readonly type: string;
      readonly fields: ReadonlyMap<string, AbstractValue>;
      readonly complete: boolean;
    };

/** A value of which nothing is known. */
export function unknownValue(source: string, type?: string): AbstractValue {
  return type === undefined ? { kind: 'unknown', source } : { kind: 'unknown', source, type };
}

/** A text that two values share only when they are the same. */
export function keyOfValue(value: AbstractValue): string {
  // Most values are texts; no other key begins with a quote.
  if (value.kind === 'string') return JSON.stringify(value.value);
  const known = keys.get(value);
  if (known !== undefined) return known;
  const key = JSON.stringify(value, distinctly);
  keys.set(value, key);
  return key;
}

/** Values never change, and are asked for their keys again and again. */
const keys = new WeakMap<AbstractValue, string>();

/** What JSON would refuse or give one form for several. */
function distinctly(_key: string, part: unknown): unknown {
  if (typeof part === 'bigint') return `${part}n`;
  if (typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0)))
    return Object.is(part, -0) ? '-0' : String(part);
  return part instanceof Map ? [...part] : part;
}

/** The finite set of strings a value stands for, or undefined when it is not known to be one. */
export function knownStrings(value: AbstractValue): readonly string[] | undefined {
  if (value.kind === 'string') return [value.value];
  if (value.kind !== 'oneOf') return undefined;
  const out: string[] = [];
  for (const option of value.values) {
    const strings = knownStrings(option);
    if (strings === undefined) return undefined;
    out.push(...strings);
  }
  return [...new Set(out)];
}
