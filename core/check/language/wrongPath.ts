// `wrong-path`: a path that the SDK refuses whatever the policy says: relative, with `..`, or with a character that it forbids.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { CatalogFunction, ResourceExpression } from '#core/catalog/types.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

export function wrongPath(node: Node, _: readonly Node[], { flow, siteOf }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'call' && node.kind !== 'methodCall') return undefined;
  const candidates = siteOf(node)?.candidates ?? [];
  const [fn] = candidates;
  if (fn === undefined || candidates.length !== 1) return undefined;
  for (const [index, arg] of node.args.entries()) {
    const name = fn.parameters[index]?.name;
    const value = flow.valueOf(arg);
    if (name === undefined || value?.kind !== 'string' || !isPath(fn, name)) continue;
    const message = faultOf(value.value);
    if (message !== undefined) return { code: 'wrong-path', severity: 'warning', message, span: arg.span };
  }
  return undefined;
}

/** Whether the first check of a function is about the file or folder that a parameter names. */
function isPath({ checks }: CatalogFunction, parameter: string): boolean {
  const [first] = checks;
  if (first === undefined || !first.resourceTypes.every((type) => type.startsWith('file_system::'))) return false;
  return checks.some(
    ({ resource, when, loop }) => when === undefined && loop === undefined && names(resource, parameter),
  );
}

function names(resource: ResourceExpression, parameter: string): boolean {
  if (resource.op === 'argument') return resource.name === parameter;
  return 'of' in resource && (resource.op === 'parent' || resource.op === 'resolved') && names(resource.of, parameter);
}

/** Source: the rules for entities of paths, and recorded runs. */
function faultOf(path: string): string | undefined {
  if (!path.startsWith('/')) return 'The SDK takes absolute paths only.';
  if (path.split('/').includes('..')) return 'The SDK refuses paths with `..`.';
  const [character] = /[<>"|?*]/.exec(path) ?? [];
  return character === undefined ? undefined : `The SDK refuses paths with \`${character}\`.`;
}
