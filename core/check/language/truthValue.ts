// `no-truth-value`: a text, number, array or map where the engine wants true or false.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Expression, Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

/** What the script can ask instead, by type. */
const QUESTIONS: Readonly<Record<string, string>> = {
  string: 'is_empty()',
  array: 'is_empty()',
  map: 'is_empty()',
  i64: '!= 0',
  f64: '!= 0.0',
  unit: '!= ()',
};

export function truthValue(node: Node, _: readonly Node[], { flow }: RuleContext): Diagnostic | undefined {
  for (const asked of conditionsOf(node)) {
    const type = flow.typeOf(asked);
    const question = type === undefined ? undefined : QUESTIONS[type];
    if (type === undefined || question === undefined) continue;
    return {
      code: 'no-truth-value',
      severity: 'warning',
      message: `${type === 'unit' ? '()' : `A value of type ${type}`} is neither true nor false. Ask with ${question}.`,
      span: asked.span,
      data: { question, negated: node.kind === 'unary' },
    };
  }
  return undefined;
}

function conditionsOf(node: Node): readonly Expression[] {
  if (node.kind === 'if' || node.kind === 'while' || node.kind === 'do') return [node.condition];
  if (node.kind === 'unary' && node.operator === '!') return [node.operand];
  // The engine folds `true && x` to x before it runs.
  if (node.kind === 'binary' && (node.operator === '&&' || node.operator === '||'))
    return node.left.kind === 'bool' ? [] : [node.left, node.right];
  return [];
}
