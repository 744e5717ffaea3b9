// `number-case`: `switch` over a number of the SDK, which equals no number that is written in a case.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import { SDK_NUMBERS } from '#core/rhai/types/valueTypes.ts';
import type { RuleContext } from './rule.ts';

export function numberCase(node: Node, _: readonly Node[], { flow }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'switch') return undefined;
  const type = flow.typeOf(node.subject);
  if (type === undefined || !SDK_NUMBERS.has(type)) return undefined;
  const hasNumbers = node.arms.some(({ patterns }) => patterns.some(({ kind }) => kind === 'int' || kind === 'binary'));
  if (!hasNumbers) return undefined;
  return {
    code: 'number-case',
    severity: 'warning',
    message: `A ${type} equals no number in a case, so that only the default is taken. Convert with to_int() first.`,
    span: node.subject.span,
  };
}
