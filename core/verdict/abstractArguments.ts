// Script arguments as the analysis takes them.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import type { RhaiValue } from '#core/base/value.ts';

/** Arguments whose values are given. */
export function abstractArguments(values: ReadonlyMap<string, RhaiValue>): ReadonlyMap<string, AbstractValue> {
  return new Map([...values].map(([name, value]) => [name, abstractOf(value, name)]));
}

function abstractOf(value: RhaiValue, name: string): AbstractValue {
  switch (value.kind) {
    case 'unit':
    case 'bool':
    case 'int':
    case 'float':
    case 'char':
    case 'string':
      return value;
    case 'array':
      return { kind: 'array', items: value.items.map((item) => abstractOf(item, name)), complete: true };
    case 'map': {
      const entries = [...value.entries].map(([key, item]) => [key, abstractOf(item, name)] as const);
      return { kind: 'map', entries: new Map(entries), complete: true };
    }
    case 'blob':
    case 'number':
    case 'function':
    case 'other':
    case 'object':
      return unknownValue(`argument ${name}`);
  }
}
