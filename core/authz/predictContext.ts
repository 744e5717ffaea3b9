// The context of a request as far as it is known before the run.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { ContextExpression } from '#core/catalog/types.ts';
import type { CedarValue, Entity } from '#core/cedar/types.ts';
import { evaluateText, evaluateValue, type Scope } from './evaluate.ts';
import { type Execution, executionContext } from './executionContext.ts';

/** A context that is fully known, or the fact that it is not. */
export type PredictedContext =
  | {
      readonly known: true;
      readonly values: Readonly<Record<string, CedarValue>>;
      /** Entities that the context names. */
      readonly entities: readonly Entity[];
    }
  | { readonly known: false };

const EMPTY: PredictedContext = { known: true, values: {}, entities: [] };
const UNKNOWN: PredictedContext = { known: false };

/** Evaluates the context that a check sends. */
export function predictContext(
  context: Readonly<Record<string, ContextExpression>> | undefined,
  scope: Scope,
): PredictedContext {
  if (context === undefined) return EMPTY;
  const execution = Object.values(context).find((expression) => expression.op === 'execution');
  if (execution?.op === 'execution') return predictExecution(execution.of, scope);
  const record = recordOf(context, scope);
  return record === undefined ? UNKNOWN : { known: true, values: record, entities: [] };
}

function recordOf(
  fields: Readonly<Record<string, ContextExpression>>,
  scope: Scope,
): Readonly<Record<string, CedarValue>> | undefined {
  const entries: [string, CedarValue][] = [];
  for (const [name, expression] of Object.entries(fields)) {
    const value = contextValue(expression, scope);
    if (value === undefined) return undefined;
    entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

function contextValue(expression: ContextExpression, scope: Scope): CedarValue | undefined {
  if (expression.op === 'record') {
    const record = recordOf(expression.fields, scope);
    return record === undefined ? undefined : { record };
  }
  if (expression.op === 'execution') return undefined;
  const text = evaluateText(expression, scope);
  return text?.kind === 'exact' ? text.value : undefined;
}

/** Stand for the ids that the runner makes up. */
const IDS = { args: '00000000-0000-4000-8000-000000000001', env: '00000000-0000-4000-8000-000000000002' };

/** Known where every option is, and the account that the program runs as by default. */
function predictExecution(of: Parameters<typeof evaluateValue>[0], scope: Scope): PredictedContext {
  const options = evaluateValue(of, scope);
  const account = scope.host.account;
  if (options.kind !== 'object' || account === undefined) return UNKNOWN;
  if (options.fields.has('user') || options.fields.has('group') || !options.complete) return UNKNOWN;
  const args = argumentsOf(options.fields.get('args'));
  const env = environmentOf(options.fields.get('env'));
  const target = targetOf(options.fields.get('namespace'));
  if (args === undefined || env === undefined || target === 'unknown') return UNKNOWN;
  const { username, uid, groupname, gid } = account;
  return {
    known: true,
    ...executionContext({ args, env, user: { username, uid }, group: { groupname, gid }, targetProcess: target }, IDS),
  };
}

function argumentsOf(value: AbstractValue | undefined): Execution['args'] | undefined {
  if (value === undefined) return [];
  if (value.kind !== 'array' || !value.complete) return undefined;
  const args = value.items.map((item) => {
    if (item.kind === 'string') return { key: item.value, value: undefined };
    if (item.kind !== 'array' || !item.complete || item.items.length > 2) return undefined;
    const [key, text] = item.items;
    if (key?.kind !== 'string' || (text !== undefined && text.kind !== 'string')) return undefined;
    return { key: key.value, value: text?.value };
  });
  const known = args.filter((arg) => arg !== undefined);
  return known.length === args.length ? known : undefined;
}

function environmentOf(value: AbstractValue | undefined): Execution['env'] | undefined {
  if (value === undefined) return [];
  if (value.kind !== 'map' || !value.complete) return undefined;
  const entries = [...value.entries].flatMap(([name, text]) =>
    text.kind === 'string' ? [[name, text.value] as const] : [],
  );
  return entries.length === value.entries.size ? entries : undefined;
}

function targetOf(value: AbstractValue | undefined): bigint | undefined | 'unknown' {
  if (value === undefined) return undefined;
  const target = value.kind === 'object' ? value.fields.get('target_process') : undefined;
  return target?.kind === 'int' ? target.value : 'unknown';
}
