// Concrete texts to put in place of what is not known of a call: those that the policies speak of, and a few others.

import type { AbstractCall } from '#core/authz/predict.ts';
import type { AbstractValue, Hole } from '#core/base/abstractValue.ts';
import { scopeEntities } from '#core/cedar/scopeEntities.ts';
import type { PreparedPolicySet } from '#core/cedar/types.ts';

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
    if (policy.scope !== undefined) for (const { id } of scopeEntities(policy.scope.resource)) texts.add(id);
    for (const { body } of policy.conditions?.() ?? []) for (const text of literalsOf(body)) texts.add(text);
  }
  const neighbours = [...texts]
    .filter((text) => text.startsWith('/'))
    .map((text) => `${text.replace(/\/$/, '')}/example`);
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
  const options = Math.min(OPTION_LIMIT, Math.max(1, ...values.map(optionCount)));
  for (let option = 0; option < options; option++) {
    for (const candidate of candidates) {
      const used = new Map<string, string>();
      const fill = (value: AbstractValue) => substitute(value, { text: candidate, option }, used);
      const filled = {
        ...call,
        ...(call.receiver === undefined ? {} : { receiver: fill(call.receiver) }),
        args: call.args.map(fill),
      };
      yield { filled, values: Object.fromEntries(used) };
    }
  }
}

/** More alternatives of one value than this are not tried. */
const OPTION_LIMIT = 8;

function optionCount(value: AbstractValue): number {
  if (value.kind === 'oneOf') return value.values.length;
  return value.kind === 'object' ? Math.max(1, ...[...value.fields.values()].map(optionCount)) : 1;
}

/** What to put in: a text for what is not known, and which alternative to take. */
interface Choice {
  readonly text: string;
  readonly option: number;
}

function substitute(value: AbstractValue, choice: Choice, used: Map<string, string>): AbstractValue {
  switch (value.kind) {
    case 'unknown':
      if (value.type !== undefined && value.type !== 'string') return value;
      used.set(value.source, choice.text);
      return { kind: 'string', value: choice.text };
    case 'pattern':
      return { kind: 'string', value: filledParts(value.parts, choice.text, used) };
    case 'oneOf':
      return substitute(value.values[choice.option % value.values.length] ?? { kind: 'unit' }, choice, used);
    case 'object':
      return {
        ...value,
        fields: new Map([...value.fields].map(([name, field]) => [name, substitute(field, choice, used)])),
      };
    default:
      return value;
  }
}

/** A candidate that continues the literal text before a hole gives its rest; a name is the last of the candidate's. */
function filledParts(parts: readonly (string | Hole)[], text: string, used: Map<string, string>): string {
  let out = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      out += part;
      continue;
    }
    const rest = out !== '' && text.startsWith(out) ? text.slice(out.length) : text;
    const bare = part.component === true || part.excludes?.includes('/') === true ? lastName(rest) : rest;
    const filled = part.component === true && bare === '' ? 'example' : bare;
    used.set(part.source, filled);
    out += filled;
  }
  return out;
}

function lastName(text: string): string {
  return text.slice(text.replace(/\/+$/, '').lastIndexOf('/') + 1).replaceAll('/', '');
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
