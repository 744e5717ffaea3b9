// Uses a result that is dropped: assigns it, or takes the whole statement away.

import { unwrap } from '#core/rhai/resolve/resolver.ts';
import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { nodeOfKind, quickFix, statementAt, wholeStatement } from './fix.ts';

/** Methods that give the value before the dot in another form. */
const TRANSFORMS: ReadonlySet<string> = new Set([
  'to_upper',
  'to_lower',
  'sub_string',
  'to_string',
  'to_int',
  'to_float',
]);

export function useResult(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'methodCall');
  const statement = statementAt(model, finding.span.start);
  if (call === undefined || statement === undefined) return [];
  const remove = { span: wholeStatement(model.parse.text, statement.span), newText: '' };
  const removal = quickFix('Remove the statement', finding, [remove]);
  const receiver = unwrap(call.receiver);
  const variable = receiver.kind === 'identifier' ? model.resolution.variableOf(receiver) : undefined;
  if (variable === undefined || variable.kind === 'const' || !TRANSFORMS.has(call.name.text)) return [removal];
  const start = { start: statement.span.start, end: statement.span.start };
  const assign = quickFix(`Assign the result to ${variable.name}`, finding, [
    { span: start, newText: `${variable.name} = ` },
  ]);
  return [{ ...assign, preferred: true }, removal];
}
