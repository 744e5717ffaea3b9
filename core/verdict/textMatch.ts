// What is certain about a partly known text: whether it equals another, fits a wildcard pattern, lies in a directory.

import { normalPath } from '#core/authz/environment.ts';
import { DIR, dirResource, FILE, fileResource } from '#core/authz/resource.ts';
import type { PatternText, Text } from '#core/authz/text.ts';
import { FALSE, type Outcomes, TRUE } from './outcomes.ts';

const EITHER = TRUE | FALSE;

/** Whether two texts are the same. */
export function textEquals(left: Text, right: Text): Outcomes {
  if (left.kind === 'exact') {
    if (right.kind === 'exact') return left.value === right.value ? TRUE : FALSE;
    return couldBe(right, left.value) ? EITHER : FALSE;
  }
  if (right.kind === 'exact') return couldBe(left, right.value) ? EITHER : FALSE;
  return compatible(left.prefix, right.prefix) && compatibleEnds(left.suffix, right.suffix) ? EITHER : FALSE;
}

/** Whether a text fits a `like` pattern, given as its literal parts with undefined for each wildcard. */
export function textLike(text: Text, parts: readonly (string | undefined)[]): Outcomes {
  if (text.kind === 'exact') return wildcard(parts).test(text.value) ? TRUE : FALSE;
  const first = parts.indexOf(undefined);
  if (first < 0) return couldBe(text, parts.join('')) ? EITHER : FALSE;
  const last = parts.lastIndexOf(undefined);
  const start = parts.slice(0, first).join('');
  const end = parts.slice(last + 1).join('');
  if (!compatible(text.prefix, start) || !compatibleEnds(text.suffix, end)) return FALSE;
  if (isSlashless(text) && slashes(parts) > slashes([text.prefix, text.suffix])) return FALSE;
  const between = parts.slice(first, last + 1).some((part) => part !== undefined);
  return !between && text.prefix.startsWith(start) && text.suffix.endsWith(end) ? TRUE : EITHER;
}

/** Whether a file or directory with this id is, or lies below, a directory. */
export function pathIsIn(id: Text, type: string, directory: string): Outcomes {
  if (id.kind === 'exact') {
    const result = type === FILE ? fileResource(id.value) : dirResource(id.value);
    if (!result.ok) return EITHER;
    return result.resource.entities.some(({ uid }) => uid.type === DIR && uid.id === directory) ? TRUE : FALSE;
  }
  // A path of nothing but slashes has no parent, and is `/` only when it is one.
  if (directory === '/') return hasName(id, id.prefix) ? TRUE : EITHER;
  if (!compatible(id.prefix, directory)) return FALSE;
  // A shorter start can go on into the directory or past it.
  if (directory.length > id.prefix.length) return EITHER;
  if (id.prefix === directory) return id.hole === 'below' && id.suffix === '' && type === DIR ? TRUE : EITHER;
  if (id.prefix[directory.length] !== '/') return FALSE;
  if (normalPath(directory) !== directory) return EITHER;
  return hasName(id, id.prefix.slice(directory.length + 1)) ? TRUE : EITHER;
}

/** Whether a pattern has an instance that may be this text. */
export function couldBe(text: PatternText, value: string): boolean {
  const { prefix, suffix } = text;
  if (value.length < prefix.length + suffix.length || !value.startsWith(prefix) || !value.endsWith(suffix))
    return false;
  const filled = value.slice(prefix.length, value.length - suffix.length);
  return !isSlashless(text) || !filled.includes('/');
}

/** Whether the hole holds no slash. */
function isSlashless({ hole }: PatternText): boolean {
  return hole === 'component' || hole === 'name' || hole === 'slashless';
}

function slashes(parts: readonly (string | undefined)[]): number {
  return parts.join('').split('/').length - 1;
}

/** Whether every instance has a further name behind the directory; `rest` is the literal text between them. */
function hasName(id: PatternText, rest: string): boolean {
  if (rest.split('/').some(isName) || id.suffix.split('/').some(isName)) return true;
  return id.hole !== 'any' && id.hole !== 'slashless' && id.hole !== 'below';
}

/** A text that makes a name whatever stands before or behind it. */
function isName(part: string): boolean {
  return /[^.]/.test(part);
}

function wildcard(parts: readonly (string | undefined)[]): RegExp {
  const source = parts.map((part) => (part === undefined ? '.*' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')));
  return new RegExp(`^${source.join('')}$`, 'su');
}

function compatible(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function compatibleEnds(a: string, b: string): boolean {
  return a.endsWith(b) || b.endsWith(a);
}
