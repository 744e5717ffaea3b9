// `plain-pattern`: a regular expression given to `awk_filter`, which looks for the text as it stands.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

const PLAIN: ReadonlySet<string> = new Set(['awk_filter', 'awk_filter_field']);
const LOOKS_REGULAR = /^\^|[^\\]\$$|\.[*+]|\\[dwsb.]|\[[^\]]+\][*+]/;

export function plainPattern(node: Node, _: readonly Node[], { flow, siteOf }: RuleContext): Diagnostic | undefined {
  if ((node.kind !== 'call' && node.kind !== 'methodCall') || !PLAIN.has(node.name.text)) return undefined;
  // The path comes last.
  const pattern = node.args[node.args.length - 2];
  if (pattern === undefined || siteOf(node)?.target !== 'sdk') return undefined;
  const value = flow.valueOf(pattern);
  if (value?.kind !== 'string' || !LOOKS_REGULAR.test(value.value)) return undefined;
  return {
    code: 'plain-pattern',
    severity: 'warning',
    message: `${node.name.text} looks for this text as it stands, not for a regular expression. grep takes one.`,
    span: pattern.span,
  };
}
