// `to_json` of a map, as the runner registers it: object members in key order, everything else in Rhai's debug form.
// Source: rhai 1.27 `format_map_as_json`, which rhai-sdk-common-utils registers over the standard function.

import { type RhaiValue, rhaiArray, rhaiString } from '#core/base/value.ts';
import type { SdkContext, SdkModule } from '../types.ts';

export const mapJsonSdk: SdkModule = {
  'to_json(map)': (context, args) => {
    const map = args[0];
    if (map?.kind !== 'map') throw new Error(`to_json of ${map?.kind ?? 'nothing'}`);
    return rhaiString(jsonOf(context, map));
  },
};

function jsonOf(context: SdkContext, value: RhaiValue): string {
  switch (value.kind) {
    case 'unit':
      return 'null';
    case 'array':
      return `[${value.items.map((item) => jsonOf(context, item)).join(',')}]`;
    case 'map': {
      const members = Array.from(
        value.entries,
        ([key, item]) => `${debugOf(context, rhaiString(key))}:${jsonOf(context, item)}`,
      );
      return `{${members.join(',')}}`;
    }
    case 'blob':
      return `[${value.value.join(',')}]`;
    case 'function':
      return debugOf(context, rhaiString(value.name));
    case 'bool':
    case 'int':
    case 'float':
    case 'char':
    case 'string':
    case 'number':
    case 'other':
    case 'object':
      return debugOf(context, value);
  }
}

/** Rhai shows the items of an array in their debug form. */
function debugOf(context: SdkContext, value: RhaiValue): string {
  return context.display(rhaiArray([value])).slice(1, -1);
}
