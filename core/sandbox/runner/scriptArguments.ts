// Script arguments: from the runner's tagged JSON to Rhai values, with the refusals the runner words.

import { type RhaiValue, rhaiArray, rhaiBool, rhaiFloat, rhaiInt, rhaiMap, rhaiString } from '#core/base/value.ts';
import type { ScriptArguments } from '../rhaiRuntime.ts';
import { describeNumber, JsonError, type JsonNumber, JsonReader } from './jsonReader.ts';

/** The arguments, or the text with which the runner refuses them. */
export type ArgumentsResult =
  | { readonly ok: true; readonly value: ScriptArguments }
  | { readonly ok: false; readonly message: string };

/** Values may nest this deep; a value inside a list inside a list is too deep. */
export const MAX_ARGUMENT_DEPTH = 2;

/** Parses the text of an arguments file: an object of `{"stringValue": ...}` and the like. Later duplicates win. */
export function parseScriptArguments(json: string): ArgumentsResult {
  const reader = new JsonReader(json);
  const value = new Map<string, RhaiValue>();
  try {
    reader.map('a map', (name) => value.set(name, readValue(reader)));
    reader.end();
    return { ok: true, value };
  } catch (error) {
    if (error instanceof JsonError) return { ok: false, message: error.message };
    throw error;
  }
}

/** The runner's complaint about arguments that nest too deep, or undefined. */
export function checkArgumentDepth(scriptArguments: ScriptArguments): string | undefined {
  for (const [name, value] of scriptArguments) {
    if (depthOf(value) > MAX_ARGUMENT_DEPTH)
      return `Argument '${name}': Maximum nesting depth of ${MAX_ARGUMENT_DEPTH} exceeded`;
  }
  return undefined;
}

function depthOf(value: RhaiValue): number {
  const inner = value.kind === 'array' ? value.items : value.kind === 'map' ? [...value.entries.values()] : [];
  return 1 + Math.max(0, ...inner.map(depthOf));
}

const READERS: ReadonlyMap<string, (reader: JsonReader) => RhaiValue> = new Map([
  ['stringValue', (reader) => rhaiString(reader.string('a string'))],
  ['integerValue', (reader) => readInteger(reader, 'i32', 32)],
  ['longValue', (reader) => readInteger(reader, 'i64', 64)],
  ['doubleValue', (reader) => rhaiFloat(Number(reader.number('f64').value))],
  ['booleanValue', (reader) => rhaiBool(reader.boolean())],
  ['listValue', readList],
  ['mapValue', readMap],
]);

const TAGS = [...READERS.keys()].map((tag) => `\`${tag}\``).join(', ');

function readValue(reader: JsonReader): RhaiValue {
  const first = reader.peek();
  if (first === '"') return refuseBareTag(reader);
  if (first !== '{') throw reader.peekError(first === '' ? 'EOF while parsing a value' : 'expected value');
  reader.descend();
  const tagStart = reader.peek();
  if (tagStart === '') throw reader.peekError('EOF while parsing an object');
  if (tagStart !== '"') throw reader.peekError(tagStart === '}' ? 'expected value' : 'key must be a string');
  const read = readTag(reader);
  reader.colon();
  const value = read(reader);
  reader.ascend();
  const next = reader.peek();
  if (next !== '}') throw reader.error(next === '' ? 'EOF while parsing an object' : 'expected value');
  reader.take();
  return value;
}

function readTag(reader: JsonReader): (reader: JsonReader) => RhaiValue {
  const tag = reader.string('variant identifier');
  const read = READERS.get(tag);
  if (read === undefined) throw reader.error(`unknown variant \`${tag}\`, expected one of ${TAGS}`);
  return read;
}

/** A bare string is taken for a variant without a value, which no variant here is. */
function refuseBareTag(reader: JsonReader): never {
  readTag(reader);
  throw reader.unplaced('invalid type: unit variant, expected newtype variant');
}

function readInteger(reader: JsonReader, type: string, bits: number): RhaiValue {
  const number: JsonNumber = reader.number(type);
  if (number.kind === 'float') throw reader.error(`invalid type: ${describeNumber(number)}, expected ${type}`);
  if (BigInt.asIntN(bits, number.value) !== number.value) throw reader.invalidValue(describeNumber(number), type);
  return rhaiInt(number.value);
}

function readList(reader: JsonReader): RhaiValue {
  const items: RhaiValue[] = [];
  reader.sequence('a sequence', () => items.push(readValue(reader)));
  return rhaiArray(items);
}

function readMap(reader: JsonReader): RhaiValue {
  const entries = new Map<string, RhaiValue>();
  reader.map('a map', (key) => entries.set(key, readValue(reader)));
  return rhaiMap(entries);
}
