// `unused-import`: a module that is imported under a name and never used. The import itself still runs the module.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { RuleContext } from './rule.ts';

export function unusedImports({ resolution }: RuleContext): readonly Diagnostic[] {
  return resolution.imports.flatMap((statement) => {
    const { alias } = statement;
    if (alias === undefined || alias.text.startsWith('_')) return [];
    if (resolution.modules.some((reference) => reference.import === statement)) return [];
    return [
      {
        code: 'unused-import',
        severity: 'hint' as const,
        message: `${alias.text} is imported but never used.`,
        span: alias.span,
        unnecessary: true,
        data: { name: alias.text },
      },
    ];
  });
}
