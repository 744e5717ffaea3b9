// Which pairs of types an operator takes. Source: asked of the runner's engine for every pair; a test asks again.

import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { FUNCTION_TYPE, OWN_TYPES, SDK_NUMBERS } from './valueTypes.ts';

const NUMBERS = pairs('i64 f64', 'i64 f64');
const INTEGERS = pairs('i64', 'i64');
const TRUTHS = pairs('bool', 'bool');

/** Pairs beside those that the SDK registers. `+` also takes a text and anything else, on either side. */
const TAKEN: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['+', new Set([...NUMBERS, ...pairs('char', 'char'), ...pairs('array', 'array'), ...pairs('map', 'map')])],
  ['-', new Set([...NUMBERS, ...pairs('string', 'string char')])],
  ...['*', '/', '%', '**'].map((operator) => [operator, NUMBERS] as const),
  ...['<<', '>>'].map((operator) => [operator, INTEGERS] as const),
  ...['&', '|', '^'].map((operator) => [operator, new Set([...INTEGERS, ...TRUTHS])] as const),
]);

const EQUALITIES: ReadonlySet<string> = new Set(['==', '!=']);
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Whether the engine finds no operator for two values of these types. */
export function lacksOperator(operator: string, left: string, right: string, catalog: SdkCatalog): boolean {
  if (!isKnown(left, catalog) || !isKnown(right, catalog)) return false;
  if (registers(catalog, operator, left, right)) return false;
  // Values of different types compare as different, without an operator.
  if (COMPARISONS.has(operator)) return left === right && lacksComparison(operator, left);
  if (operator === '+' && (left === 'string' || right === 'string')) return false;
  const taken = TAKEN.get(operator);
  return taken !== undefined && !taken.has(`${left} ${right}`);
}

/** The same for an operator with assignment, such as `+` of `+=`. An array takes any item. */
export function lacksAssignment(operator: string, left: string, right: string, catalog: SdkCatalog): boolean {
  if (operator === '+' && left === 'array') return false;
  return lacksOperator(operator, left, right, catalog);
}

/** Whether `==` of two values of a type is an error. */
export function lacksEquality(type: string, catalog: SdkCatalog): boolean {
  return lacksOperator('==', type, type, catalog);
}

/** Types that are different and whose values are therefore never equal; nothing else than that is known of other pairs. */
export function neverEqual(left: string, right: string, catalog: SdkCatalog): boolean {
  if (!isKnown(left, catalog) || !isKnown(right, catalog)) return false;
  if (registers(catalog, '==', left, right)) return false;
  return kindOf(left) !== kindOf(right) && left !== 'unit' && right !== 'unit';
}

/** Numbers compare with each other, and so do texts and characters. */
function kindOf(type: string): string {
  if (type === 'f64') return 'i64';
  return type === 'char' ? 'string' : type;
}

function lacksComparison(operator: string, type: string): boolean {
  if (!OWN_TYPES.has(type) || type === FUNCTION_TYPE) return true;
  return !EQUALITIES.has(operator) && (type === 'array' || type === 'map');
}

/** Numbers of the SDK have operators of their own, which the engine brings. */
function isKnown(type: string, catalog: SdkCatalog): boolean {
  return OWN_TYPES.has(type) || (catalog.type(type) !== undefined && !SDK_NUMBERS.has(type));
}

function registers(catalog: SdkCatalog, operator: string, left: string, right: string): boolean {
  return catalog
    .functionsByName(operator)
    .some(
      ({ parameters: [a, b] }) => (a?.type === left || a?.type === 'any') && (b?.type === right || b?.type === 'any'),
    );
}

function pairs(left: string, right: string): ReadonlySet<string> {
  return new Set(left.split(' ').flatMap((a) => right.split(' ').map((b) => `${a} ${b}`)));
}
