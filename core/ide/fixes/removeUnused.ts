// Removes what is never used. A value that calls something stays, because the call may do more than compute.

import type { Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { CodeAction, Finding, TextChange } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { nodeOfKind, quickFix, textOf, wholeStatement } from './fix.ts';

/** For variables: the declaration and all assignments. */
export function removeVariable(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const node = nodeOfKind(model, finding.span.start, 'let', 'const');
  const variable = node && model.resolution.variableOf(node.name);
  if (node === undefined || variable === undefined || variable.references.length > 0) return [];
  const { text } = model.parse;
  const change: TextChange =
    node.value === undefined || !hasEffect(node.value)
      ? { span: wholeStatement(text, node.span), newText: '' }
      : { span: { start: node.span.start, end: node.value.span.start }, newText: '' };
  const underscore = { span: { start: node.name.span.start, end: node.name.span.start }, newText: '_' };
  return [
    { ...quickFix(`Remove ${node.name.text}`, finding, [change]), preferred: true },
    quickFix(`Rename to _${node.name.text}`, finding, [underscore]),
  ];
}

export function removeFunction(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const node = nodeOfKind(model, finding.span.start, 'function');
  if (node === undefined) return [];
  const span = wholeStatement(model.parse.text, node.span);
  return [quickFix(`Remove ${node.name.text}`, finding, [{ span, newText: '' }])];
}

export function removeImport(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const node = nodeOfKind(model, finding.span.start, 'import');
  if (node === undefined) return [];
  const span = wholeStatement(model.parse.text, node.span);
  return [quickFix(`Remove the import ${textOf(finding, 'name') ?? ''}`.trim(), finding, [{ span, newText: '' }])];
}

export function removeUnreachable(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  return [
    quickFix('Remove the code that no run reaches', finding, [
      { span: wholeStatement(model.parse.text, finding.span), newText: '' },
    ]),
  ];
}

function hasEffect(value: Node): boolean {
  let found = false;
  walk(value, (node) => {
    if (node.kind === 'closure') return false;
    if (['call', 'methodCall', 'block', 'return', 'throw', 'break'].includes(node.kind)) found = true;
    return !found;
  });
  return found;
}
