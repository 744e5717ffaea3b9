// Path operations on strings with holes, for the paths that handles carry. Every result holds all that can occur.

import { type AbstractValue, type Hole, isNamed, unknownValue } from '#core/base/abstractValue.ts';
import { components, fileName, joinPath, parentPath } from '#core/base/posixPath.ts';
import { partsOf, sourceOf, textOfParts } from './text.ts';
import { join, optionsOf, stringValue, UNIT_VALUE } from './values.ts';

type Parts = readonly (string | Hole)[];

/** Applies an operation to each alternative. */
export function overOptions(value: AbstractValue, operation: (option: AbstractValue) => AbstractValue): AbstractValue {
  return optionsOf(value).map(operation).reduce(join);
}

/** `Path::join` for any alternatives of both sides. */
export function joinPaths(left: AbstractValue, right: AbstractValue): AbstractValue {
  return overOptions(left, (base) => overOptions(right, (name) => joinTwo(base, name)));
}

/** `Path::parent`. */
export function parentOf(path: AbstractValue): AbstractValue {
  return overOptions(path, (option) => {
    if (option.kind === 'string') {
      const parent = parentPath(option.value);
      return parent === undefined ? UNIT_VALUE : stringValue(parent);
    }
    const parts = splitLast(option);
    return parts === undefined
      ? unknownValue(`the folder of ${sourceOf(option)}`, 'string')
      : textOfParts(parts.before);
  });
}

/** `Path::file_name`. */
export function baseOf(path: AbstractValue): AbstractValue {
  return overOptions(path, (option) => {
    if (option.kind === 'string') {
      const name = fileName(option.value);
      return name === undefined ? UNIT_VALUE : stringValue(name);
    }
    const parts = splitLast(option);
    return parts === undefined ? unknownValue(`the name of ${sourceOf(option)}`, 'string') : textOfParts(parts.last);
  });
}

/** All links followed. `resolve` answers for plain paths; undefined when it does not know. */
export function resolvePath(path: AbstractValue, resolve: (path: string) => string | undefined): AbstractValue {
  return overOptions(path, (option) => {
    if (option.kind === 'string') {
      const resolved = resolve(option.value);
      return resolved === undefined
        ? unknownValue(`what ${option.value} resolves to`, 'string')
        : stringValue(resolved);
    }
    return resolvePattern(option, resolve) ?? unknownValue(`what ${sourceOf(option)} resolves to`, 'string');
  });
}

/** The normal form of a path: no repeated slashes, no `.`, no trailing slash. */
export function normalPath(path: string): string {
  const parts = components(path);
  return path.startsWith('/') ? `/${parts.slice(1).join('/')}` : parts.join('/');
}

/**
 * A path with holes keeps its literal start. A hole that is not one name can be empty or bring slashes of its own, so
 * what it stands for need not end where it is written. `..` needs no thought: the SDK refuses it before it resolves.
 */
function resolvePattern(path: AbstractValue, resolve: (path: string) => string | undefined): AbstractValue | undefined {
  const parts = partsOf(path);
  const start = parts[0];
  if (typeof start !== 'string' || !start.startsWith('/')) return undefined;
  const folder = start.slice(0, start.lastIndexOf('/')) || '/';
  const resolved = resolve(folder);
  if (resolved === undefined || resolved !== normalPath(folder)) return undefined;
  const literal = parts.filter((part) => typeof part === 'string').join('\u0000');
  const isNormal = !/\/\/|\/\.\/|\/\.$|\/$/.test(literal);
  if (isNormal && parts.every((part) => typeof part === 'string' || isNamed(part))) return path;
  const hole: Hole = { source: sourceOf(path) };
  return join(stringValue(resolved), textOfParts([resolved === '/' ? '/' : `${resolved}/`, hole]));
}

function joinTwo(base: AbstractValue, name: AbstractValue): AbstractValue {
  if (base.kind === 'string' && name.kind === 'string') return stringValue(joinPath(base.value, name.value));
  const left = partsOf(base);
  const right = partsOf(name);
  const first = right[0];
  if (typeof first === 'string' && first.startsWith('/')) return name;
  const below = textOfParts([...left, ...separatorsAfter(left), ...right]);
  const open =
    first !== undefined && typeof first !== 'string' && !isNamed(first) && first.excludes?.includes('/') !== true;
  const joined = endIsOpen(left) ? join(below, textOfParts([...left, ...right])) : below;
  return open ? join(joined, name) : joined;
}

function separatorsAfter(left: Parts): Parts {
  const last = left[left.length - 1];
  if (last === undefined || last === '') return [];
  return typeof last === 'string' && last.endsWith('/') ? [] : ['/'];
}

/** Whether a text can be empty or end with a slash without showing it. */
function endIsOpen(left: Parts): boolean {
  const last = left[left.length - 1];
  return last !== undefined && typeof last !== 'string' && !isNamed(last);
}

/** A path cut before its last name; undefined where a hole hides the place. */
function splitLast(path: AbstractValue): { readonly before: Parts; readonly last: Parts } | undefined {
  const parts = partsOf(path);
  const at = parts.findLastIndex((part) => typeof part === 'string' && part.includes('/'));
  const text = parts[at];
  const tail = parts.slice(at + 1);
  if (typeof text !== 'string' || tail.some((part) => typeof part !== 'string' && part.component !== true))
    return undefined;
  const slash = text.lastIndexOf('/');
  const start = text.slice(slash + 1);
  const last: Parts = start === '' ? tail : [start, ...tail];
  const literal = last.length === 1 && typeof last[0] === 'string' ? last[0] : undefined;
  if (last.length === 0 || literal === '.' || literal === '..') return undefined;
  const head = text.slice(0, slash);
  if (head.endsWith('/') || head.endsWith('/.')) return undefined;
  const before: Parts = [...parts.slice(0, at), head === '' && at === 0 ? '/' : head];
  return { before, last };
}
