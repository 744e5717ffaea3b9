// Validation is stricter than evaluation. Finds the complaints about policies that provably do what they say in the runner.

import { encloses, type Span } from '#core/base/span.ts';
import { childExpressions, type ExpressionNode, type PoliciesNode } from './syntax/ast.ts';
import type { CedarMessage } from './types.ts';

/** Why the runner takes a policy that validation refuses here; undefined where that cannot be proved. */
export function worksAtRunTime({ message, span, help }: CedarMessage, tree: PoliciesNode): string | undefined {
  if (message.includes('empty set literals are forbidden'))
    return 'Validation refuses empty sets since it cannot tell their type; the runner takes them.';
  if (help?.includes('elements of a set must have compatible types') === true)
    return 'Validation refuses sets of several types; the runner takes them.';
  if (span === undefined || !message.includes('unable to guarantee safety of access')) return undefined;
  return skippingIsFalse(tree, span)
    ? 'Where it is missing the runner skips the policy, which is the same here as if the condition were false.'
    : undefined;
}

/**
 * Whether a policy that is skipped because of what stands at `span` would not have applied with a test before it either:
 * so it is where only `&&` and comparisons lie between it and the whole of a `when`.
 */
function skippingIsFalse(tree: PoliciesNode, span: Span): boolean {
  for (const policy of tree.policies) {
    for (const { keyword, body } of policy.conditions) {
      if (body === undefined || !encloses(body.span, span)) continue;
      return keyword.text === 'when' && isConjunct(body, span);
    }
  }
  return false;
}

function isConjunct(node: ExpressionNode, span: Span): boolean {
  if (node.kind === 'parenthesized') return isConjunct(node.inner, span);
  if (node.kind !== 'binary' || node.operator !== '&&') return isDirect(node, span);
  return isConjunct(encloses(node.left.span, span) ? node.left : node.right, span);
}

/** What is evaluated whenever the conjunct around it is: no choice and no other `&&` or `||` lies between. */
function isDirect(node: ExpressionNode, span: Span): boolean {
  if (node.span.start === span.start && node.span.end === span.end) return true;
  const isChoice = node.kind === 'if' || (node.kind === 'binary' && (node.operator === '||' || node.operator === '&&'));
  const isNegation = node.kind === 'unary' && node.operator === '!';
  if (isChoice || isNegation || (node.kind === 'binary' && node.operator === '!=')) return false;
  const inner = childExpressions(node).find((child) => encloses(child.span, span));
  return inner === undefined || isDirect(inner, span);
}
