// `variable-call`: `f(1)` where f is a variable that holds a function, which is called with `f.call(1)`.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { visibleVariables } from '#core/rhai/resolve/resolver.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

export function variableCall(
  node: Node,
  _: readonly Node[],
  { resolution, siteOf }: RuleContext,
): Diagnostic | undefined {
  if (node.kind !== 'call' || node.modules.length > 0 || siteOf(node)?.target !== 'nothing') return undefined;
  const { text, span } = node.name;
  if (resolution.functions.some(({ name }) => name === text)) return undefined;
  if (!visibleVariables(resolution, span.start).some(({ name }) => name === text)) return undefined;
  const message = `${text} is a variable, not a function: a function in a variable is called with ${text}.call(...).`;
  return { code: 'variable-call', severity: 'warning', message, span };
}
