// Whether a closure uses names from outside, which decides whether the engine takes it for a constant.

import type { Closure, Node } from './ast.ts';
import { childrenOf } from './walk.ts';

/** Whether a closure captures anything. Names of functions that stand before it are no variables. */
export function captures(closure: Closure, functions: ReadonlySet<string>): boolean {
  return usesOuter(closure, [functions]);
}

type Scopes = readonly ReadonlySet<string>[];

function usesOuter(node: Node, scopes: Scopes): boolean {
  switch (node.kind) {
    case 'identifier':
      return !scopes.some((scope) => scope.has(node.name));
    case 'closure':
      return sequenceUsesOuter([node.body], [...scopes, new Set(node.parameters.map((name) => name.text))]);
    case 'for': {
      const variables = [node.variable.text, node.counter?.text ?? ''];
      return usesOuter(node.iterable, scopes) || usesOuter(node.body, [...scopes, new Set(variables)]);
    }
    case 'try':
      return usesOuter(node.body, scopes) || usesOuter(node.handler, [...scopes, new Set([node.variable?.text ?? ''])]);
    default:
      return sequenceUsesOuter(childrenOf(node), scopes);
  }
}

/** Nodes one after the other, where each declaration counts for those behind it. */
function sequenceUsesOuter(nodes: readonly Node[], scopes: Scopes): boolean {
  const declared = new Set<string>();
  const inner = [...scopes, declared];
  for (const node of nodes) {
    if (usesOuter(node, inner)) return true;
    if (node.kind === 'let' || node.kind === 'const') declared.add(node.name.text);
  }
  return false;
}
