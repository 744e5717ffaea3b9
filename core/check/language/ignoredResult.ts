// `ignored-result`: a call that only computes stands alone, so that it does nothing.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

/** Functions of Rhai's library that change nothing and call nothing. */
const COMPUTES: ReadonlySet<string> = new Set(
  'to_upper to_lower sub_string to_string to_int to_float len contains starts_with ends_with index_of keys values is_empty'.split(
    ' ',
  ),
);

export function ignoredResult(node: Node, ancestors: readonly Node[], context: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'methodCall') return undefined;
  const parent = ancestors[ancestors.length - 1];
  // The last statement of a block is its value.
  if (parent === undefined || (parent.kind !== 'block' && parent.kind !== 'script')) return undefined;
  if (parent.statements[parent.statements.length - 1] === node || !parent.statements.some((each) => each === node))
    return undefined;
  if (!COMPUTES.has(node.name.text) || context.siteOf(node)?.target !== 'library') return undefined;
  return {
    code: 'ignored-result',
    severity: 'warning',
    message: `${node.name.text} changes nothing; its result is dropped here.`,
    span: node.name.span,
  };
}
