// Chooses overloads as Rhai does: exact types in every place, the receiver as first argument, `any` for everything.

import type { CatalogFunction, TypeId } from './types.ts';

/** A known type, several possible ones, or `any` where nothing is known. */
export type ArgumentType = TypeId | readonly TypeId[];

export type OverloadResolution =
  /** Every overload that the arguments can select; more than one only where a type is not known exactly. */
  | { readonly kind: 'match'; readonly functions: readonly CatalogFunction[] }
  /** No overload fits. The nearest come first. */
  | { readonly kind: 'mismatch'; readonly candidates: readonly OverloadMismatch[] }
  /** There are no overloads at all. */
  | { readonly kind: 'unknownName' };

export interface OverloadMismatch {
  readonly function: CatalogFunction;
  readonly reasons: readonly MismatchReason[];
}

export type MismatchReason =
  | { readonly kind: 'argumentCount'; readonly expected: number; readonly actual: number }
  /** `index` counts from 0 and includes the receiver. */
  | { readonly kind: 'argumentType'; readonly index: number; readonly expected: TypeId; readonly actual: ArgumentType };

/** Chooses among overloads of one name. `arguments_` has the receiver first where the call has one. */
export function resolveOverload(
  overloads: readonly CatalogFunction[],
  arguments_: readonly ArgumentType[],
): OverloadResolution {
  if (overloads.length === 0) return { kind: 'unknownName' };
  const functions = overloads.filter((fn) => fits(fn, arguments_));
  if (functions.length > 0) return { kind: 'match', functions: preferExact(functions, arguments_) };
  const judged = overloads.map((fn) => ({ function: fn, reasons: mismatches(fn, arguments_) }));
  return { kind: 'mismatch', candidates: judged.toSorted((a, b) => distance(a) - distance(b)) };
}

/** The types a call must give, the receiver first. */
export function argumentTypes(fn: CatalogFunction): readonly TypeId[] {
  const own = fn.parameters.map((parameter) => parameter.type);
  return fn.receiver === undefined ? own : [fn.receiver, ...own];
}

/** Whether a value of one type is accepted where another is expected. Rhai converts nothing. */
export function accepts(expected: TypeId, actual: ArgumentType): boolean {
  if (expected === 'any') return true;
  return typeof actual === 'string'
    ? actual === 'any' || actual === expected
    : actual.some((one) => accepts(expected, one));
}

/** Whether nothing speaks against an overload, without a list of what does. */
function fits({ receiver, parameters }: CatalogFunction, arguments_: readonly ArgumentType[]): boolean {
  const offset = receiver === undefined ? 0 : 1;
  if (arguments_.length !== parameters.length + offset) return false;
  if (receiver !== undefined && !accepts(receiver, arguments_[0] ?? 'any')) return false;
  return parameters.every(({ type }, i) => accepts(type, arguments_[i + offset] ?? 'any'));
}

function mismatches(fn: CatalogFunction, arguments_: readonly ArgumentType[]): readonly MismatchReason[] {
  const types = argumentTypes(fn);
  if (types.length !== arguments_.length) {
    return [{ kind: 'argumentCount', expected: types.length, actual: arguments_.length }];
  }
  return types.flatMap((expected, index) => {
    const actual = arguments_[index] ?? 'any';
    return accepts(expected, actual) ? [] : [{ kind: 'argumentType', index, expected, actual } as const];
  });
}

/** Rhai takes an overload with a parameter of any type only where no exact one exists. */
function preferExact(
  functions: readonly CatalogFunction[],
  arguments_: readonly ArgumentType[],
): readonly CatalogFunction[] {
  if (functions.length === 1) return functions;
  const known = arguments_.every((type) => typeof type === 'string' && type !== 'any');
  const exact = functions.filter((fn) => !argumentTypes(fn).includes('any'));
  return known && exact.length > 0 ? exact : functions;
}

/** A wrong count is further away than a wrong type, a wrong receiver further than another wrong argument. */
function distance(candidate: OverloadMismatch): number {
  return candidate.reasons.reduce((sum, reason) => sum + weight(reason, candidate.function), 0);
}

function weight(reason: MismatchReason, fn: CatalogFunction): number {
  if (reason.kind === 'argumentCount') return 10 * Math.abs(reason.expected - reason.actual);
  return reason.index === 0 && fn.receiver !== undefined ? 100 : 1;
}
