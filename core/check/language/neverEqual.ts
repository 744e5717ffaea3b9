// `never-equal`: a comparison of values of two types, which the engine answers with false whatever they are.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { Expression, Node } from '#core/rhai/syntax/ast.ts';
import { neverEqual as areNeverEqual } from '#core/rhai/types/operators.ts';
import type { RuleContext } from './rule.ts';

export function neverEqual(node: Node, _: readonly Node[], { flow, catalog }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'binary' || (node.operator !== '==' && node.operator !== '!=')) return undefined;
  const left = flow.typeOf(node.left);
  const right = flow.typeOf(node.right);
  if (left === undefined || right === undefined || !areNeverEqual(left, right, catalog)) return undefined;
  const use = constantNamed(catalog, left, textOf(node.right)) ?? constantNamed(catalog, right, textOf(node.left));
  const hint = use === undefined ? '' : ` Write ${use}.`;
  return {
    code: 'never-equal',
    severity: 'warning',
    message: `${left} and ${right} are different types, so that this is always ${node.operator === '!='}.${hint}`,
    span: node.span,
    ...(use === undefined ? {} : { data: { use } }),
  };
}

function textOf(expression: Expression): string | undefined {
  return expression.kind === 'string' ? expression.value : undefined;
}

/** The constant of a type that a text names: `EntryType::FILE` for "file". */
function constantNamed(catalog: SdkCatalog, type: string, text: string | undefined): string | undefined {
  if (text === undefined || catalog.type(type) === undefined) return undefined;
  const plain = (name: string) => name.replaceAll(/[_\s-]/g, '').toLowerCase();
  for (const module of catalog.data.modules) {
    const constant = module.constants.find((each) => each.type === type && plain(each.name) === plain(text));
    if (constant !== undefined) return `${module.name}::${constant.name}`;
  }
  return undefined;
}
