// `array-join`: arrays have no `join`, which scripts in other languages take for granted.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

export function arrayJoin(node: Node, _: readonly Node[], { siteOf }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'methodCall' || node.name.text !== 'join' || siteOf(node)?.target !== 'nothing') return undefined;
  return {
    code: 'array-join',
    severity: 'warning',
    message: 'Arrays have no join: put the items together in a loop, or with reduce(|sum, item| sum + item, "").',
    span: node.name.span,
  };
}
