// Labels of expressions that are not calls: texts put together, maps and arrays, parts of them.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type {
  BinaryExpression,
  Block,
  CallExpression,
  Closure,
  Expression,
  Interpolation,
  MapLiteral,
  MemberExpression,
  MethodCall,
  Statement,
} from '#core/rhai/syntax/ast.ts';
import { certainType, printsAsName } from '#core/rhai/types/valueTypes.ts';
import {
  allLabels,
  CLEAN,
  isClean,
  join,
  laterPosition,
  mapLabels,
  type Position,
  partOf,
  type Tainted,
  tainted,
  withPart,
} from './labels.ts';
import type { TaintMachine } from './taintMachine.ts';
import { type Beginning, beginningsOf, EMPTY_BEGINNING, followedBy, positionAfter } from './textPosition.ts';

/** Labels through calls, as expressions need them. */
export interface CallLabels {
  call(node: CallExpression): Tainted;
  methodCall(node: MethodCall): Tainted;
  member(node: MemberExpression, object: Tainted): Tainted;
  combined(left: Expression, a: Tainted, b: Tainted): Tainted;
  callClosure(closure: Closure, args: readonly Tainted[]): Tainted;
}

type Plain = Exclude<
  Statement,
  {
    kind:
      | 'block'
      | 'if'
      | 'switch'
      | 'while'
      | 'loop'
      | 'do'
      | 'for'
      | 'let'
      | 'const'
      | 'assignment'
      | 'try'
      | 'return'
      | 'throw'
      | 'break'
      | 'continue'
      | 'import'
      | 'function'
      | 'export'
      | 'empty';
  }
>;

/** Evaluates an expression without control flow of its own. */
export function evaluatePlain(
  m: TaintMachine,
  node: Plain,
  calls: CallLabels,
  evaluate: (node: Expression) => Tainted,
  guard: (condition: Expression, holds: boolean) => void,
): Tainted {
  switch (node.kind) {
    case 'identifier':
      return m.read(m.resolution.variableOf(node));
    case 'this':
      return m.frame.thisValue;
    case 'paren':
      return evaluate(node.inner);
    case 'interpolation':
      return interpolation(m, node, evaluate);
    case 'array':
      return node.items.reduce((value, item) => withPart(value, undefined, evaluate(item), false), CLEAN);
    case 'map':
      return map(node, evaluate);
    case 'call':
      return calls.call(node);
    case 'methodCall':
      return calls.methodCall(node);
    case 'member':
      return calls.member(node, evaluate(node.object));
    case 'index': {
      const object = evaluate(node.object);
      evaluate(node.index);
      const key = node.index.kind === 'string' ? node.index.value : undefined;
      return numbered(partOf(object, key), m.flow.valueOf(node));
    }
    case 'unary':
      return evaluate(node.operand);
    case 'binary':
      return binary(m, node, calls, evaluate, guard);
    case 'closure':
      return closureValue(node, calls);
    case 'unit':
    case 'bool':
    case 'int':
    case 'float':
    case 'char':
    case 'string':
    case 'path':
    case 'error':
      return CLEAN;
  }
}

/** A closure is looked at where it stands, in case that nothing known calls it. */
function closureValue(node: Closure, calls: CallLabels): Tainted {
  calls.callClosure(node, []);
  return CLEAN;
}

function map(node: MapLiteral, evaluate: (node: Expression) => Tainted): Tainted {
  return node.entries.reduce((value, entry) => withPart(value, entry.key.text, evaluate(entry.value), true), CLEAN);
}

function interpolation(m: TaintMachine, node: Interpolation, evaluate: (node: Expression) => Tainted): Tainted {
  let before: readonly Beginning[] = [EMPTY_BEGINNING];
  let value = CLEAN;
  for (const part of node.parts) {
    if (part.kind === 'text') {
      const text = { literal: part.value, whole: true, query: part.value.includes('?') };
      before = before.map((beginning) => followedBy(beginning, text));
      continue;
    }
    value = join(value, standingAfter(asText(evaluate(part)), positionAfter(before)));
    const next = beginningsOf(valueOfBlock(m, part)).slice(0, 4);
    before = before.flatMap((beginning) => next.map((text) => followedBy(beginning, text))).slice(0, 16);
  }
  return value;
}

/** A block in a text has the value of its last statement. */
function valueOfBlock(m: TaintMachine, block: Block): AbstractValue | undefined {
  const last = block.statements.at(-1);
  return m.flow.valueOf(block) ?? (last === undefined ? undefined : m.flow.valueOf(last as Expression));
}

function binary(
  m: TaintMachine,
  node: BinaryExpression,
  calls: CallLabels,
  evaluate: (node: Expression) => Tainted,
  guard: (condition: Expression, holds: boolean) => void,
): Tainted {
  const { operator, left, right } = node;
  if (operator === '&&' || operator === '||') {
    evaluate(left);
    const rest = m.branch(() => {
      guard(left, operator === '&&');
      return evaluate(right);
    });
    m.meet([m.live ? m.state : undefined, rest.exit]);
    return CLEAN;
  }
  if (operator === '??') {
    const value = evaluate(left);
    const rest = m.branch(() => evaluate(right));
    m.meet([m.live ? m.state : undefined, rest.exit]);
    return rest.exit === undefined ? value : join(value, rest.value);
  }
  const a = evaluate(left);
  const b = evaluate(right);
  if (COMPARISONS.has(operator) || (isClean(a) && isClean(b))) return CLEAN;
  return operator === '+' ? calls.combined(left, a, b) : numbered(join(a, b), m.flow.valueOf(node));
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', '!in', '..', '..=']);

/** The labels of a text behind another one. */
export function standingAfter(value: Tainted, position: Position): Tainted {
  if (position === 'start') return value;
  return mapLabels(value, (label) => ({ ...label, position: laterPosition(label.position, position) }));
}

/** A value that becomes text, with all that is in it. */
export function asText(value: Tainted): Tainted {
  return value.fields.size === 0 && value.items === undefined && value.keys.size === 0
    ? value
    : tainted(allLabels(value));
}

/** Numbers carry less than texts: marks labels whose value is known to be one, and drops truth values. */
export function numbered(value: Tainted, known: AbstractValue | undefined): Tainted {
  if (known === undefined || isClean(value)) return value;
  const type = certainType(known);
  if (type === 'bool' || type === 'unit') return CLEAN;
  return printsAsName(type) ? mapLabels(value, (label) => ({ ...label, number: true })) : value;
}
