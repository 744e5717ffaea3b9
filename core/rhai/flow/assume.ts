// Goes on under the assumption that a condition was true, or false: the variables it looks at keep only what fits.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import { unwrap } from '../resolve/resolver.ts';
import type { Expression, MethodCall, SwitchArm } from '../syntax/ast.ts';
import type { Machine } from './machine.ts';
import {
  narrowAmong,
  narrowBool,
  narrowContains,
  narrowEmpty,
  narrowEnd,
  narrowEqual,
  narrowStart,
  narrowType,
} from './narrow.ts';

type Narrowing = (value: AbstractValue) => AbstractValue | undefined;

/** Narrows the state at the current point; where nothing fits, no run comes here. The condition was just evaluated. */
export function assume(m: Machine, condition: Expression, holds: boolean): void {
  if (m.live && isPure(m, condition)) assumePure(m, condition, holds);
}

/** Narrows the subject of a `switch` to what one of its arms takes, or to what none of the arms before takes. */
export function assumeArm(m: Machine, subject: Expression, arm: SwitchArm, holds: boolean): void {
  if (!m.live || arm.patterns.length === 0 || (!holds && arm.guard !== undefined)) return;
  const values = arm.patterns.map(literalOf);
  if (values.some((value) => value === undefined) || !isPure(m, subject)) return;
  const known = values.filter((value) => value !== undefined);
  narrowPlace(m, subject, (value) => narrowAmong(value, known, holds));
}

function assumePure(m: Machine, node: Expression, holds: boolean): void {
  const condition = unwrap(node);
  if (!m.live) return;
  switch (condition.kind) {
    case 'unary':
      if (condition.operator === '!') assumePure(m, condition.operand, !holds);
      return;
    case 'binary':
      if (condition.operator === '&&' || condition.operator === '||') {
        // Only where both sides are known to have been looked at, or one is known to be decisive.
        if ((condition.operator === '&&') !== holds) return;
        assumePure(m, condition.left, holds);
        assumePure(m, condition.right, holds);
        return;
      }
      assumeComparison(m, condition.operator, condition.left, condition.right, holds);
      return;
    case 'methodCall':
      assumeMethod(m, condition, holds);
      return;
    case 'identifier':
    case 'member':
      narrowPlace(m, condition, (value) => narrowBool(value, holds));
      return;
    default:
      return;
  }
}

function assumeComparison(m: Machine, operator: string, left: Expression, right: Expression, holds: boolean): void {
  if (operator === '==' || operator === '!=') {
    const equal = (operator === '==') === holds;
    assumeEqual(m, left, m.lastValue(right), equal);
    assumeEqual(m, right, m.lastValue(left), equal);
  } else if (operator === 'in' || operator === '!in') {
    assumeIn(m, left, right, (operator === 'in') === holds);
  }
}

function assumeEqual(m: Machine, node: Expression, other: AbstractValue, holds: boolean): void {
  const inner = unwrap(node);
  const typed = inner.kind === 'call' && inner.name.text === 'type_of' ? inner.args[0] : undefined;
  const receiver = inner.kind === 'methodCall' && inner.name.text === 'type_of' ? inner.receiver : undefined;
  const subject = typed ?? receiver;
  if (subject === undefined) narrowPlace(m, inner, (value) => narrowEqual(value, other, holds));
  else if (other.kind === 'string') narrowPlace(m, subject, (value) => narrowType(value, other.value, holds));
}

function assumeIn(m: Machine, item: Expression, container: Expression, holds: boolean): void {
  const held = m.lastValue(container);
  if (held.kind === 'array' && held.complete) {
    narrowPlace(m, item, (value) => narrowAmong(value, held.items, holds));
    return;
  }
  const part = m.lastValue(item);
  if (part.kind === 'string') narrowText(m, container, (value) => narrowContains(value, part.value, holds));
}

function assumeMethod(m: Machine, { name, receiver, args }: MethodCall, holds: boolean): void {
  const [first] = args;
  const part = first === undefined ? undefined : m.lastValue(first);
  if (name.text === 'is_empty' && first === undefined) narrowPlace(m, receiver, (value) => narrowEmpty(value, holds));
  if (name.text === 'contains' && first !== undefined) assumeIn(m, first, receiver, holds);
  if (part?.kind !== 'string') return;
  if (name.text === 'starts_with') narrowPlace(m, receiver, (value) => narrowStart(value, part.value, holds));
  if (name.text === 'ends_with') narrowPlace(m, receiver, (value) => narrowEnd(value, part.value, holds));
}

/** As {@link narrowPlace}, where the value can only be a text: arrays and maps contain things too. */
function narrowText(m: Machine, node: Expression, narrowing: Narrowing): void {
  narrowPlace(m, node, (value) => (value.kind === 'unknown' && value.type !== 'string' ? value : narrowing(value)));
}

/** Narrows what a variable, or a property of one, holds. */
function narrowPlace(m: Machine, node: Expression, narrowing: Narrowing): void {
  const inner = unwrap(node);
  if (inner.kind !== 'identifier' && inner.kind !== 'member') return;
  const place = m.placeOf(inner);
  const variable = place === undefined ? undefined : m.variableOf(place.root);
  if (place === undefined || variable === undefined || m.mutability.isChangedByClosure(variable)) return;
  const before = inner.kind === 'identifier' ? m.read(variable) : m.lastValue(inner);
  const after = narrowing(before);
  if (after === undefined) m.live = false;
  else if (after !== before) m.narrowPlace(place, after);
}

/** Whether evaluating an expression changes nothing, so that its values still hold afterwards. */
function isPure(m: Machine, node: Expression): boolean {
  const inner = unwrap(node);
  switch (inner.kind) {
    case 'identifier':
    case 'string':
    case 'int':
    case 'bool':
    case 'char':
    case 'float':
    case 'unit':
    case 'path':
      return true;
    case 'array':
      return inner.items.every((item) => isPure(m, item));
    case 'interpolation':
      return inner.parts.every((part) => part.kind === 'text' || isPure(m, part));
    case 'member':
      return !inner.optional && isPure(m, inner.object);
    case 'unary':
      return isPure(m, inner.operand);
    case 'binary':
      return isPure(m, inner.left) && isPure(m, inner.right);
    case 'call':
      return inner.modules.length === 0 && isLibrary(m, inner.name.text) && inner.args.every((arg) => isPure(m, arg));
    case 'methodCall':
      return isLibrary(m, inner.name.text) && isPure(m, inner.receiver) && inner.args.every((arg) => isPure(m, arg));
    default:
      return false;
  }
}

const PURE_FUNCTIONS = new Set(['starts_with', 'ends_with', 'contains', 'is_empty', 'len', 'type_of', 'to_string']);

/** Whether a name can only mean one of the library's functions that change nothing. */
function isLibrary(m: Machine, name: string): boolean {
  return PURE_FUNCTIONS.has(name) && !m.resolution.functions.some((symbol) => symbol.name === name);
}

function literalOf(node: Expression): AbstractValue | undefined {
  if (node.kind === 'string' || node.kind === 'bool' || node.kind === 'char') return node as AbstractValue;
  if (node.kind === 'int') return { kind: 'int', value: node.value };
  return node.kind === 'unit' ? { kind: 'unit' } : undefined;
}
