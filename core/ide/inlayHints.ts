// Hints in the text of a script: types of variables where the script does not say them, names of parameters at literals.

import { type Span, touches } from '#core/base/span.ts';
import type { CallExpression, Expression, MethodCall } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { InlayHint } from './answers.ts';
import { argumentTypesOf, callablesOf, fitting } from './callables.ts';
import type { ScriptModel } from './scriptModel.ts';

/** The hints within a range, in the order of the text. */
export function inlayHints(model: ScriptModel, range: Span): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  walk(model.parse.root, (node) => {
    if (node.span.end < range.start || node.span.start > range.end) return false;
    if (node.kind === 'let' || node.kind === 'const') {
      const type = node.value === undefined || isObvious(node.value) ? undefined : model.flow.typeOf(node.value);
      if (type !== undefined && node.name.span.end > node.name.span.start)
        hints.push({ offset: node.name.span.end, label: type === 'unit' ? '()' : type, kind: 'type' });
    }
    if (node.kind === 'call' || node.kind === 'methodCall') hints.push(...parameterHints(model, node));
    return true;
  });
  return hints.filter(({ offset }) => touches(range, offset)).sort((a, b) => a.offset - b.offset);
}

/** Whether the value itself says its type: literals, and makers that are named after what they make. */
function isObvious(value: Expression): boolean {
  switch (value.kind) {
    case 'call':
      return /^[A-Z]/.test(value.name.text);
    case 'methodCall':
      return /^(to_(string|int|float)|len|is_\w+)$/.test(value.name.text);
    case 'unary':
      return isObvious(value.operand);
    case 'string':
    case 'interpolation':
    case 'int':
    case 'float':
    case 'bool':
    case 'char':
    case 'unit':
    case 'array':
    case 'map':
    case 'closure':
      return true;
    default:
      return false;
  }
}

function parameterHints(model: ScriptModel, node: CallExpression | MethodCall): readonly InlayHint[] {
  if (node.args.length === 0 || !node.args.some(isLiteral)) return [];
  const same = callablesOf(model, node).filter(({ parameters }) => parameters.length === node.args.length);
  const [best] = fitting(same, argumentTypesOf(model, node.args), node.args.length);
  if (best === undefined || (node.args.length === 1 && saysItAll(node.name.text, best.parameters[0]?.name ?? '')))
    return [];
  return node.args.flatMap((arg, index) => {
    const name = best.parameters[index]?.name;
    return name === undefined || !isLiteral(arg) || isNumbered(name)
      ? []
      : [{ offset: arg.span.start, label: name, kind: 'parameter' as const }];
  });
}

/** A path as only argument, or a name that the function's own name repeats, needs no hint. */
function saysItAll(functionName: string, parameter: string): boolean {
  return (
    ['path', 'value', 'text', 'message', 'self', 'item', 'character', 'other'].includes(parameter) ||
    functionName.includes(parameter)
  );
}

/** Names that the catalog had to make up say nothing. */
function isNumbered(name: string): boolean {
  return /^(p|arg|argument|x)\d*$/.test(name);
}

function isLiteral({ kind }: Expression): boolean {
  return ['string', 'interpolation', 'int', 'float', 'bool', 'char', 'unit'].includes(kind);
}
