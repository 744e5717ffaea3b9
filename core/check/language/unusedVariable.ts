// `unused-variable`: a variable that is declared and never read. Names that begin with an underscore are meant so.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Variable } from '#core/rhai/resolve/symbols.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { RuleContext } from './rule.ts';

export function unusedVariables(context: RuleContext): readonly Diagnostic[] {
  // `f!()` runs in the scope of its caller and may use any of its names.
  if (hasCapturingCall(context.parse.root)) return [];
  const exported = new Set(
    context.parse.root.statements.flatMap((node) =>
      (node.kind === 'let' || node.kind === 'const') && node.exported ? [node.name] : [],
    ),
  );
  const isLibrary = context.resolution.exports.length > 0 || exported.size > 0;
  return context.resolution.variables.flatMap((variable) => {
    const { kind, name, declaration } = variable;
    if (declaration === undefined || name.startsWith('_') || name === '' || exported.has(declaration)) return [];
    if (kind !== 'let' && kind !== 'const') return [];
    // Functions of an importing script see the constants of the module.
    if (kind === 'const' && (isLibrary || isOnlyFunctions(context))) return [];
    if (variable.references.some(({ access }) => access.kind !== 'write')) return [];
    return [finding(variable, declaration.span)];
  });
}

function finding({ name, references }: Variable, span: Diagnostic['span']): Diagnostic {
  const what = references.length > 0 ? `${name} is given values but never read.` : `${name} is never used.`;
  return { code: 'unused-variable', severity: 'hint', message: what, span, unnecessary: true, data: { name } };
}

function hasCapturingCall(root: Node): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.kind === 'call' && node.capture) found = true;
    return !found;
  });
  return found;
}

function isOnlyFunctions({ parse }: RuleContext): boolean {
  return parse.root.statements.every(({ kind }) => kind === 'function' || kind === 'const' || kind === 'import');
}
