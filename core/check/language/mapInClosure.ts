// `map-in-closure`: a method chain on a variable takes a closure that uses the same variable, which the engine has locked.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Expression, MethodCall, Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { RuleContext } from './rule.ts';

export function mapInClosure(node: Node, _: readonly Node[], { resolution }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'methodCall') return undefined;
  const root = rootOf(node);
  const variable = root?.kind === 'identifier' ? resolution.variableOf(root) : undefined;
  if (root === undefined || variable === undefined) return undefined;
  for (const arg of node.args) {
    if (arg.kind !== 'closure') continue;
    let isUsed = false;
    walk(arg.body, (inner) => {
      if (inner.kind === 'identifier' && resolution.variableOf(inner) === variable) isUsed = true;
      return !isUsed;
    });
    if (isUsed) return finding(node, variable.name);
  }
  return undefined;
}

function finding(node: MethodCall, name: string): Diagnostic {
  const { span } = node.receiver;
  const isPlain = node.receiver.kind === 'identifier';
  const advice = isPlain ? 'use a copy of it' : 'assign what stands before the last dot to a variable first';
  return {
    code: 'map-in-closure',
    severity: 'warning',
    message: `The closure uses ${name} while ${node.name.text} works on it, which fails with a data race: ${advice}.`,
    span: node.name.span,
    data: { start: span.start, end: span.end },
  };
}

/** The variable at the start of a chain of members and methods. */
function rootOf(node: MethodCall): Expression | undefined {
  let current: Expression = node.receiver;
  while (current.kind === 'methodCall' || current.kind === 'member' || current.kind === 'index')
    current = current.kind === 'methodCall' ? current.receiver : current.object;
  return current.kind === 'identifier' ? current : undefined;
}
