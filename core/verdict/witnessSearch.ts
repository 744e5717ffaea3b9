// Concrete texts to put in place of what is not known of a call: those that the policies speak of, and a few others.

import type { AbstractCall } from '#core/authz/predict.ts';
import type { AbstractValue, Hole } from '#core/base/abstractValue.ts';
import type { PreparedPolicySet, ScopeConstraint } from '#core/cedar/types.ts';

/** A call with every open text filled in. */
export interface Filling {
  readonly filled: AbstractCall;
  readonly values: Readonly<Record<string, string>>;
}

/** More texts than this are not tried. */
const TEXT_LIMIT = 60;

/** Ids of resources in scopes, literals of conditions, and neighbours of them. */
export function candidateTexts(policySet: PreparedPolicySet): readonly string[] {
  const texts = new Set<string>();
  for (const policy of policySet.policies) {
    if (policy.scope !== undefined) for (const id of idsOf(policy.scope.resource)) texts.add(id);
    for (const { body } of policy.conditions?.() ?? []) for (const text of literalsOf(body)) texts.add(text);
  }
  const neighbours = [...texts].filter((text) => text.startsWith('/')).map((text) => `${text.replace(/\/$/, '')}/example`);
  return [...[...texts].slice(0, TEXT_LIMIT), ...neighbours.slice(0, TEXT_LIMIT), ...GENERIC];
}

const GENERIC = ['/example', 'example', '', '0', 'example/example', 'http://example.invalid/'];

/** The call with each candidate in place of the open texts of one source; only sources that really take any form. */
export function* fillings(
  call: AbstractCall,
  candidates: readonly string[],
  free: (source: string) => boolean,
): Iterable<Filling> {
  const values = [...(call.receiver === undefined ? [] : [call.receiver]), ...call.args];
  const sources = new Set<string>();
  for (const value of values) collectSources(value, sources);
  if (sources.size === 0 || ![...sources].every(free)) return;
  for (const candidate of candidates) {
    const fill = (value: AbstractValue) => substitute(value, candidate, call);
    yield {
      filled: {
        ...call,
        ...(call.receiver === undefined ? {} : { receiver: fill(call.receiver) }),
        args: call.args.map(fill),
      },
      values: Object.fromEntries([...sources].map((source) => [source, candidate])),
    };
  }
}

function substitute(value: AbstractValue, text: string, call: AbstractCall): AbstractValue {
  switch (value.kind) {
    case 'unknown':
      return value.type === undefined || value.type === 'string' ? { kind: 'string', value: text } : value;
    case 'pattern':
      return { kind: 'string', value: value.parts.map((part) => (typeof part === 'string' ? part : filledHole(part, value.parts, text))).join('') };
    case 'oneOf':
      return substitute(value.values[0] ?? { kind: 'unit' }, text, call);
    case 'object':
      return { ...value, fields: new Map([...value.fields].map(([name, field]) => [name, substitute(field, text, call)])) };
    default:
      return value;
  }
}

/** A candidate that continues the literal text before the hole gives its rest; names lose their slashes. */
function filledHole(hole: Hole, parts: readonly (string | Hole)[], text: string): string {
  const before = parts.slice(0, parts.indexOf(hole)).map((part) => (typeof part === 'string' ? part : text)).join('');
  const rest = before !== '' && text.startsWith(before) ? text.slice(before.length) : text;
  const bare = hole.component === true || hole.excludes?.includes('/') === true ? rest.replaceAll('/', '') : rest;
  return hole.component === true && bare === '' ? 'example' : bare;
}

function collectSources(value: AbstractValue, sources: Set<string>): void {
  switch (value.kind) {
    case 'unknown':
      if (value.type === undefined || value.type === 'string') sources.add(value.source);
      return;
    case 'pattern':
      for (const part of value.parts) if (typeof part !== 'string') sources.add(part.source);
      return;
    case 'oneOf':
      for (const option of value.values) collectSources(option, sources);
      return;
    case 'object':
      for (const field of value.fields.values()) collectSources(field, sources);
      return;
    default:
  }
}

function idsOf(constraint: ScopeConstraint): readonly string[] {
  switch (constraint.kind) {
    case 'any':
    case 'is':
      return [];
    case 'equals':
    case 'isIn':
      return [constraint.uid.id];
    case 'in':
      return constraint.uids.map(({ id }) => id);
  }
}

/** Strings of an expression in Cedar's JSON format; in patterns, the literal text with nothing for each wildcard. */
function literalsOf(expression: unknown): readonly string[] {
  if (typeof expression !== 'object' || expression === null) return [];
  if (Array.isArray(expression)) {
    const pattern = expression.map((part) => (part === 'Wildcard' ? '' : literalPart(part)));
    if (expression.length > 0 && pattern.every((part) => part !== undefined)) return [pattern.join('')];
    return expression.flatMap(literalsOf);
  }
  const entries = Object.entries(expression);
  return entries.flatMap(([name, part]) => (name === 'Value' && typeof part === 'string' ? [part] : literalsOf(part)));
}

function literalPart(part: unknown): string | undefined {
  const text = typeof part === 'object' && part !== null && 'Literal' in part ? part.Literal : undefined;
  return typeof text === 'string' ? text : undefined;
}
