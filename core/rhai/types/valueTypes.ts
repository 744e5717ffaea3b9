// Types of values and literals by the ids of the catalog, which for Rhai's own types are Rhai's names.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { ArgumentType } from '#core/catalog/overloads.ts';

/** The type id of function pointers and closures. */
export const FUNCTION_TYPE = 'function';

/** Rhai's own types of which all operators, functions and properties are known. */
export const OWN_TYPES: ReadonlySet<string> = new Set([
  'i64',
  'f64',
  'bool',
  'string',
  'char',
  'array',
  'map',
  'unit',
  FUNCTION_TYPE,
]);

/** Numbers that the SDK's getters give and that mix with no other number. */
export const SDK_NUMBERS: ReadonlySet<string> = new Set(['u8', 'u16', 'u32', 'u64', 'usize', 'i8', 'i16', 'i32']);

/** The type of a value: one id where it is certain, several, or `any`. */
export function typeOfValue(value: AbstractValue): ArgumentType {
  switch (value.kind) {
    case 'int':
      return 'i64';
    case 'float':
      return 'f64';
    case 'pattern':
      return 'string';
    case 'unknown':
      return value.type ?? 'any';
    case 'constant':
    case 'object':
      return value.type;
    case 'oneOf':
      return unionType(value.values.map(typeOfValue));
    case 'unit':
    case 'bool':
    case 'string':
    case 'char':
    case 'array':
    case 'map':
      return value.kind;
  }
}

/** The only type a value can have, or undefined. */
export function certainType(value: AbstractValue): string | undefined {
  const type = typeOfValue(value);
  if (typeof type !== 'string') return type.length === 1 ? type[0] : undefined;
  return type === 'any' ? undefined : type;
}

/** Types whose text never has a slash and is never empty, `.` or `..`. */
export function printsAsName(type: string | undefined): boolean {
  return type !== undefined && PLAIN_TYPES.has(type);
}

const PLAIN_TYPES: ReadonlySet<string> = new Set([
  'bool',
  'i64',
  'f64',
  'u8',
  'u16',
  'u32',
  'u64',
  'usize',
  'i8',
  'i16',
  'i32',
  'f32',
]);

function unionType(types: readonly ArgumentType[]): ArgumentType {
  const flat = [...new Set(types.flat())];
  if (flat.includes('any')) return 'any';
  return flat.length === 1 ? (flat[0] ?? 'any') : flat;
}
