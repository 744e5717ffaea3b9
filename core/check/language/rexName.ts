// `rex-name`: a metric or alarm whose name begins with Rex, for which the runner throws away everything that the script did.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

const NAMING: Readonly<Record<string, string>> = { name: 'MetricBuilder', type: 'AlarmBuilder' };

/** Source: recorded runs; exit code 1, without result, logs and metrics. */
export function rexName(node: Node, _: readonly Node[], context: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'methodCall') return undefined;
  const builder = NAMING[node.name.text];
  const [name] = node.args;
  if (builder === undefined || name === undefined) return undefined;
  const value = context.flow.valueOf(name);
  if (value?.kind !== 'string' || !/^rex/i.test(value.value)) return undefined;
  if (context.siteOf(node)?.candidates.some(({ receiver }) => receiver === builder) !== true) return undefined;
  return {
    code: 'rex-name',
    severity: 'warning',
    message:
      'Names that begin with Rex are the runner’s own: the run fails at its end, and its result and logs are lost.',
    span: name.span,
  };
}
