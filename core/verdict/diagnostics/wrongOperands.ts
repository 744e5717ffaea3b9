// `wrong-operands`: an operator between types that it does not take. The integers of the SDK have no operators with
// Rhai's own, and a comparison binds tighter than `&`, `|` and `^`.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { Assignment, BinaryExpression } from '#core/rhai/syntax/ast.ts';
import { lacksAssignment, lacksOperator } from '#core/rhai/types/operators.ts';

const SDK_NUMBERS = new Set(['u8', 'u16', 'u32', 'u64', 'usize', 'i8', 'i16', 'i32', 'f32']);
const NUMBERS = new Set([...SDK_NUMBERS, 'i64', 'f64']);
const BIT_OPERATORS = new Set(['&', '|', '^']);
const LAZY = new Set(['&&', '||', '??', 'in', '!in', '..', '..=']);

/** Types of the two sides where they are certain. The engine refuses such an operation when it is reached. */
export function wrongOperands(
  node: BinaryExpression,
  left: string | undefined,
  right: string | undefined,
  severity: 'error' | 'warning',
  catalog: SdkCatalog,
): Diagnostic | undefined {
  if (left === undefined || right === undefined || LAZY.has(node.operator)) return undefined;
  const message = numbersDiffer(left, right)
    ? `${left} ${node.operator} ${right} does not exist. Convert with to_int() first.`
    : bindsTooLate(node.operator, left, right)
      ? `${left} ${node.operator} ${right} does not exist. Put the part with ${node.operator} in parentheses: comparisons bind tighter.`
      : lacksOperator(node.operator, left, right, catalog)
        ? missingOperator(node.operator, left, right)
        : undefined;
  return message === undefined ? undefined : { code: 'wrong-operands', severity, message, span: node.span };
}

/** The same for `+=` and its like, which the engine refuses where it has neither that nor the operator in it. */
export function wrongAssignment(
  node: Assignment,
  left: string | undefined,
  right: string | undefined,
  severity: 'error' | 'warning',
  catalog: SdkCatalog,
): Diagnostic | undefined {
  const operator = node.operator.slice(0, -1);
  if (operator === '' || left === undefined || right === undefined) return undefined;
  const message = numbersDiffer(left, right)
    ? `${left} ${node.operator} ${right} does not exist. Convert with to_int() first.`
    : lacksAssignment(operator, left, right, catalog)
      ? `${left} ${node.operator} ${right} does not exist.`
      : undefined;
  return message === undefined ? undefined : { code: 'wrong-operands', severity, message, span: node.span };
}

function missingOperator(operator: string, left: string, right: string): string {
  const message = `${left} ${operator} ${right} does not exist.`;
  if (left === right && (operator === '==' || operator === '!='))
    return `${message} Values of type ${left} cannot be compared.`;
  return message;
}

function numbersDiffer(left: string, right: string): boolean {
  return left !== right && NUMBERS.has(left) && NUMBERS.has(right) && (SDK_NUMBERS.has(left) || SDK_NUMBERS.has(right));
}

function bindsTooLate(operator: string, left: string, right: string): boolean {
  return BIT_OPERATORS.has(operator) && ((left === 'i64' && right === 'bool') || (left === 'bool' && right === 'i64'));
}
