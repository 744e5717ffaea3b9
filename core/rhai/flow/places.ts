// Places that hold values and can be changed: a variable, or an item or property somewhere inside one.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import type { Identifier } from '../syntax/ast.ts';
import { certainType } from '../types/valueTypes.ts';
import { partOf, sourceOf } from './text.ts';
import { itemsOf, join, someItems, UNIT_VALUE } from './values.ts';

/** A variable and the way from it to the value that is meant. */
export interface Place {
  readonly root: Identifier;
  readonly steps: readonly AbstractValue[];
}

/** The value that holds after the value at the end of the steps was replaced. */
export function updated(
  value: AbstractValue,
  steps: readonly AbstractValue[],
  replacement: AbstractValue,
): AbstractValue {
  const [step, ...others] = steps;
  if (step === undefined) return replacement;
  const inner = updated(itemAt(value, step), others, replacement);
  if (value.kind === 'map') return updatedMap(value, step, inner);
  if (value.kind === 'array') return updatedArray(value, step, inner);
  return unknownValue(`${sourceOf(value)}, changed`, certainType(value));
}

/** The item of a value under a key or index. */
export function itemAt(value: AbstractValue, step: AbstractValue): AbstractValue {
  const unknown = unknownValue(partOf(value));
  if (value.kind === 'array') {
    if (step.kind === 'int' && value.complete) {
      const index = Number(step.value < 0n ? step.value + BigInt(value.items.length) : step.value);
      // Beyond the end the engine throws.
      return value.items[index] ?? unknown;
    }
    return itemsOf(value) ?? unknown;
  }
  if (value.kind !== 'map') return unknown;
  if (step.kind !== 'string') {
    const items = itemsOf(value);
    return items === undefined ? unknown : join(items, UNIT_VALUE);
  }
  const entry = value.entries.get(step.value);
  if (entry !== undefined) return entry;
  if (value.complete) return UNIT_VALUE;
  return value.rest === undefined ? unknown : join(value.rest, UNIT_VALUE);
}

type ArrayValue = Extract<AbstractValue, { kind: 'array' }>;
type MapValue = Extract<AbstractValue, { kind: 'map' }>;

function updatedMap(map: MapValue, step: AbstractValue, item: AbstractValue): AbstractValue {
  if (step.kind === 'string') return { ...map, entries: new Map([...map.entries, [step.value, item]]) };
  const items = map.complete && map.entries.size === 0 ? item : itemsOf(map);
  const rest = items === undefined ? undefined : join(items, item);
  return { kind: 'map', entries: new Map(), complete: false, ...(rest && { rest }) };
}

function updatedArray(array: ArrayValue, step: AbstractValue, item: AbstractValue): AbstractValue {
  if (step.kind === 'int' && array.complete && step.value >= 0n && Number(step.value) < array.items.length) {
    return { ...array, items: array.items.with(Number(step.value), item) };
  }
  const items = itemsOf(array);
  return someItems(items === undefined ? undefined : join(items, item));
}
