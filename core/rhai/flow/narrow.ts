// What a condition says about the values it looks at: the part of a value for which it is true, or false.

import { type AbstractValue, type Hole, isNamed } from '#core/base/abstractValue.ts';
import { certainType } from '../types/valueTypes.ts';
import { settled, withoutEnd, withoutPart, withoutStart, withoutText } from './narrowHole.ts';
import { textOfParts } from './text.ts';
import { boolValue, joinAll, optionsOf, sameValue } from './values.ts';

type Parts = readonly (string | Hole)[];

/** The options of a value for which a test gives something; undefined where none is left, so that no run goes this way. */
function kept(
  value: AbstractValue,
  test: (option: AbstractValue) => AbstractValue | undefined,
): AbstractValue | undefined {
  return joinAll(optionsOf(value).flatMap((option) => test(option) ?? []));
}

/** Where `value == other` holds, or does not. Only plain values are compared. */
export function narrowEqual(value: AbstractValue, other: AbstractValue, holds: boolean): AbstractValue | undefined {
  if (!isScalar(other)) return value;
  if (!holds)
    return kept(value, (option) => {
      if (isScalar(option)) return sameValue(option, other) ? undefined : option;
      return option.kind === 'pattern' && other.kind === 'string' ? withoutText(option, other.value) : option;
    });
  return kept(value, (option) => {
    if (option.kind === 'pattern' && other.kind === 'string')
      return mayBeText(option.parts, other.value) ? other : undefined;
    if (option.kind === 'unknown') return isOnlyItself(option, other) ? other : option;
    if (!isScalar(option) || !isScalar(other)) return option;
    // A number equals one of another type, and a character the text of it.
    if (option.kind !== other.kind) return isSelfish(option) || isSelfish(other) ? undefined : option;
    return sameValue(option, other) ? option : undefined;
  });
}

/** Whether what equals the other value is that value itself. */
function isOnlyItself(option: Extract<AbstractValue, { kind: 'unknown' }>, other: AbstractValue): boolean {
  if (option.type !== undefined) return option.type === certainType(other);
  return isSelfish(other) || (other.kind === 'string' && other.value.length !== 1);
}

/** Values that nothing of another type equals. */
function isSelfish(value: AbstractValue): boolean {
  return value.kind === 'unit' || value.kind === 'bool';
}

/** Where a value is one of several, or none of them. */
export function narrowAmong(
  value: AbstractValue,
  others: readonly AbstractValue[],
  holds: boolean,
): AbstractValue | undefined {
  if (!others.every(isScalar)) return value;
  if (holds) return joinAll(others.flatMap((other) => narrowEqual(value, other, true) ?? []));
  let rest: AbstractValue | undefined = value;
  for (const other of others) rest = rest === undefined ? undefined : narrowEqual(rest, other, false);
  return rest;
}

/** Where `type_of(value) == name` holds, or does not. */
export function narrowType(value: AbstractValue, name: string, holds: boolean): AbstractValue | undefined {
  const type = name === '()' ? 'unit' : name;
  if (!NARROWED_TYPES.has(type)) return value;
  return kept(value, (option) => {
    const known = certainType(option);
    if (known !== undefined) return (known === type) === holds ? option : undefined;
    if (!holds || option.kind !== 'unknown') return option;
    return type === 'unit' ? { kind: 'unit' } : { ...option, type };
  });
}

const NARROWED_TYPES = new Set(['string', 'i64', 'f64', 'bool', 'char', 'array', 'map', 'unit']);

/** Where `value.starts_with(start)` holds, or does not. */
export function narrowStart(value: AbstractValue, start: string, holds: boolean): AbstractValue | undefined {
  return kept(value, (option) => {
    if (option.kind === 'string') return option.value.startsWith(start) === holds ? option : undefined;
    const parts = textParts(option);
    if (parts === undefined || start === '') return option;
    const [first = ''] = parts;
    const literal = typeof first === 'string' ? first : '';
    if (literal.startsWith(start)) return holds ? option : undefined;
    if (!start.startsWith(literal)) return holds ? undefined : option;
    if (!holds) return withoutStart(parts, start.slice(literal.length)) ?? option;
    return opened(parts, literal, start.slice(literal.length), (rest) => [start, ...rest]) ?? option;
  });
}

