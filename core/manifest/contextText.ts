// The context of a request as a text: what a program is started with, where something is moved to.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { Check } from '#core/catalog/types.ts';
import { displayOf, rootsOf } from '#core/review/sources.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';

/** With `*` for what is not known; undefined where the request carries no context. */
export function contextText({ receiver, args, candidates }: CallSite, check: Check): string | undefined {
  const expressions = Object.entries(check.context ?? {});
  if (expressions.length === 0) return undefined;
  const fn = candidates.find(({ checks }) => checks.includes(check));
  const values = receiver === undefined ? args : [receiver, ...args];
  const argumentOf = (name: string): AbstractValue | undefined => {
    if (name === 'receiver') return values[0];
    const index = fn?.parameters.findIndex((parameter) => parameter.name === name) ?? -1;
    return index < 0 ? undefined : values[index + (fn?.receiver === undefined ? 0 : 1)];
  };
  return expressions
    .map(([key, expression]) => {
      if (expression.op === 'record') return `${key}: *`;
      const roots = rootsOf(expression.op === 'execution' ? expression.of : expression);
      const texts = roots.map(({ name, field }) => {
        const value = argumentOf(name);
        return textOf(field !== undefined && value?.kind === 'object' ? value.fields.get(field) : value, 0);
      });
      return expression.op === 'execution' ? texts.join(', ') : `${key}: ${texts.length === 0 ? '*' : texts.join('/')}`;
    })
    .join(', ');
}

/** Deeper values are shown as `*`. */
const MAX_DEPTH = 3;

function textOf(value: AbstractValue | undefined, depth: number): string {
  if (value === undefined || depth > MAX_DEPTH) return '*';
  switch (value.kind) {
    case 'array': {
      const items = value.items.map((item) => textOf(item, depth + 1));
      return `[${[...items, ...(value.complete ? [] : ['*'])].join(', ')}]`;
    }
    case 'map':
      return recordText(value.entries, value.complete, depth);
    case 'object':
      return recordText(value.fields, value.complete, depth);
    case 'bool':
      return String(value.value);
    case 'constant':
      return `${value.module}::${value.name}`;
    default:
      return displayOf(value) ?? '*';
  }
}

function recordText(entries: ReadonlyMap<string, AbstractValue>, complete: boolean, depth: number): string {
  const parts = [...entries].map(([name, part]) => `${name}: ${textOf(part, depth + 1)}`);
  return `{${[...parts, ...(complete ? [] : ['*'])].join(', ')}}`;
}
