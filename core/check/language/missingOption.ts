// `missing-option`: `build()` of options without one that they need.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

export function missingOption(node: Node, _: readonly Node[], { flow, catalog }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'methodCall' || node.name.text !== 'build') return undefined;
  const value = flow.valueOf(node.receiver);
  if (value?.kind !== 'object' || !value.complete) return undefined;
  const builder = catalog.type(value.type)?.builder;
  const missing = builder?.fields.find(({ name, required }) => required && !value.fields.has(name));
  if (builder === undefined || missing === undefined) return undefined;
  return {
    code: 'missing-option',
    severity: 'warning',
    message: `${builder.builds} needs ${missing.name}: without it build() fails.`,
    span: node.name.span,
    data: { field: missing.name },
  };
}
