// The context of a request as far as it is known before the run.

import type { ContextExpression } from '#core/catalog/types.ts';
import type { CedarValue } from '#core/cedar/types.ts';
import { evaluateText, type Scope } from './evaluate.ts';

/** A context that is fully known, or the fact that it is not. */
export type PredictedContext =
  | { readonly known: true; readonly values: Readonly<Record<string, CedarValue>> }
  | { readonly known: false };

const EMPTY: PredictedContext = { known: true, values: {} };
const UNKNOWN: PredictedContext = { known: false };

/** Evaluates the context that a check sends. */
export function predictContext(
  context: Readonly<Record<string, ContextExpression>> | undefined,
  scope: Scope,
): PredictedContext {
  if (context === undefined) return EMPTY;
  const record = recordOf(context, scope);
  return record === undefined ? UNKNOWN : { known: true, values: record };
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
