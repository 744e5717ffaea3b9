// Gives a function a parameter for a variable that it cannot see, and passes the variable in every call.

import type { Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { CodeAction, Finding, TextChange } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { calledFunctions, occurrencesOf } from '../scriptSymbol.ts';
import { nodeOfKind, quickFix } from './fix.ts';

export function passParameter(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const { text, root } = model.parse;
  const name = text.slice(finding.span.start, finding.span.end);
  const definition = nodeOfKind(model, finding.span.start, 'function');
  if (definition === undefined || definition.parameters.some((parameter) => parameter.text === name)) return [];
  const definitions = model.resolution.functionsOf(definition.name.text, definition.parameters.length);
  const isTaken = model.resolution.functionsOf(definition.name.text, definition.parameters.length + 1).length > 0;
  const symbol = { kind: 'function' as const, definitions };
  if (definitions.length !== 1 || isTaken || occurrencesOf(model, symbol).some(({ anyArity }) => anyArity === true))
    return [];
  const changes: TextChange[] = [insertion(text, definition.name.span.end, definition.parameters, name)];
  walk(root, (node) => {
    if (node.kind !== 'call' && node.kind !== 'methodCall') return true;
    if (calledFunctions(model.resolution, node).some((fn) => fn.definition === definition))
      changes.push(insertion(text, node.name.span.end, node.args, name));
    return true;
  });
  return [quickFix(`Pass ${name} to ${definition.name.text}`, finding, changes)];
}

/** Behind the last of a list in parentheses, or directly after the parenthesis. */
function insertion(text: string, from: number, list: readonly Node[], name: string): TextChange {
  const last = list[list.length - 1];
  const at = last === undefined ? text.indexOf('(', from) + 1 : last.span.end;
  return { span: { start: at, end: at }, newText: last === undefined ? name : `, ${name}` };
}
