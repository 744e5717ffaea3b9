// `unreachable-code`: statements behind a jump.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { unreachableCode } from '#core/rhai/resolve/unreachable.ts';
import type { RuleContext } from './rule.ts';

export function unreachable({ parse }: RuleContext): readonly Diagnostic[] {
  return unreachableCode(parse.root).map((span) => ({
    code: 'unreachable-code',
    severity: 'hint',
    message: 'No run comes here.',
    span,
    unnecessary: true,
  }));
}
