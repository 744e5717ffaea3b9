// Strings put together from values: concatenation and interpolation, with holes where a part is not known.

import { type AbstractValue, type Hole, isPlainHole, unknownValue } from '#core/base/abstractValue.ts';
import { printsAsName } from '../types/valueTypes.ts';
import { join, optionsOf, stringValue } from './values.ts';

type Parts = readonly (string | Hole)[];

/** How many combinations of alternatives a concatenation keeps apart. */
const MAX_COMBINATIONS = 16;

/** The string that the texts of the values make one after the other. */
export function concatenate(values: readonly AbstractValue[]): AbstractValue {
  let combinations: readonly Parts[] = [[]];
  for (const value of values) {
    const options = optionsOf(value).map(partsOf);
    if (combinations.length * options.length > MAX_COMBINATIONS) {
      combinations = combinations.map((before) => [...before, { source: sourceOf(value) }]);
    } else {
      combinations = combinations.flatMap((before) => options.map((option) => [...before, ...option]));
    }
  }
  return combinations.map(textOfParts).reduce(join);
}

/** A string value of literal and unknown parts; neighbouring literals become one. */
export function textOfParts(parts: Parts): AbstractValue {
  const merged: (string | Hole)[] = [];
  for (const part of parts) {
    const last = merged[merged.length - 1];
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  if (merged.length === 0) return stringValue('');
  const first = merged[0];
  if (merged.length === 1 && typeof first === 'string') return stringValue(first);
  if (merged.length === 1 && typeof first === 'object' && isPlainHole(first)) {
    return unknownValue(first.source, 'string');
  }
  return { kind: 'pattern', parts: merged };
}

/** The text of a value in parts, as Rhai prints it. */
export function partsOf(value: AbstractValue): Parts {
  switch (value.kind) {
    case 'string':
    case 'char':
      return [value.value];
    case 'int':
    case 'bool':
      return [String(value.value)];
    case 'unit':
      return [''];
    case 'pattern':
      return value.parts;
    case 'float':
      return [{ source: 'a number', component: true }];
    case 'unknown':
      return [printsAsName(value.type) ? { source: value.source, component: true } : { source: value.source }];
    case 'oneOf':
    case 'array':
    case 'map':
    case 'constant':
    case 'object':
      return [{ source: sourceOf(value) }];
  }
}

/** Names a part of a value; a part of a part is a part. */
export function partOf(value: AbstractValue): string {
  const source = sourceOf(value);
  return source.startsWith('a part of ') ? source : `a part of ${source}`;
}

/** Where a value comes from, in words. */
export function sourceOf(value: AbstractValue): string {
  switch (value.kind) {
    case 'unknown':
      return value.source;
    case 'pattern':
      return value.parts.find((part) => typeof part !== 'string')?.source ?? 'a string';
    case 'oneOf':
      return 'one of several values';
    case 'constant':
      return `${value.module}::${value.name}`;
    case 'object':
      return `an object of type ${value.type}`;
    case 'string':
    case 'char':
      return `the text ${JSON.stringify(value.value)}`;
    case 'array':
      return 'an array';
    case 'map':
      return 'a map';
    case 'unit':
    case 'bool':
    case 'int':
    case 'float':
      return `a value of kind ${value.kind}`;
  }
}
