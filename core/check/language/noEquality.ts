// `no-equality`: looking for a value in an array whose items have no `==`.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Expression, Node } from '#core/rhai/syntax/ast.ts';
import { lacksEquality } from '#core/rhai/types/operators.ts';
import { certainType } from '#core/rhai/types/valueTypes.ts';
import type { RuleContext } from './rule.ts';

const LOOK_FOR: ReadonlySet<string> = new Set(['contains', 'index_of']);

export function noEquality(node: Node, _: readonly Node[], context: RuleContext): Diagnostic | undefined {
  const search = searchOf(node);
  if (search === undefined) return undefined;
  const array = context.flow.valueOf(search.array);
  const wanted = context.flow.typeOf(search.wanted);
  // The first item is compared in any case.
  const [first] = array?.kind === 'array' && array.complete ? array.items : [];
  if (first === undefined || wanted === undefined || certainType(first) !== wanted) return undefined;
  if (!lacksEquality(wanted, context.catalog)) return undefined;
  return {
    code: 'no-equality',
    severity: 'warning',
    message: `Values of type ${wanted} have no ==, so that nothing can be looked for among them.`,
    span: node.span,
  };
}

function searchOf(node: Node): { readonly array: Expression; readonly wanted: Expression } | undefined {
  if (node.kind === 'binary')
    return node.operator === 'in' || node.operator === '!in' ? { array: node.right, wanted: node.left } : undefined;
  if (node.kind !== 'methodCall' || !LOOK_FOR.has(node.name.text)) return undefined;
  const [wanted] = node.args;
  return wanted === undefined ? undefined : { array: node.receiver, wanted };
}
