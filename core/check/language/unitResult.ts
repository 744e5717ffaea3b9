// `unit-result`: the result of a method that works in place and gives nothing, such as `trim`, is used as a value.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { MethodCall, Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

/** Methods of texts and arrays that other languages give a result. */
const IN_PLACE: ReadonlySet<string> = new Set(
  'trim make_upper make_lower replace push insert reverse sort truncate pad clear dedup append'.split(' '),
);

export function unitResult(node: Node, ancestors: readonly Node[], context: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'methodCall' || !IN_PLACE.has(node.name.text) || !isLibraryCall(node, context)) return undefined;
  const parent = ancestors[ancestors.length - 1];
  if (parent === undefined || !usesValue(parent, node)) return undefined;
  const isDeclared = (parent.kind === 'let' || parent.kind === 'const') && node.receiver.kind === 'identifier';
  return {
    code: 'unit-result',
    severity: 'warning',
    message: `${node.name.text} changes the value before the dot and gives (): put it on a line of its own and use the variable after it.`,
    span: node.name.span,
    ...(isDeclared ? { data: { declared: true } } : {}),
  };
}

function isLibraryCall(node: MethodCall, { siteOf, flow }: RuleContext): boolean {
  const type = flow.typeOf(node.receiver);
  const isText = type === undefined ? node.name.text === 'trim' : type === 'string' || type === 'array';
  return isText && siteOf(node)?.target === 'library';
}

function usesValue(parent: Node, node: MethodCall): boolean {
  switch (parent.kind) {
    case 'let':
    case 'const':
    case 'assignment':
    case 'return':
    case 'binary':
    case 'member':
    case 'index':
    case 'entry':
    case 'array':
    case 'call':
    case 'if':
    case 'switch':
      return true;
    case 'methodCall':
      return true;
    case 'closure':
      return parent.body === node;
    default:
      return false;
  }
}
