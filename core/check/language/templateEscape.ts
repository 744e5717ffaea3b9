// `template-escape`: an escape in a back-tick string, where it stays two characters.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

/** Escapes that mean a character in other strings and hardly anything else in a text with back-ticks. */
const ESCAPE = /\\(n|t|r|")/;

export function templateEscape(node: Node, ancestors: readonly Node[], { parse }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'text' && node.kind !== 'string') return undefined;
  const whole = node.kind === 'text' ? ancestors[ancestors.length - 1] : node;
  if (whole === undefined || parse.text[whole.span.start] !== '`') return undefined;
  const found = ESCAPE.exec(parse.text.slice(node.span.start, node.span.end));
  if (found === null) return undefined;
  const start = node.span.start + found.index;
  const message = `Back-tick strings take no escapes: ${found[0]} stays two characters here. Use a line break, or a string in double quotes.`;
  return {
    code: 'template-escape',
    severity: 'warning',
    message,
    span: { start, end: start + 2 },
    data: { start: whole.span.start, end: whole.span.end, interpolated: whole.kind === 'interpolation' },
  };
}
