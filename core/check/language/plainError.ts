// `plain-error`: `.kind` of a caught error that may be a plain text, because the `try` throws one or calls what does.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { MemberExpression, Node, TryStatement } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { RuleContext } from './rule.ts';

/** Fields of the SDK's error maps. */
const FIELDS: ReadonlySet<string> = new Set(['kind', 'message', 'source']);

export function plainError(node: Node, _: readonly Node[], context: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'try' || node.variable === undefined) return undefined;
  const cause = plainCause(node, context);
  const access = cause === undefined ? undefined : fieldAccess(node);
  if (cause === undefined || access === undefined) return undefined;
  const { text } = node.variable;
  return {
    code: 'plain-error',
    severity: 'warning',
    message: `${cause} throws a plain text, which has no ${access.name.text}: ask type_of(${text}) == "map" first.`,
    span: access.span,
  };
}

/** What in the body throws a text, in words; the script's own functions are not followed. */
function plainCause(node: TryStatement, { siteOf }: RuleContext): string | undefined {
  let cause: string | undefined;
  walk(node.body, (inner) => {
    if (inner.kind === 'function' || inner.kind === 'closure' || (inner.kind === 'try' && inner !== node)) return false;
    if (inner.kind === 'throw' && (inner.value?.kind === 'string' || inner.value?.kind === 'interpolation'))
      cause ??= 'This try';
    if (inner.kind === 'call' || inner.kind === 'methodCall') {
      const site = siteOf(inner);
      const isPlain = site?.candidates.some((fn) => fn.checks.some(({ onDeny }) => onDeny === 'throwPlain'));
      if (site !== undefined && isPlain === true) cause ??= site.name;
    }
    return true;
  });
  return cause;
}

/** The first field of the error that the handler asks for without looking at its type. */
function fieldAccess({ variable, handler }: TryStatement): MemberExpression | undefined {
  let found: MemberExpression | undefined;
  let isGuarded = false;
  walk(handler, (node) => {
    if ((node.kind === 'call' || node.kind === 'methodCall') && node.name.text === 'type_of') isGuarded = true;
    if (node.kind === 'binary' && (node.operator === 'in' || node.operator === '!in')) isGuarded = true;
    if (
      node.kind === 'member' &&
      FIELDS.has(node.name.text) &&
      node.object.kind === 'identifier' &&
      node.object.name === variable?.text
    )
      found ??= node;
    return true;
  });
  return isGuarded ? undefined : found;
}
