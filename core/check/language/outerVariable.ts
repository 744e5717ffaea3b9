// `outer-variable`: a function uses a variable of the script around it, which functions do not see.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { UnresolvedName } from '#core/rhai/resolve/symbols.ts';
import type { RuleContext } from './rule.ts';

export function outerVariables({ resolution }: RuleContext): readonly Diagnostic[] {
  return resolution.unresolved
    .filter((name) => usesOuter(name, resolution))
    .map(({ node, owner }) => {
      const where = owner.kind === 'function' ? owner.name.text : 'the function';
      const message = `Functions do not see variables outside of them: pass ${node.name} to ${where} as a parameter.`;
      return { code: 'outer-variable', severity: 'warning', message, span: node.span, data: { name: node.name } };
    });
}

/** Whether a name in a function can only mean a variable that is declared outside of it. */
export function usesOuter(
  { node, owner, namesFunction }: UnresolvedName,
  resolution: RuleContext['resolution'],
): boolean {
  if (owner.kind !== 'function' || namesFunction) return false;
  return resolution.root.variables.some(({ name, declaration }) => name === node.name && declaration !== undefined);
}
