// Hints in the text of a script: types of variables and functions where the script does not say them, names of parameters at literals.

import { type Span, touches } from '#core/base/span.ts';
import type { FunctionSymbol } from '#core/rhai/resolve/symbols.ts';
import type { CallExpression, Expression, FunctionDefinition, MethodCall, Name } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { InlayHint } from './answers.ts';
import { argumentTypesOf, callablesOf, fitting } from './callables.ts';
import type { ScriptModel } from './scriptModel.ts';
import { calledFunctions } from './scriptSymbol.ts';

/** The hints within a range, in the order of the text. */
export function inlayHints(model: ScriptModel, range: Span): readonly InlayHint[] {
  const hints: InlayHint[] = [...functionHints(model)];
  walk(model.parse.root, (node) => {
    if (node.span.end < range.start || node.span.start > range.end) return false;
    if (node.kind === 'let' || node.kind === 'const') {
      const type = node.value === undefined || isObvious(node.value) ? undefined : model.flow.typeOf(node.value);
      if (type !== undefined && node.name.span.end > node.name.span.start)
        hints.push({ offset: node.name.span.end, label: shown(type), kind: 'type' });
    }
    if (node.kind === 'for') hints.push(...variableHints(model, [node.variable]));
    if (node.kind === 'call' || node.kind === 'methodCall') hints.push(...parameterHints(model, node));
    return true;
  });
  return hints.filter(({ offset }) => touches(range, offset)).sort((a, b) => a.offset - b.offset);
}

function shown(type: string): string {
  return type === 'unit' ? '()' : type;
}

/** Types of parameters and results, of functions that the script calls with the same types everywhere. */
function functionHints(model: ScriptModel): readonly InlayHint[] {
  const { resolution, flow } = model;
  if (resolution.functions.length === 0) return [];
  const results = new Map<FunctionSymbol, (string | undefined)[]>();
  walk(model.parse.root, (node) => {
    if (node.kind !== 'call' && node.kind !== 'methodCall') return true;
    for (const fn of calledFunctions(resolution, node))
      results.set(fn, [...(results.get(fn) ?? []), flow.typeOf(node)]);
    return true;
  });
  return [...results].flatMap(([{ definition }, types]) => {
    const type = theOnly(types);
    const offset = parametersEnd(model.parse.text, definition);
    return [
      ...variableHints(model, definition.parameters),
      ...(type === undefined || offset === undefined ? [] : [{ offset, label: shown(type), kind: 'result' as const }]),
    ];
  });
}

/** Types of variables without a value of their own, where all their uses agree. */
function variableHints({ resolution, flow }: ScriptModel, names: readonly Name[]): readonly InlayHint[] {
  return names.flatMap((name) => {
    const reads = resolution.variableOf(name)?.references.filter(({ access }) => access.kind !== 'write') ?? [];
    const type = theOnly(reads.map(({ node }) => (node.kind === 'identifier' ? flow.typeOf(node) : undefined)));
    return type === undefined ? [] : [{ offset: name.span.end, label: shown(type), kind: 'type' as const }];
  });
}

function theOnly(types: readonly (string | undefined)[]): string | undefined {
  const [first] = types;
  return types.every((type) => type === first) ? first : undefined;
}

/** Behind the parenthesis that ends the parameters; undefined where something else may stand before it. */
function parametersEnd(text: string, { name, parameters, body }: FunctionDefinition): number | undefined {
  const before = text.slice((parameters.at(-1) ?? name).span.end, body.span.start);
  const end = /^[\s(,]*\)/.exec(before)?.[0].length;
  return end === undefined ? undefined : body.span.start - before.length + end;
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
