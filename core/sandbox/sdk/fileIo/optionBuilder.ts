// Builders of options, made from a table: setters change the builder in place and give it back, `build` checks it.
// Source: `register_derive_builder_options` of rex-runner-registrar-utils 0.1.0 and the derive_builder crate.

import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import { objectArgument } from '../common/sdkArguments.ts';
import { type SdkContext, SdkError, type SdkFunction, type SdkModule } from '../types.ts';

/** Values of the fields that were set, as the functions that use the options want them. */
export type OptionFields = Readonly<Record<string, unknown>>;

/** One option. */
export interface OptionField {
  /** Catalog type of the setter's parameter. */
  readonly type: string;
  /** Taken when the option was not set; without it and not `optional` the option is required. */
  readonly default?: unknown;
  /** Undefined is a value for it. */
  readonly optional?: true;
  /** Converts the argument; throws for one that the setter refuses. By default the plain value. */
  readonly convert?: (value: RhaiValue, context: SdkContext) => unknown;
  /** Other options that the setter sets too. */
  readonly implies?: (value: unknown) => OptionFields;
}

export interface OptionTable {
  /** Catalog type of the built options. */
  readonly type: string;
  /** Name of the constructor where it is not the type's. */
  readonly constructorName?: string;
  /** In the order in which missing ones are reported. */
  readonly fields: Readonly<Record<string, OptionField>>;
  /** Text for a required option that was not set. */
  readonly missing?: (field: string) => string;
  /** Text that refuses a combination of what was set. */
  readonly refuse?: (set: OptionFields) => string | undefined;
}

/** Constructor, setters and `build` for each table, by catalog id. */
export function optionBuilders(tables: readonly OptionTable[]): SdkModule {
  return Object.assign({}, ...tables.map(builderOf));
}

/** The options behind a built object. */
export function optionsAt<T>(args: readonly RhaiValue[], index: number, type: string): T {
  const object = objectArgument(args, index);
  if (object.type !== type) throw new Error(`argument ${index} should be ${type}`);
  return object.state as T;
}

/** derive_builder's own text for a missing field. */
export function mustBeInitialized(field: string): string {
  return `\`${field}\` must be initialized`;
}

/** The text of builders whose errors pass through the SDK's own type. */
export function fieldNotInitialized(field: string): string {
  return `Invalid arguments: Field not initialized: ${field}`;
}

/** An error that is a bare string for scripts. */
export function plainError(message: string): SdkError {
  return new SdkError('plain', message, 'Other', 'Builder');
}

/** Converts an `i64` into an unsigned type, refusing what does not fit as the setter does. */
export function unsigned(field: string, bits: number): (value: RhaiValue) => bigint {
  return (value) => {
    const number = value.kind === 'int' ? value.value : 0n;
    if (BigInt.asUintN(bits, number) === number) return number;
    throw plainError(`Parameter conversion failed for ${field}: out of range integral type conversion attempted`);
  };
}

function builderOf(table: OptionTable): SdkModule {
  const builder = `${table.type}Builder`;
  const setters = Object.entries(table.fields).map(([name, field]): readonly [string, SdkFunction] => [
    `${name}(${builder}, ${field.type})`,
    (context, args) => {
      const value = (field.convert ?? plainValue)(args[1] ?? { kind: 'unit' }, context);
      const fields = { ...fieldsAt(args, builder), [name]: value, ...field.implies?.(value) };
      const changed: SdkObject = { kind: 'object', type: builder, state: fields };
      return { value: changed, receiver: { ...changed } };
    },
  ]);
  return {
    [`${table.constructorName ?? table.type}()`]: () => ({ kind: 'object', type: builder, state: {} }),
    ...Object.fromEntries(setters),
    [`build(${builder})`]: (_, args) => ({
      kind: 'object',
      type: table.type,
      state: build(table, fieldsAt(args, builder)),
    }),
  };
}

function build(table: OptionTable, set: OptionFields): OptionFields {
  const refused = table.refuse?.(set);
  if (refused !== undefined) throw plainError(refused);
  const entries = Object.entries(table.fields).map(([name, field]) => {
    const isMissing = !(name in set) && !('default' in field) && field.optional !== true;
    if (isMissing) throw plainError((table.missing ?? mustBeInitialized)(name));
    return [name, name in set ? set[name] : field.default] as const;
  });
  return Object.fromEntries(entries);
}

function fieldsAt(args: readonly RhaiValue[], builder: string): OptionFields {
  return optionsAt<OptionFields>(args, 0, builder);
}

function plainValue(value: RhaiValue): unknown {
  switch (value.kind) {
    case 'bool':
    case 'int':
    case 'float':
    case 'string':
    case 'char':
      return value.value;
    case 'object':
      return value.state;
    case 'unit':
    case 'blob':
    case 'array':
    case 'map':
    case 'number':
    case 'function':
    case 'other':
      throw new Error(`no plain value for ${value.kind}`);
  }
}
