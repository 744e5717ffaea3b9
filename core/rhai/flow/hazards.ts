// Which steps certainly end without an error: only between those does one call of a script mean that another one is made.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { BinaryOperator } from '../syntax/tokens.ts';
import { lacksEquality } from '../types/operators.ts';
import { certainType } from '../types/valueTypes.ts';

const SIMPLE_TYPES: ReadonlySet<string | undefined> = new Set(['string', 'char', 'i64', 'bool', 'unit']);
const PRINTED_TYPES: ReadonlySet<string | undefined> = new Set([...SIMPLE_TYPES, 'array', 'map']);

/** Whether an operator cannot fail for any of the values. */
export function isSafeOperator(
  operator: BinaryOperator,
  left: AbstractValue,
  right: AbstractValue,
  result: AbstractValue,
  catalog: SdkCatalog,
): boolean {
  const [a, b] = [certainType(left), certainType(right)];
  switch (operator) {
    case '==':
    case '!=':
      // Items of arrays and maps are compared one by one, and some values of the SDK cannot be.
      if (SIMPLE_TYPES.has(a) && SIMPLE_TYPES.has(b)) return true;
      return result.kind === 'bool' && a !== undefined && a === b && !lacksEquality(a, catalog);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return a === b && (a === 'i64' || a === 'string');
    case '&&':
    case '||':
      return a === 'bool' && b === 'bool';
    case '??':
      return true;
    case '+':
      if ((a === 'string' || b === 'string') && PRINTED_TYPES.has(a) && PRINTED_TYPES.has(b)) return true;
      return result.kind === 'int' || (a === 'array' && b === 'array');
    case 'in':
    case '!in':
      return (b === 'array' && SIMPLE_TYPES.has(a)) || (a === 'string' && (b === 'map' || b === 'string'));
    case '..':
    case '..=':
      return a === 'i64' && b === 'i64';
    case '&':
    case '|':
    case '^':
      return (a === 'i64' && b === 'i64') || (a === 'bool' && b === 'bool');
    default:
      return result.kind === 'int' || result.kind === 'bool';
  }
}

/** Whether an item certainly is there under a key or index. */
export function isSafeIndex(object: AbstractValue, index: AbstractValue): boolean {
  if (object.kind === 'map') return certainType(index) === 'string';
  if (object.kind !== 'array' || !object.complete || index.kind !== 'int') return false;
  const count = BigInt(object.items.length);
  return index.value >= -count && index.value < count;
}

const SAFE_ON: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'string',
    new Set(
      'sub_string len bytes is_empty contains starts_with ends_with trim to_upper to_lower make_upper make_lower to_string split replace index_of push append'.split(
        ' ',
      ),
    ),
  ],
  ['array', new Set('len is_empty push append contains pop shift clear reverse to_string'.split(' '))],
  ['map', new Set('len is_empty keys values contains get clear to_string'.split(' '))],
  ['i64', new Set(['to_string'])],
  ['char', new Set(['to_string'])],
  ['bool', new Set(['to_string'])],
]);

/** Functions of the library that take a text and always come back. */
const SAFE_WITH_TEXT: ReadonlySet<string> = new Set(['info', 'warn', 'error', 'debug', 'trace', 'print', 'type_of']);

/** What changes the value that it is called on, which fails where that value is a constant. */
const CHANGING: ReadonlySet<string> = new Set(
  'trim make_upper make_lower replace push append pop shift clear reverse'.split(' '),
);

/**
 * Whether a function of Rhai's library or of the log cannot fail for any of the values. `changeable` says that the first value
 * certainly may be changed.
 */
export function isSafeCall(name: string, values: readonly AbstractValue[], changeable: boolean): boolean {
  const [first, ...others] = values;
  if (first === undefined || (CHANGING.has(name) && !changeable)) return false;
  const type = certainType(first);
  if (SAFE_WITH_TEXT.has(name)) return values.length === 1 && type === 'string';
  if (type === undefined || SAFE_ON.get(type)?.has(name) !== true) return false;
  if (type === 'array' && name === 'push') return true;
  if (type === 'array' && name === 'append') return others.every((other) => other.kind === 'array');
  if (type === 'array' && name === 'contains') return others.every((other) => SIMPLE_TYPES.has(certainType(other)));
  if (name === 'sub_string') return others.every((other) => certainType(other) === 'i64');
  return others.every((other) => certainType(other) === 'string');
}
