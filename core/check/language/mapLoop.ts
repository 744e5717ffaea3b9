// `map-loop`: `for` over a map, which has no iterator.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

export function mapLoop(node: Node, _: readonly Node[], { flow }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'for' || flow.typeOf(node.iterable) !== 'map') return undefined;
  const message =
    node.counter === undefined
      ? 'for does not go over maps: go over its keys().'
      : 'for does not go over maps, and its second name counts: go over the keys() and look each value up.';
  return { code: 'map-loop', severity: 'warning', message, span: node.iterable.span };
}
