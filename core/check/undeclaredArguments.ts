// Diagnostic `undeclared-argument`: a name that nothing declares, so that it must come with the script arguments.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import { usesOuter } from './language/outerVariable.ts';

/** A name that the script arguments must bring, with its finding. */
export interface UndeclaredArgument {
  readonly name: string;
  readonly diagnostic: Diagnostic;
}

/** Names that no declaration and no known argument covers, each where it is used first. */
export function undeclaredArguments(
  resolution: Resolution,
  known: ReadonlyMap<string, AbstractValue> | undefined,
): readonly UndeclaredArgument[] {
  const found = new Map<string, UndeclaredArgument>();
  for (const unresolved of resolution.unresolved) {
    const { name, span } = unresolved.node;
    // A variable of the script that a function uses is no argument: the engine refuses it.
    if (unresolved.namesFunction || usesOuter(unresolved, resolution) || known?.has(name) === true || found.has(name))
      continue;
    const message = `${name} is not declared here; the script arguments must bring it, or the script does not compile.`;
    found.set(name, {
      name,
      diagnostic: { code: 'undeclared-argument', severity: 'information', message, span, data: { name } },
    });
  }
  return [...found.values()];
}
