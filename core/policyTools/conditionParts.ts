// The parts of a policy's conditions in Cedar's JSON policy format, and what they say of the resource's path or name.

import { DIR, FILE } from '#core/authz/resource.ts';
import { anyText, exact, type PatternText, pattern, type Text } from '#core/authz/text.ts';
import type { PreparedPolicy, ScopeConstraint } from '#core/cedar/types.ts';

type Conditions = Pick<PreparedPolicy, 'conditions'>;

/** What must be true for the policy to apply, of all its `when`. */
export function whenConjuncts({ conditions }: Conditions): readonly unknown[] {
  return (conditions?.() ?? []).filter(({ kind }) => kind === 'when').flatMap(({ body }) => parts(body, '&&'));
}

/** The directories that a policy's `when` names: as entities, and as the literal start of a `like`. */
export function whenPaths(policy: Conditions): readonly string[] {
  return whenConjuncts(policy).flatMap((part) => {
    const said = saidOf(part, 'path');
    const start = said?.kind === 'pattern' && said.prefix.endsWith('/') ? [said.prefix.slice(0, -1)] : [];
    return [...namedIds(part, DIR), ...start];
  });
}

/** What must be false where the expression is an `unless`. */
export function disjuncts(body: unknown): readonly unknown[] {
  return parts(body, '||');
}

function parts(body: unknown, operator: '&&' | '||'): readonly unknown[] {
  const pair = member(body, operator);
  return pair === undefined
    ? [body]
    : [...parts(member(pair, 'left'), operator), ...parts(member(pair, 'right'), operator)];
}

/** Whether two of the conjuncts ask the same thing to be two different values, or one is the opposite of another. */
export function contradicts(conjuncts: readonly unknown[]): boolean {
  const values = new Map<string, string>();
  const held = new Set(conjuncts.map((part) => JSON.stringify(part)));
  for (const part of conjuncts) {
    const denied = member(member(part, '!'), 'arg');
    if (denied !== undefined && held.has(JSON.stringify(denied))) return true;
    const equal = member(part, '==');
    const value = scalar(member(equal, 'right'));
    if (value === undefined) continue;
    const left = JSON.stringify(member(equal, 'left'));
    const known = values.get(left);
    if (known !== undefined && known !== value) return true;
    values.set(left, value);
  }
  return false;
}

/** A literal whose equality is that of its text. */
function scalar(expression: unknown): string | undefined {
  const value = member(expression, 'Value');
  return ['string', 'number', 'boolean'].includes(typeof value) ? JSON.stringify(value) : undefined;
}

const ID_ATTRIBUTES: Readonly<Record<string, string>> = {
  [FILE]: 'path',
  [DIR]: 'path',
  'network::url': 'url',
  'sysinfo::Hostname': 'hostname',
  'systemd::Service': 'name',
};

/**
 * Every id that a resource of this type can have where the scope and the conjuncts hold, in the form of a path as a call
 * names it; undefined where there is none.
 */
export function narrowedText(
  constraint: ScopeConstraint,
  conjuncts: readonly unknown[],
  type: string,
): Text | undefined {
  let text: Text | undefined = scopeText(constraint, type);
  const attribute = ID_ATTRIBUTES[type];
  for (const part of attribute === undefined ? [] : conjuncts) {
    if (text === undefined) return undefined;
    const said = saidOf(part, attribute ?? '');
    if (said !== undefined) text = both(text, said);
  }
  return text === undefined ? undefined : type === DIR ? asWritten(text) : text;
}

function scopeText(constraint: ScopeConstraint, type: string): Text {
  if (constraint.kind === 'equals' && constraint.uid.type === type) return exact(constraint.uid.id);
  const uid =
    constraint.kind === 'isIn'
      ? constraint.uid
      : constraint.kind === 'in' && constraint.uids.length === 1
        ? constraint.uids[0]
        : undefined;
  const isPath = type === FILE || type === DIR;
  return isPath && uid?.type === DIR ? pattern(uid.id, 'any', '', 'a path in the directory') : anyText('a resource');
}

/** What a conjunct says of the attribute that is the id: a literal, or the literal ends of a `like`. */
function saidOf(part: unknown, attribute: string): Text | undefined {
  const equal = member(part, '==');
  const value = member(member(equal, 'right'), 'Value');
  if (isId(member(equal, 'left'), attribute)) return typeof value === 'string' ? exact(value) : undefined;
  const like = member(part, 'like');
  const pieces = member(like, 'pattern');
  if (!isId(member(like, 'left'), attribute) || !Array.isArray(pieces)) return undefined;
  const literals = pieces.map((piece: unknown) => member(piece, 'Literal'));
  const first = literals.findIndex((piece) => typeof piece !== 'string');
  if (first < 0) return exact(literals.join(''));
  const last = literals.findLastIndex((piece) => typeof piece !== 'string');
  return pattern(literals.slice(0, first).join(''), 'any', literals.slice(last + 1).join(''), 'a resource');
}

function isId(expression: unknown, attribute: string): boolean {
  const access = member(expression, '.');
  return member(access, 'attr') === attribute && member(member(access, 'left'), 'Var') === 'resource';
}

/** The texts that are in both; more of them where an end is not told, never fewer. */
function both(a: Text, b: Text): Text | undefined {
  if (a.kind === 'exact') return b.kind === 'exact' ? (a.value === b.value ? a : undefined) : fits(b, a.value);
  if (b.kind === 'exact') return fits(a, b.value);
  const prefix = longer(a.prefix, b.prefix, (long, short) => long.startsWith(short));
  const suffix = longer(a.suffix, b.suffix, (long, short) => long.endsWith(short));
  if (prefix === undefined || suffix === undefined) return undefined;
  const isOfOne = [a, b].some((text) => text.prefix === prefix && text.suffix === suffix);
  return pattern(prefix, 'any', isOfOne || !mayOverlap(prefix, suffix) ? suffix : '', a.source);
}

/** Whether a text with both ends can be shorter than the two together. */
function mayOverlap(prefix: string, suffix: string): boolean {
  for (let length = 1; length <= Math.min(prefix.length, suffix.length); length++)
    if (prefix.endsWith(suffix.slice(0, length))) return true;
  return false;
}

function fits({ prefix, suffix }: PatternText, value: string): Text | undefined {
  return value.startsWith(prefix) && value.endsWith(suffix) ? exact(value) : undefined;
}

function longer(a: string, b: string, holds: (long: string, short: string) => boolean): string | undefined {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  return holds(long, short) ? long : undefined;
}

/** The ids of the entities of a type that an expression names. */
export function namedIds(expression: unknown, type: string): readonly string[] {
  if (typeof expression !== 'object' || expression === null) return [];
  const entity = member(expression, '__entity');
  const id = member(entity, 'id');
  const own = member(entity, 'type') === type && typeof id === 'string' ? [id] : [];
  return [...own, ...Object.values(expression).flatMap((part: unknown) => namedIds(part, type))];
}

/** The id of a directory has lost one slash that the path had. */
function asWritten(text: Text): Text {
  if (text.kind === 'exact') return text.value.endsWith('/') && text.value !== '/' ? exact(`${text.value}/`) : text;
  return text.suffix.endsWith('/') ? { ...text, suffix: `${text.suffix}/` } : text;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
