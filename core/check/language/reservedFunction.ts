// `reserved-function`: `Fn("+")` of an operator or a keyword, which the engine refuses when it gets there.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

/** Source: each was asked of the engine. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'let const if else switch do while until loop for in fn private continue break return throw try catch import export as Fn call curry this true false is_shared is_def_fn is_def_var type_of print debug eval null goto with shared async'.split(
    ' ',
  ),
);
/** Keywords that are called like functions of one argument. */
const CALLED: ReadonlySet<string> = new Set(['type_of', 'debug', 'is_shared']);

export function reservedFunction(node: Node, _: readonly Node[], { resolution }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'call' || node.name.text !== 'Fn' || node.modules.length > 0 || node.args.length !== 1)
    return undefined;
  const [name] = node.args;
  if (name?.kind !== 'string' || resolution.functions.some((fn) => fn.name === 'Fn')) return undefined;
  const isOperator = /^[-+*/%&|^<>=!.~@#$?:]+$/.test(name.value);
  if (!isOperator && !KEYWORDS.has(name.value)) return undefined;
  const called = CALLED.has(name.value) ? `|a| ${name.value}(a)` : undefined;
  const use = isOperator ? `|a, b| a ${name.value} b` : called;
  const advice = use === undefined ? '' : ` Write ${use}.`;
  return {
    code: 'reserved-function',
    severity: 'warning',
    message: `${name.value} is no function that a pointer can name.${advice}`,
    span: node.span,
    ...(use === undefined ? {} : { data: { use } }),
  };
}
