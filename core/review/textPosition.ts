// What the beginning of a text settles about what follows: the folder of a path, the authority of a URL.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import { laterPosition, type Position } from './labels.ts';

/** The beginning of a text as far as it is written out. */
export interface Beginning {
  /** Known text from the start. */
  readonly literal: string;
  /** Whether nothing unknown has come yet. */
  readonly whole: boolean;
  /** Whether a `?` stands somewhere in the known parts. */
  readonly query: boolean;
}

export const EMPTY_BEGINNING: Beginning = { literal: '', whole: true, query: false };

/** The beginnings a value can have. */
export function beginningsOf(value: AbstractValue | undefined): readonly Beginning[] {
  if (value === undefined) return [{ literal: '', whole: false, query: false }];
  switch (value.kind) {
    case 'string':
    case 'char':
      return [{ literal: value.value, whole: true, query: value.value.includes('?') }];
    case 'int':
    case 'bool':
      return [{ literal: String(value.value), whole: true, query: false }];
    case 'pattern': {
      const [first] = value.parts;
      const query = value.parts.some((part) => typeof part === 'string' && part.includes('?'));
      return [{ literal: typeof first === 'string' ? first : '', whole: false, query }];
    }
    case 'oneOf':
      return value.values.flatMap(beginningsOf);
    case 'unknown':
    case 'unit':
    case 'float':
    case 'array':
    case 'map':
    case 'constant':
    case 'object':
      return [{ literal: '', whole: false, query: false }];
  }
}

/** One text behind the other. */
export function followedBy(left: Beginning, right: Beginning): Beginning {
  const literal = left.whole ? left.literal + right.literal : left.literal;
  return { literal, whole: left.whole && right.whole, query: left.query || right.query };
}

/** Where something stands that follows these beginnings: the least that holds for all of them. */
export function positionAfter(beginnings: readonly Beginning[]): Position {
  const positions = beginnings.map(positionIn);
  return positions.reduce((least, next) => (laterPosition(least, next) === least ? next : least), 'query');
}

function positionIn({ literal, whole, query }: Beginning): Position {
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i.test(literal)) return query ? 'query' : 'authority';
  if (/^\/[^/]+\//.test(literal)) return 'folder';
  if (literal === '' && !whole) return 'folder';
  // An address without a scheme, or a relative name: what follows cannot reach back over it.
  return /^[^/:]+\/./.test(literal) ? 'folder' : 'start';
}

/** Whether a text that begins so cannot leave a folder, or a service, any more. The SDK refuses `..`. */
export function boundsWhatFollows(literal: string): boolean {
  return /^\/[^/]+\/?/.test(literal) || /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i.test(literal);
}