/** Where `value.ends_with(end)` holds, or does not. */
export function narrowEnd(value: AbstractValue, end: string, holds: boolean): AbstractValue | undefined {
  return kept(value, (option) => {
    if (option.kind === 'string') return option.value.endsWith(end) === holds ? option : undefined;
    const parts = textParts(option);
    if (parts === undefined || end === '') return option;
    const last = parts.at(-1) ?? '';
    const literal = typeof last === 'string' ? last : '';
    if (literal.endsWith(end)) return holds ? option : undefined;
    if (!end.endsWith(literal)) return holds ? undefined : option;
    if (!holds) return withoutEnd(parts, end.slice(0, end.length - literal.length)) ?? option;
    const more = end.slice(0, end.length - literal.length);
    const reversed = [...parts].reverse();
    return opened(reversed, literal, more, (rest) => [...rest].reverse().concat(end)) ?? option;
  });
}

/** Where `value.contains(part)` holds, or does not. */
export function narrowContains(value: AbstractValue, part: string, holds: boolean): AbstractValue | undefined {
  return kept(value, (option) => {
    if (option.kind === 'string') return option.value.includes(part) === holds ? option : undefined;
    const parts = textParts(option);
    if (parts === undefined || part === '') return option;
    const certain = parts.some((piece) => typeof piece === 'string' && piece.includes(part));
    if (certain) return holds ? option : undefined;
    if (holds) return option;
    return part === '/' ? slashless(parts) : (withoutPart(parts, part) ?? option);
  });
}

/** Where `value.is_empty()` holds, or does not. */
export function narrowEmpty(value: AbstractValue, holds: boolean): AbstractValue | undefined {
  return kept(value, (option) => {
    if (option.kind === 'string') return (option.value === '') === holds ? option : undefined;
    if (option.kind === 'array' && option.complete) return (option.items.length === 0) === holds ? option : undefined;
    if (option.kind === 'map' && option.complete) return (option.entries.size === 0) === holds ? option : undefined;
    if (option.kind !== 'pattern') return option;
    const neverEmpty = option.parts.some((piece) => typeof piece === 'string' || isNamed(piece));
    return neverEmpty && holds ? undefined : option;
  });
}

/** The value of a condition that is true, or false. */
export function narrowBool(value: AbstractValue, holds: boolean): AbstractValue | undefined {
  return narrowEqual(value, boolValue(holds), true);
}

/** The parts of a text that is not known whole; undefined for what is no text or may be none. */
function textParts(option: AbstractValue): Parts | undefined {
  if (option.kind === 'pattern') return option.parts;
  if (option.kind !== 'unknown' || (option.type !== undefined && option.type !== 'string')) return undefined;
  return [{ source: option.source }];
}

/**
 * A text whose first literal goes on with `more`, taken out of the hole behind it. Undefined where that cannot be told: where
 * something stands behind the hole, which `more` may reach into.
 */
function opened(parts: Parts, literal: string, more: string, build: (rest: Parts) => Parts): AbstractValue | undefined {
  const rest = literal === '' ? parts : parts.slice(1);
  const [hole] = rest;
  if (hole === undefined || typeof hole === 'string' || rest.length > 1) return undefined;
  if (hole.relative === true) return undefined;
  const bounded = hole.component === true || hole.excludes?.includes('/') === true;
  if (bounded && more.includes('/')) return undefined;
  return textOfParts(build([bounded ? { source: hole.source, excludes: ['/'] } : { source: hole.source }]));
}

/** A text without a slash; undefined where it always has one. */
function slashless(parts: Parts): AbstractValue | undefined {
  return textOfParts(
    parts.map((piece) => {
      if (typeof piece === 'string' || piece.component === true) return piece;
      if (piece.relative === true) return { source: piece.source, component: true };
      return settled({ ...piece, excludes: [...new Set([...(piece.excludes ?? []), '/'])] });
    }),
  );
}

/** Whether a text can be an instance of a pattern; true where that is not known. */
function mayBeText(parts: Parts, text: string): boolean {
  const [first] = parts;
  const last = parts.at(-1);
  if (typeof first === 'string' && !text.startsWith(first)) return false;
  if (typeof last === 'string' && !text.endsWith(last)) return false;
  const bounded = parts.every(
    (piece) => typeof piece === 'string' || piece.component === true || piece.excludes?.includes('/') === true,
  );
  const slashes = parts
    .filter((piece) => typeof piece === 'string')
    .join('')
    .split('/').length;
  return !bounded || text.split('/').length === slashes;
}

function isScalar(value: AbstractValue): boolean {
  return ['string', 'int', 'bool', 'char', 'unit'].includes(value.kind);
}
