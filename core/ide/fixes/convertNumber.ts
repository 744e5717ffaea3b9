// Converts the numbers of the SDK's getters with `to_int()`, without which they mix with no other number.

import type { Expression } from '#core/rhai/syntax/ast.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import { SDK_NUMBERS } from '#core/rhai/types/valueTypes.ts';
import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { quickFix } from './fix.ts';

export function convertNumber(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const node = pathAt(model.parse.root, finding.span.start).find(
    ({ kind, span }) => kind === 'binary' && span.start === finding.span.start && span.end === finding.span.end,
  );
  if (node?.kind !== 'binary') return [];
  const changes = [node.left, node.right].flatMap((side) => {
    if (!SDK_NUMBERS.has(model.flow.typeOf(side) ?? '')) return [];
    const end = { start: side.span.end, end: side.span.end };
    if (!needsParentheses(side)) return [{ span: end, newText: '.to_int()' }];
    const start = { start: side.span.start, end: side.span.start };
    return [
      { span: start, newText: '(' },
      { span: end, newText: ').to_int()' },
    ];
  });
  return changes.length === 0 ? [] : [{ ...quickFix('Convert with to_int()', finding, changes), preferred: true }];
}

function needsParentheses({ kind }: Expression): boolean {
  return kind === 'binary' || kind === 'unary' || kind === 'if' || kind === 'switch' || kind === 'closure';
}
