// `bit-precedence`: `a & b != c`, which compares first because `&`, `|` and `^` bind weaker than comparisons.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Expression, Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

const BITS: ReadonlySet<string> = new Set(['&', '|', '^']);
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

export function bitPrecedence(node: Node, _: readonly Node[], { flow }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'binary' || !BITS.has(node.operator)) return undefined;
  const { left, right, operator } = node;
  if (isComparison(left) === isComparison(right)) return undefined;
  const [compared, other] = isComparison(left) ? [left, right] : [right, left];
  if (compared.kind !== 'binary' || flow.typeOf(other) === 'bool' || isTruth(other)) return undefined;
  const inner = isComparison(left)
    ? { start: compared.right.span.start, end: right.span.end }
    : { start: left.span.start, end: compared.left.span.end };
  return {
    code: 'bit-precedence',
    severity: 'warning',
    message: `${compared.operator} binds tighter than ${operator} here: put the part with ${operator} in parentheses.`,
    span: node.span,
    data: inner,
  };
}

function isComparison(node: Expression): boolean {
  return node.kind === 'binary' && COMPARISONS.has(node.operator);
}

/** Whether an expression is a truth value whatever its parts are. */
function isTruth(node: Expression): boolean {
  if (node.kind === 'paren') return isTruth(node.inner);
  if (node.kind === 'unary') return node.operator === '!';
  return (
    node.kind === 'bool' ||
    (node.kind === 'binary' && (COMPARISONS.has(node.operator) || ['&&', '||', 'in', '!in'].includes(node.operator)))
  );
}
