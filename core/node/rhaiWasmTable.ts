// The SDK as the engine has to register it, made from the catalog: types, module constants and functions.

import type { HostIntegerType, SdkObject } from '#core/base/value.ts';
import type { Catalog, CatalogFunction, TypeId } from '#core/catalog/types.ts';
import { RhaiWasmObjects } from './rhaiWasmObjects.ts';
import { numberTypeIndex, WireWriter } from './rhaiWasmWire.ts';

/** State of the object that stands for a module constant such as `cat::number`. */
export interface ConstantState {
  readonly module: string;
  readonly constant: string;
}

/** The table in bytes, and what the numbers in it stand for. It is the same for every instance. */
export interface RhaiWasmTable {
  readonly bytes: Uint8Array;
  /** Catalog ids by function number. */
  readonly functions: readonly string[];
  /** Type numbers by type id. */
  readonly types: ReadonlyMap<TypeId, number>;
  /** Objects of the module constants, by object number. */
  readonly constants: readonly SdkObject[];
}

/** A table without types, modules and functions, for instances that run no script. */
export const EMPTY_TABLE: RhaiWasmTable = {
  // Three counts of zero.
  bytes: new Uint8Array(12),
  functions: [],
  types: new Map(),
  constants: [],
};

/** Functions of the runner that the engine module brings along. */
export const BUILT_IN: ReadonlySet<string> = new Set([
  'debug(any)',
  'error(string)',
  'info(string)',
  'to_json(map)',
  'trace(string)',
  'warn(string)',
]);

const PARAMETER_KINDS: Readonly<Record<string, number>> = {
  any: 0,
  i64: 1,
  f64: 2,
  bool: 3,
  char: 4,
  string: 5,
  array: 6,
  map: 7,
  function: 8,
  blob: 9,
  unit: 10,
};
const NUMBER_PARAMETER = 11;
const OBJECT_PARAMETER = 12;

const GLOBAL_FLAG = 1;
const METHOD_FLAG = 2;
const PURE_FLAG = 4;

const tables = new WeakMap<Catalog, RhaiWasmTable>();

/** The table of a catalog; made once for each. */
export function rhaiWasmTable(catalog: Catalog): RhaiWasmTable {
  const known = tables.get(catalog);
  if (known !== undefined) return known;
  const table = buildTable(catalog);
  tables.set(catalog, table);
  return table;
}

function buildTable(catalog: Catalog): RhaiWasmTable {
  const types = new Map(catalog.types.map((type, index) => [type.id, index]));
  const constants = catalog.modules.flatMap((module) =>
    module.constants.map(({ name, type }): SdkObject => {
      const state: ConstantState = { module: module.name, constant: name };
      return { kind: 'object', type, state };
    }),
  );
  const functions = catalog.functions.filter(({ id }) => !BUILT_IN.has(id));
  const writer = new WireWriter();
  writer.u32(catalog.types.length);
  for (const type of catalog.types) writer.text(type.rustName).text(type.displayName);
  writeModules(writer, catalog, new RhaiWasmObjects(types, []), constants);
  const modules = new Map(catalog.modules.map(({ name }, index) => [name, index + 1]));
  writer.u32(functions.length);
  for (const fn of functions) writeFunction(writer, fn, modules, types);
  return { bytes: writer.bytes.slice(), functions: functions.map(({ id }) => id), types, constants };
}

function writeModules(
  writer: WireWriter,
  catalog: Catalog,
  objects: RhaiWasmObjects,
  constants: readonly SdkObject[],
): void {
  let next = 0;
  writer.u32(catalog.modules.length);
  for (const module of catalog.modules) {
    writer.text(module.name).u32(module.constants.length);
    for (const constant of module.constants) {
      const object = constants[next++];
      if (object !== undefined) writer.text(constant.name).value(object, objects);
    }
  }
}

function writeFunction(
  writer: WireWriter,
  fn: CatalogFunction,
  modules: ReadonlyMap<string, number>,
  types: ReadonlyMap<TypeId, number>,
): void {
  const inModule = fn.module !== undefined;
  // `fn(&mut self)` in a plugin module may not touch constants; the same registered by itself may (Rhai's default).
  const flags =
    (!inModule || fn.global === true ? GLOBAL_FLAG : 0) |
    (fn.mutatesReceiver ? METHOD_FLAG : 0) |
    (inModule ? 0 : PURE_FLAG);
  const parameters = fn.parameters.map(({ type }) => type);
  if (fn.receiver !== undefined) parameters.unshift(fn.receiver);
  writer
    .u8(flags)
    .u32(modules.get(fn.module ?? '') ?? 0)
    .text(fn.registeredName)
    .u32(parameters.length);
  for (const type of parameters) writeParameter(writer, type, types);
}

function writeParameter(writer: WireWriter, type: TypeId, types: ReadonlyMap<TypeId, number>): void {
  const kind = PARAMETER_KINDS[type];
  const object = types.get(type);
  if (kind !== undefined) writer.u8(kind);
  else if (object !== undefined) writer.u8(OBJECT_PARAMETER).u32(object);
  else {
    const number = numberTypeIndex(type as HostIntegerType);
    if (number < 0) throw new Error(`the catalog has a parameter of the unknown type ${type}`);
    writer.u8(NUMBER_PARAMETER).u8(number);
  }
}
