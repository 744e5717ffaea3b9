// `repeated-import`: a module is imported under a name that an earlier import has, which the engine goes on using.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Scope } from '#core/rhai/resolve/symbols.ts';
import type { RuleContext } from './rule.ts';

export function repeatedImports({ resolution }: RuleContext): readonly Diagnostic[] {
  return within(resolution.root, new Map());
}

/** The findings in a scope; `taken` has the names of imports around it. In a function, its own come first. */
function within(scope: Scope, taken: ReadonlyMap<string, Diagnostic['span']>): readonly Diagnostic[] {
  const isCode = scope.kind === 'function' || scope.kind === 'closure';
  const known = new Map(isCode ? [] : taken);
  const found: Diagnostic[] = [];
  for (const { alias } of scope.imports) {
    const earlier = alias === undefined ? undefined : known.get(alias.text);
    if (alias === undefined || alias.text === '') continue;
    if (earlier === undefined || earlier.start > alias.span.start) known.set(alias.text, alias.span);
    else
      found.push({
        code: 'repeated-import',
        severity: 'warning',
        message: `${alias.text} already names an earlier import, and the engine goes on using that one.`,
        span: alias.span,
        related: [{ document: 'script', span: earlier, message: 'This import is used.' }],
      });
  }
  return [...found, ...scope.children.flatMap((child) => within(child, known))];
}
