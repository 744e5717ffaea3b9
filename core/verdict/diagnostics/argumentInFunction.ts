// `unknown-variable`: a script argument used in a function, where nothing from outside can be seen.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { UnresolvedName } from '#core/rhai/resolve/symbols.ts';

/** The script compiles because the argument exists, and fails once the function gets there. */
export function argumentInFunction(
  { node, owner, namesFunction }: UnresolvedName,
  isArgument: (name: string) => boolean,
  severity: 'error' | 'warning',
): Diagnostic | undefined {
  if (owner.kind !== 'function' || namesFunction || !isArgument(node.name)) return undefined;
  const message = `Functions do not see script arguments: pass ${node.name} to ${owner.name.text} as a parameter.`;
  return { code: 'unknown-variable', severity, message, span: node.span };
}
