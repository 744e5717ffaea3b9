// `script-callback`: `dir.find` with a function of the script, which the SDK cannot call once an entry matches.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Expression, Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

/** Source: recorded runs; with no match the callback is not called, and native functions such as `Fn("type")` work. */
export function scriptCallback(node: Node, _: readonly Node[], context: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'methodCall' || node.name.text !== 'find') return undefined;
  const [, callback] = node.args;
  if (callback === undefined || !isOfScript(callback, context)) return undefined;
  const candidates = context.siteOf(node)?.candidates ?? [];
  if (!candidates.some(({ receiver }) => receiver === 'RcDirHandle')) return undefined;
  return {
    code: 'script-callback',
    severity: 'warning',
    message:
      'find cannot call functions of the script: it fails as soon as an entry matches. Go over list_entries, or over find_files(pattern, directory).',
    span: callback.span,
  };
}

function isOfScript(callback: Expression, { resolution }: RuleContext): boolean {
  if (callback.kind === 'closure') return true;
  if (callback.kind === 'identifier') return resolution.variableOf(callback)?.initializer?.kind === 'closure';
  if (callback.kind !== 'call' || callback.name.text !== 'Fn') return false;
  const [name] = callback.args;
  return name?.kind === 'string' && resolution.functions.some((fn) => fn.name === name.value);
}
