// `decimal-mode`: permissions such as 644 written as a decimal number, which are other bits than they look.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

const SETTERS: ReadonlySet<string> = new Set(['permissions', 'chmod']);

export function decimalMode(node: Node, _: readonly Node[], { parse, siteOf }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'methodCall' || !SETTERS.has(node.name.text) || node.args.length !== 1) return undefined;
  const [mode] = node.args;
  if (mode?.kind !== 'int') return undefined;
  const written = parse.text.slice(mode.span.start, mode.span.end);
  if (!/^[1-7][0-7]{2,3}$/.test(written) || siteOf(node)?.target !== 'sdk') return undefined;
  return {
    code: 'decimal-mode',
    severity: 'warning',
    message: `${written} is a decimal number here, 0o${mode.value.toString(8)} in octal. Write 0o${written}.`,
    span: mode.span,
  };
}
