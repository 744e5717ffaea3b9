// Turns a constant that the script changes into a variable.

import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { nodeOfKind, quickFix } from './fix.ts';

export function declareWithLet(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const use = nodeOfKind(model, finding.span.start, 'identifier');
  const variable = use && model.resolution.variableOf(use);
  if (variable?.kind !== 'const' || variable.declaration === undefined) return [];
  const statement = nodeOfKind(model, variable.declaration.span.start, 'let', 'const');
  if (statement === undefined) return [];
  const at = model.parse.text.indexOf('const', statement.span.start);
  const change = { span: { start: at, end: at + 'const'.length }, newText: 'let' };
  return [{ ...quickFix(`Declare ${variable.name} with let`, finding, [change]), preferred: true }];
}
