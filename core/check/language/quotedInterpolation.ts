// `quoted-interpolation`: `"${name}"` in double quotes, where nothing is put in.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { visibleVariables } from '#core/rhai/resolve/resolver.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

const HOLE = /\$\{\s*([A-Za-z_]\w*)[^{}"\\]*\}/;

/** Only where the name is one of the script's: other languages have such texts too. */
export function quotedInterpolation(
  node: Node,
  _: readonly Node[],
  { parse, resolution }: RuleContext,
): Diagnostic | undefined {
  if (node.kind !== 'string' || parse.text[node.span.start] !== '"') return undefined;
  const written = parse.text.slice(node.span.start, node.span.end);
  const found = HOLE.exec(written);
  if (found === null) return undefined;
  if (!visibleVariables(resolution, node.span.start).some(({ name }) => name === found[1])) return undefined;
  const start = node.span.start + found.index;
  return {
    code: 'quoted-interpolation',
    severity: 'warning',
    message: 'Only back-tick strings put values in: here the text stays as it is written.',
    span: { start, end: start + found[0].length },
  };
}
