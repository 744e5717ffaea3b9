// `constant-method`: a method that wants a variable, called on a constant of the SDK or of the script.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { MethodCall, Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

/** The engine refuses it with `Non-pure method ... cannot be called on constant`. */
export function constantMethod(node: Node, ancestors: readonly Node[], context: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'methodCall' || !isConstant(node, ancestors, context)) return undefined;
  const candidates = context.siteOf(node)?.candidates ?? [];
  if (candidates.length === 0 || !candidates.every((fn) => fn.failsOnConstants === true && fn.mutatesReceiver))
    return undefined;
  return {
    code: 'constant-method',
    severity: 'warning',
    message: `${node.name.text} cannot be called on a constant: put the value into a back-tick string, or into a variable first.`,
    span: node.name.span,
  };
}

function isConstant({ receiver }: MethodCall, ancestors: readonly Node[], { resolution }: RuleContext): boolean {
  if (receiver.kind === 'path') return true;
  const variable = receiver.kind === 'identifier' ? resolution.variableOf(receiver) : undefined;
  if (variable?.kind === 'const') return true;
  // The items of an array that is written down are constants in the loop.
  return (
    variable?.kind === 'loop' &&
    ancestors.some(
      (outer) =>
        outer.kind === 'for' &&
        outer.variable === variable.declaration &&
        outer.iterable.kind === 'array' &&
        outer.iterable.items.every(({ kind }) => kind === 'path'),
    )
  );
}
