// `range-index`: `items[0..2]`, which other languages have for a part of an array. Texts take a range.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

export function rangeIndex(node: Node, _: readonly Node[], { flow }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'index' || node.index.kind !== 'binary') return undefined;
  if (node.index.operator !== '..' && node.index.operator !== '..=') return undefined;
  if (flow.typeOf(node.object) !== 'array') return undefined;
  return {
    code: 'range-index',
    severity: 'warning',
    message: 'The index of an array is one number. extract(range) takes a part.',
    span: node.index.span,
  };
}
