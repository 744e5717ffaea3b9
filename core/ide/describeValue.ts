// Puts what is known of a value into a few words, for hovers.

import type { AbstractValue } from '#core/base/abstractValue.ts';

const MAX_ITEMS = 4;
const MAX_TEXT = 80;

/** Markdown for a value that is known at least in part, or undefined. */
export function describeValue(value: AbstractValue): string | undefined {
  switch (value.kind) {
    case 'unknown':
      return undefined;
    case 'unit':
      return '`()`';
    case 'bool':
    case 'int':
    case 'float':
      return `\`${String(value.value)}\``;
    case 'string':
    case 'char':
      return code(JSON.stringify(value.value));
    case 'pattern':
      return code(`"${value.parts.map((part) => (typeof part === 'string' ? part : `<${part.source}>`)).join('')}"`);
    case 'oneOf': {
      const options = value.values.slice(0, MAX_ITEMS).map((option) => describeValue(option) ?? 'something unknown');
      return `one of ${options.join(', ')}${value.values.length > MAX_ITEMS ? ', …' : ''}`;
    }
    case 'array':
      return `an array of ${value.complete ? '' : 'at least '}${value.items.length}`;
    case 'map':
      return `a map with ${[...value.entries.keys()].slice(0, MAX_ITEMS).map(code).join(', ')}${value.entries.size > MAX_ITEMS || !value.complete ? ', …' : ''}`;
    case 'constant':
      return code(`${value.module}::${value.name}`);
    case 'object': {
      const path = value.fields.get('path');
      const known = path === undefined ? undefined : describeValue(path);
      return known === undefined ? `a ${value.type}` : `a ${value.type} for ${known}`;
    }
  }
}

function code(text: string): string {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  const fence = short.includes('`') ? '``' : '`';
  return `${fence}${short}${fence}`;
}
