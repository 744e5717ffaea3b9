// `constant-changed`: a part of a constant is given a value, which the engine refuses when it gets there.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { RuleContext } from './rule.ts';

export function constantsChanged({ resolution }: RuleContext): readonly Diagnostic[] {
  return resolution.variables
    .filter(({ kind }) => kind === 'const')
    .flatMap(({ name, references, owner }) =>
      references
        .filter((reference) => reference.access.kind === 'part' && reference.owner === owner)
        .map(({ span }) => ({
          code: 'constant-changed',
          severity: 'warning' as const,
          message: `${name} is a constant: nothing in it can be changed. Declare it with let.`,
          span,
          data: { name },
        })),
    );
}
