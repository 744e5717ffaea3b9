// Refusals of the engine that depend on what an expression is rather than on its tokens.

import type { Expression, Statement } from './ast.ts';
import { captures } from './captures.ts';
import { isIdentifier } from './lexer.ts';

/** The expression without parentheses, and a sign before a number folded away, as the engine sees it. */
export function plain(expression: Expression): Expression {
  let current = expression;
  for (;;) {
    if (current.kind === 'paren') {
      current = current.inner;
    } else if (current.kind === 'unary' && current.operator !== '!') {
      const operand = plain(current.operand);
      return operand.kind === 'int' || operand.kind === 'float' ? operand : current;
    } else {
      return current;
    }
  }
}

/** Whether a condition can be a `bool`: literals of other types and closures without captures cannot. */
export function canBeBool(expression: Expression, functions: ReadonlySet<string>): boolean {
  const value = plain(expression);
  switch (value.kind) {
    case 'closure':
      return captures(value, functions);
    case 'unit':
    case 'int':
    case 'float':
    case 'char':
    case 'string':
    case 'interpolation':
    case 'array':
    case 'map':
      return false;
    default:
      return true;
  }
}

/** Whether a `for` loop can run over the value of an expression. */
export function canBeIterated(expression: Expression): boolean {
  switch (plain(expression).kind) {
    case 'unit':
    case 'bool':
    case 'int':
    case 'float':
    case 'char':
    case 'map':
      return false;
    default:
      return true;
  }
}

/** Whether a literal of this form can be indexed with a literal of that form. */
export function canBeIndexed(object: Expression, index: Expression): boolean {
  const form = plain(object).kind;
  const key = plain(index);
  const isMap = form === 'map';
  if (!isMap && form !== 'int' && form !== 'array' && form !== 'string' && form !== 'interpolation') return true;
  switch (key.kind) {
    case 'int':
      return !isMap;
    case 'string':
    case 'interpolation':
      return isMap;
    case 'float':
    case 'char':
    case 'unit':
    case 'bool':
      return false;
    case 'binary':
      return key.operator !== '&&' && key.operator !== '||';
    default:
      return true;
  }
}

/** Whether an expression can stand left of an assignment: a variable, or properties and indices of one. */
export function isAssignable(expression: Expression): boolean {
  let current = expression;
  for (;;) {
    switch (current.kind) {
      case 'member':
      case 'index':
        current = current.object;
        break;
      case 'paren':
        current = current.inner;
        break;
      case 'identifier':
      case 'this':
      case 'path':
      case 'error':
        return true;
      default:
        return false;
    }
  }
}

/** A switch pattern's role: a number, a range that holds something, another literal, or none the engine accepts. */
export type PatternRole = 'number' | 'range' | 'emptyRange' | 'other' | 'invalid';

/** The role of an expression as a switch pattern. */
export function patternRole(expression: Expression, functions: ReadonlySet<string>): PatternRole {
  const value = plain(expression);
  if (value.kind === 'int' || value.kind === 'float') return 'number';
  if (value.kind === 'binary') return rangeRole(value.operator, value.left, value.right);
  if (value.kind === 'call') return isFunctionPointer(value) ? 'other' : 'invalid';
  if (value.kind === 'error') return 'other';
  return isConstant(value, functions) ? 'other' : 'invalid';
}

function rangeRole(operator: string, left: Expression, right: Expression): PatternRole {
  if (operator !== '..' && operator !== '..=') return 'invalid';
  const from = integerOf(left);
  const to = integerOf(right);
  const openFrom = plain(left).kind === 'unit';
  const openTo = plain(right).kind === 'unit';
  if (from === undefined && to === undefined) return 'invalid';
  if ((from === undefined && !openFrom) || (to === undefined && !openTo)) return 'invalid';
  const first = from ?? 0n;
  const last = to ?? MAX_INT;
  return (operator === '..' ? first < last : first <= last) ? 'range' : 'emptyRange';
}

const MAX_INT = 0x7fff_ffff_ffff_ffffn;

/** The value of an integer literal with its signs. */
export function integerOf(expression: Expression): bigint | undefined {
  if (expression.kind === 'paren') return integerOf(expression.inner);
  if (expression.kind === 'int') return expression.value;
  if (expression.kind !== 'unary' || expression.operator === '!') return undefined;
  const value = integerOf(expression.operand);
  return value !== undefined && expression.operator === '-' ? -value : value;
}

function isFunctionPointer(call: Expression & { readonly kind: 'call' }): boolean {
  const argument = call.args[0];
  if (call.name.text !== 'Fn' || call.modules.length > 0 || call.args.length !== 1 || argument === undefined)
    return false;
  const name = plain(argument);
  return name.kind === 'string' && isIdentifier(name.value);
}

function isConstant(expression: Expression, functions: ReadonlySet<string>): boolean {
  const value = plain(expression);
  switch (value.kind) {
    case 'unit':
    case 'bool':
    case 'int':
    case 'float':
    case 'char':
    case 'string':
      return true;
    case 'closure':
      return !captures(value, functions);
    case 'array':
      return value.items.every((item) => isConstant(item, functions));
    case 'map':
      return value.entries.every((entry) => isConstant(entry.value, functions));
    default:
      return false;
  }
}

const SELF_TERMINATED: ReadonlySet<Statement['kind']> = new Set<Statement['kind']>([
  'if',
  'switch',
  'while',
  'loop',
  'for',
  'block',
  'try',
  'function',
  'error',
]);

/** Whether a statement needs no semicolon behind it. */
export function isSelfTerminated(statement: Statement): boolean {
  return SELF_TERMINATED.has(statement.kind);
}
