// `duplicate-case`: a case that an earlier one without a condition already takes. The engine accepts it and never comes there.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Expression, Node } from '#core/rhai/syntax/ast.ts';

export function duplicateCase(node: Node, ancestors: readonly Node[]): Diagnostic | undefined {
  const arm = ancestors[ancestors.length - 1];
  const around = ancestors[ancestors.length - 2];
  if (arm?.kind !== 'arm' || around?.kind !== 'switch' || !isPattern(node, arm.patterns)) return undefined;
  const key = literalKey(node);
  if (key === undefined) return undefined;
  for (const earlier of around.arms) {
    if (earlier === arm) return undefined;
    if (earlier.guard === undefined && earlier.patterns.some((pattern) => literalKey(pattern) === key)) {
      const message = 'An earlier case takes this value already.';
      return { code: 'duplicate-case', severity: 'warning', message, span: node.span };
    }
  }
  return undefined;
}

function isPattern(node: Node, patterns: readonly Expression[]): node is Expression {
  return patterns.some((pattern) => pattern === node);
}

function literalKey(node: Expression): string | undefined {
  switch (node.kind) {
    case 'int':
    case 'float':
    case 'bool':
    case 'char':
    case 'string':
      return `${node.kind} ${String(node.value)}`;
    case 'unit':
      return 'unit';
    default:
      return undefined;
  }
}
