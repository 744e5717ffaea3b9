// Plain structures of the SDK (memory figures, sockets, ...), driven by tables: their getters, `to_map` and `to_string`.
// Source: `register_getters_with_guard` and `register_map_serializers` of rex-runner-registrar-utils 0.1.0.

import { type RhaiValue, rhaiArray, rhaiInt, rhaiMap, rhaiString, type SdkObject } from '#core/base/value.ts';
import type { SdkModule } from '../types.ts';
import { constantText } from './enumerations.ts';
import { constantName, objectArgument } from './sdkArguments.ts';

/** The values of a structure, by the name of the getter that gives them. */
export type RecordFields = Readonly<Record<string, RhaiValue>>;

export interface RecordTable {
  /** Catalog type. */
  readonly type: string;
  /** Fields that scripts can read. */
  readonly getters: readonly string[];
  /** Keys of `to_map`: those of the structure itself, by default all getters. Without `to_map` it is empty. */
  readonly mapped?: readonly string[];
  /** `to_string`, where the SDK registers one. */
  readonly text?: (fields: RecordFields) => string;
  /** In a map it stands as its text. */
  readonly asText?: true;
}

/** A structure as a value for scripts. */
export function recordObject(type: string, fields: RecordFields): SdkObject {
  return { kind: 'object', type, state: fields };
}

/** Getters, `to_map` and `to_string` of every table, by catalog id. */
export function recordsSdk(tables: readonly RecordTable[]): SdkModule {
  return Object.assign({}, ...tables.map((table) => functionsOf(table, tables)));
}

/** An unsigned integer of 64 bits, which scripts cannot compare with a literal. */
export function rhaiU64(value: number | bigint): RhaiValue {
  return { kind: 'number', type: 'u64', value: BigInt(value) };
}

/** The integer in a field. */
export function integerField(fields: RecordFields, name: string): bigint {
  const value = fields[name];
  if (value?.kind === 'int') return value.value;
  if (value?.kind === 'number') return BigInt(value.value);
  throw new Error(`no integer in ${name}`);
}

/** The number with a fraction in a field. */
export function floatField(fields: RecordFields, name: string): number {
  const value = fields[name];
  if (value?.kind !== 'float') throw new Error(`no f64 in ${name}`);
  return value.value;
}

/** The text in a field. */
export function textField(fields: RecordFields, name: string): string {
  const value = fields[name];
  if (value?.kind !== 'string') throw new Error(`no text in ${name}`);
  return value.value;
}

function functionsOf(table: RecordTable, tables: readonly RecordTable[]): SdkModule {
  const { type, getters, text } = table;
  const mapped = table.mapped ?? getters;
  return {
    ...Object.fromEntries(
      getters.map((name) => [`get$${name}(${type})`, (_: unknown, args: readonly RhaiValue[]) => field(args, name)]),
    ),
    ...(mapped.length === 0
      ? {}
      : { [`to_map(${type})`]: (_: unknown, args: readonly RhaiValue[]) => mapOf(fieldsAt(args), mapped, tables) }),
    ...(text === undefined
      ? {}
      : { [`to_string(${type})`]: (_: unknown, args: readonly RhaiValue[]) => rhaiString(text(fieldsAt(args))) }),
  };
}

function mapOf(fields: RecordFields, mapped: readonly string[], tables: readonly RecordTable[]): RhaiValue {
  return rhaiMap(mapped.map((name) => [name, serialized(fields[name] ?? { kind: 'unit' }, tables)] as const));
}

/** What Rhai's serializer makes of a value: integers of every width become `i64`, enumerations their names. */
function serialized(value: RhaiValue, tables: readonly RecordTable[]): RhaiValue {
  if (value.kind === 'number') return rhaiInt(BigInt(value.value));
  if (value.kind === 'array') return rhaiArray(value.items.map((item) => serialized(item, tables)));
  if (value.kind !== 'object') return value;
  const constant = constantName(value);
  if (constant !== undefined) return rhaiString(constantText(value.type, constant) ?? constant);
  const table = tables.find(({ type }) => type === value.type);
  if (table === undefined) throw new Error(`${value.type} cannot be serialized`);
  const fields = value.state as RecordFields;
  if (table.asText === true && table.text !== undefined) return rhaiString(table.text(fields));
  return mapOf(fields, table.mapped ?? table.getters, tables);
}

function field(args: readonly RhaiValue[], name: string): RhaiValue {
  const value = fieldsAt(args)[name];
  if (value === undefined) throw new Error(`no field ${name}`);
  return value;
}

function fieldsAt(args: readonly RhaiValue[]): RecordFields {
  return objectArgument(args, 0).state as RecordFields;
}
