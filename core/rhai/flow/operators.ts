// Rhai's operators over abstract values.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import type { BinaryOperator, UnaryOperator } from '../syntax/tokens.ts';
import { certainType } from '../types/valueTypes.ts';
import { appended } from './library.ts';
import { concatenate, sourceOf } from './text.ts';
import { boolValue, intValue } from './values.ts';

const COMPARISONS: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  '!in',
  '&&',
  '||',
]);

/** The value of `left operator right`, both evaluated. */
export function binaryValue(operator: BinaryOperator, left: AbstractValue, right: AbstractValue): AbstractValue {
  if (operator === '+') return sum(left, right);
  if (operator === '..' || operator === '..=') return unknownValue('a range', 'range');
  if (COMPARISONS.has(operator)) return comparison(operator, left, right);
  if (left.kind === 'int' && right.kind === 'int') return integerValue(operator, left.value, right.value);
  const [a, b] = [certainType(left), certainType(right)];
  if (a === 'string' && operator === '-') return unknownValue(`${sourceOf(left)}, shortened`, 'string');
  if (a === 'i64' && b === 'i64') return unknownValue('a computed number', 'i64');
  if (isNumber(a) && isNumber(b)) return unknownValue('a computed number', 'f64');
  return unknownValue('a computed value');
}

/** The value of a sign or `!` before a value. */
export function unaryValue(operator: UnaryOperator, operand: AbstractValue): AbstractValue {
  if (operator === '!')
    return operand.kind === 'bool' ? boolValue(!operand.value) : unknownValue('a condition', 'bool');
  if (operand.kind === 'int' && operand.value !== MIN_INT)
    return intValue(operator === '-' ? -operand.value : operand.value);
  if (operand.kind === 'float') return { kind: 'float', value: operator === '-' ? -operand.value : operand.value };
  return unknownValue('a computed number', certainType(operand));
}

function sum(left: AbstractValue, right: AbstractValue): AbstractValue {
  const [a, b] = [certainType(left), certainType(right)];
  if (a === 'string' || b === 'string') return concatenate([left, right]);
  if (left.kind === 'array' && right.kind === 'array') return appended(left, right);
  if (a === 'char' && b === 'char') return concatenate([left, right]);
  if (left.kind === 'int' && right.kind === 'int') return integerValue('+', left.value, right.value);
  if (a === 'i64' && b === 'i64') return unknownValue('a computed number', 'i64');
  if (isNumber(a) && isNumber(b)) return unknownValue('a computed number', 'f64');
  return unknownValue(left.kind === 'unknown' ? left.source : sourceOf(right));
}

type ConstantValue = Extract<AbstractValue, { kind: 'constant' }>;

/** Constants of an enumeration, whose module has its name; flags may have several names. */
function constantsEqual(
  operator: BinaryOperator,
  left: ConstantValue,
  right: ConstantValue,
): AbstractValue | undefined {
  if (left.type !== left.module || right.type !== left.type || (operator !== '==' && operator !== '!='))
    return undefined;
  return boolValue((left.name === right.name) === (operator === '=='));
}

function comparison(operator: BinaryOperator, left: AbstractValue, right: AbstractValue): AbstractValue {
  const unknown = unknownValue('a condition', 'bool');
  if (left.kind === 'bool' && right.kind === 'bool') {
    if (operator === '&&') return boolValue(left.value && right.value);
    if (operator === '||') return boolValue(left.value || right.value);
  }
  if (left.kind === 'constant' && right.kind === 'constant') return constantsEqual(operator, left, right) ?? unknown;
  const comparable =
    left.kind === right.kind &&
    (left.kind === 'string' || left.kind === 'int' || left.kind === 'bool' || left.kind === 'char');
  if (!comparable || !('value' in left) || !('value' in right)) return unknown;
  if (operator === '==') return boolValue(left.value === right.value);
  if (operator === '!=') return boolValue(left.value !== right.value);
  if (left.kind !== 'int' || right.kind !== 'int') return unknown;
  if (operator === '<') return boolValue(left.value < right.value);
  if (operator === '<=') return boolValue(left.value <= right.value);
  if (operator === '>') return boolValue(left.value > right.value);
  return operator === '>=' ? boolValue(left.value >= right.value) : unknown;
}

/** Integer arithmetic; what overflows or divides by zero throws, so that its value does not matter. */
function integerValue(operator: BinaryOperator, a: bigint, b: bigint): AbstractValue {
  const value = integerResult(operator, a, b);
  const fits = value !== undefined && BigInt.asIntN(64, value) === value;
  return fits ? intValue(value) : unknownValue('a computed number', 'i64');
}

function integerResult(operator: BinaryOperator, a: bigint, b: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      return undefined;
  }
}

function isNumber(type: string | undefined): boolean {
  return type === 'i64' || type === 'f64';
}

const MIN_INT = -(2n ** 63n);
