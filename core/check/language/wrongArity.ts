// `wrong-arity`: a function of the script is called with a number of arguments that none of its definitions takes.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

/** The engine refuses such a call when it is reached; how certain that is, the flow knows. */
export function wrongArity(
  node: Node,
  _: readonly Node[],
  { resolution, siteOf }: RuleContext,
): Diagnostic | undefined {
  if (node.kind !== 'call' || node.modules.length > 0) return undefined;
  const site = siteOf(node);
  if (site?.target !== 'nothing') return undefined;
  const named = resolution.functions.filter(({ name }) => name === node.name.text);
  if (named.length === 0) return undefined;
  const counts = [...new Set(named.map(({ arity }) => arity))].sort((a, b) => a - b);
  const takes = counts.length === 1 && counts[0] === 1 ? '1 argument' : `${counts.join(' or ')} arguments`;
  return {
    code: 'wrong-arity',
    severity: 'warning',
    message: `${node.name.text} takes ${takes}, not ${node.args.length}.`,
    span: node.name.span,
    related: named.map(({ definition }) => ({
      document: 'script',
      span: definition.name.span,
      message: 'It is defined here.',
    })),
  };
}
