// Evaluates the conditions of a policy over a request that is only partly known. An answer is the set of results that can
// occur; anything this does not model can give every result, an error included.

import type { Text } from '#core/authz/text.ts';
import type { CedarValue, EntityUid } from '#core/cedar/types.ts';
import { ANY, ERROR, FALSE, type Outcomes, TRUE } from './outcomes.ts';
import { textEquals, textLike } from './textMatch.ts';

/** What is known of an entity in a condition. */
export interface KnownEntity {
  readonly type: string;
  /** Whether the entity is, or is below, another; never an error. */
  readonly isIn: (other: EntityUid) => Outcomes;
  readonly equals: (other: EntityUid) => Outcomes;
  /** Every attribute it has; undefined where nothing is known of the value. */
  readonly attributes: ReadonlyMap<string, Text | undefined>;
}

/** The request as far as it is known. */
export interface KnownRequest {
  readonly principal: KnownEntity;
  readonly action: KnownEntity;
  readonly resource: KnownEntity;
  /** Undefined where nothing is known of it. */
  readonly context: Readonly<Record<string, CedarValue>> | undefined;
}

type Value =
  | { readonly kind: 'bool'; readonly outcomes: Outcomes }
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'entity'; readonly entity: KnownEntity }
  | { readonly kind: 'uid'; readonly uid: EntityUid }
  | { readonly kind: 'set'; readonly items: readonly Value[] }
  | { readonly kind: 'record'; readonly record: Readonly<Record<string, CedarValue>> }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'unknown' };

const UNKNOWN: Value = { kind: 'unknown' };

/** Evaluates an expression in Cedar's JSON policy format as a condition. */
export function conditionOutcomes(expression: unknown, request: KnownRequest): Outcomes {
  return outcomesOf(evaluate(expression, request));
}

function evaluate(expression: unknown, request: KnownRequest): Value {
  if (typeof expression !== 'object' || expression === null) return UNKNOWN;
  const [operator, operand] = Object.entries(expression)[0] ?? ['', undefined];
  switch (operator) {
    case 'Value':
      return literal(operand);
    case 'Var':
      return variable(operand, request);
    case 'Set':
      return Array.isArray(operand) ? { kind: 'set', items: operand.map((item) => evaluate(item, request)) } : UNKNOWN;
    case '!':
      return bool(negated(conditionOutcomes(member(operand, 'arg'), request)));
    case '&&':
      return bool(shortCircuit(operand, request, FALSE));
    case '||':
      return bool(shortCircuit(operand, request, TRUE));
    case 'if-then-else':
      return choice(operand, request);
    case '.':
      return attribute(evaluate(member(operand, 'left'), request), member(operand, 'attr'));
    case 'has':
      return bool(hasAttribute(evaluate(member(operand, 'left'), request), member(operand, 'attr')));
    case 'is':
      return bool(isType(operand, request));
    case 'like':
      return bool(like(evaluate(member(operand, 'left'), request), member(operand, 'pattern')));
    case '==':
      return bool(equals(...operands(operand, request)));
    case '!=':
      return bool(negated(equals(...operands(operand, request))));
    case 'in':
      return bool(isIn(...operands(operand, request)));
    case 'contains':
      return bool(contains(...operands(operand, request)));
    default:
      return UNKNOWN;
  }
}

function bool(outcomes: Outcomes): Value {
  return { kind: 'bool', outcomes };
}

/** A value that is no boolean is an error where a condition is asked for. */
function outcomesOf(value: Value): Outcomes {
  if (value.kind === 'bool') return value.outcomes;
  return value.kind === 'unknown' ? ANY : ERROR;
}

function negated(outcomes: Outcomes): Outcomes {
  return (outcomes & ERROR) | (outcomes & TRUE ? FALSE : 0) | (outcomes & FALSE ? TRUE : 0);
}

/** `&&` where `decisive` is false, `||` where it is true: the right side counts only if the left is not decisive. */
function shortCircuit(operand: unknown, request: KnownRequest, decisive: Outcomes): Outcomes {
  const left = conditionOutcomes(member(operand, 'left'), request);
  const decided = left & (decisive | ERROR);
  if ((left & (TRUE | FALSE) & ~decisive) === 0) return decided;
  return decided | conditionOutcomes(member(operand, 'right'), request);
}

function choice(operand: unknown, request: KnownRequest): Value {
  const test = conditionOutcomes(member(operand, 'if'), request);
  if (test === TRUE) return evaluate(member(operand, 'then'), request);
  if (test === FALSE) return evaluate(member(operand, 'else'), request);
  let outcomes = test & ERROR;
  if (test & TRUE) outcomes |= outcomesOf(evaluate(member(operand, 'then'), request));
  if (test & FALSE) outcomes |= outcomesOf(evaluate(member(operand, 'else'), request));
  return outcomes === ERROR ? bool(ERROR) : UNKNOWN;
}

function literal(value: unknown): Value {
  if (typeof value === 'boolean') return bool(value ? TRUE : FALSE);
  if (typeof value === 'string') return { kind: 'text', text: { kind: 'exact', value } };
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { kind: 'integer', value: BigInt(value) };
  const uid = member(value, '__entity');
  const type = member(uid, 'type');
  const id = member(uid, 'id');
  return typeof type === 'string' && typeof id === 'string' ? { kind: 'uid', uid: { type, id } } : UNKNOWN;
}

function variable(name: unknown, request: KnownRequest): Value {
  switch (name) {
    case 'principal':
      return { kind: 'entity', entity: request.principal };
    case 'action':
      return { kind: 'entity', entity: request.action };
    case 'resource':
      return { kind: 'entity', entity: request.resource };
    case 'context':
      return request.context === undefined ? UNKNOWN : { kind: 'record', record: request.context };
    default:
      return UNKNOWN;
  }
}

function operands(operand: unknown, request: KnownRequest): readonly [Value, Value] {
  return [evaluate(member(operand, 'left'), request), evaluate(member(operand, 'right'), request)];
}

function attribute(value: Value, name: unknown): Value {
  if (typeof name !== 'string') return UNKNOWN;
  if (value.kind === 'entity') {
    if (!value.entity.attributes.has(name)) return bool(ERROR);
    const text = value.entity.attributes.get(name);
    return text === undefined ? UNKNOWN : { kind: 'text', text };
  }
  if (value.kind !== 'record') return value.kind === 'unknown' || value.kind === 'uid' ? UNKNOWN : bool(ERROR);
  const found = Object.hasOwn(value.record, name) ? value.record[name] : undefined;
  return found === undefined ? bool(ERROR) : valueOfCedar(found);
}

function valueOfCedar(value: CedarValue): Value {
  if (typeof value === 'boolean') return bool(value ? TRUE : FALSE);
  if (typeof value === 'string') return { kind: 'text', text: { kind: 'exact', value } };
  if (typeof value === 'bigint') return { kind: 'integer', value };
  if ('record' in value) return { kind: 'record', record: value.record };
  return 'set' in value ? { kind: 'set', items: value.set.map(valueOfCedar) } : UNKNOWN;
}

function hasAttribute(value: Value, name: unknown): Outcomes {
  if (typeof name !== 'string') return ANY;
  if (value.kind === 'entity') return value.entity.attributes.has(name) ? TRUE : FALSE;
  if (value.kind === 'record') return Object.hasOwn(value.record, name) ? TRUE : FALSE;
  return value.kind === 'unknown' || value.kind === 'uid' ? ANY : ERROR;
}

function isType(operand: unknown, request: KnownRequest): Outcomes {
  const value = evaluate(member(operand, 'left'), request);
  if (value.kind !== 'entity') return ANY;
  if (value.entity.type !== member(operand, 'entity_type')) return FALSE;
  const within = member(operand, 'in');
  return within === undefined ? TRUE : isIn(value, evaluate(within, request));
}

function like(value: Value, pattern: unknown): Outcomes {
  if (value.kind === 'text' && Array.isArray(pattern)) return textLike(value.text, pattern.map(wildcardPart));
  return value.kind === 'unknown' ? ANY : ERROR;
}

/** A literal part of a `like` pattern; undefined for the wildcard. */
function wildcardPart(part: unknown): string | undefined {
  const text = member(part, 'Literal');
  return typeof text === 'string' ? text : undefined;
}

function equals(left: Value, right: Value): Outcomes {
  if (isError(left) || isError(right)) return ERROR;
  if (left.kind === 'entity' && right.kind === 'uid') return left.entity.equals(right.uid);
  if (left.kind === 'uid' && right.kind === 'entity') return right.entity.equals(left.uid);
  if (left.kind === 'text' && right.kind === 'text') return textEquals(left.text, right.text);
  if (left.kind === 'integer' && right.kind === 'integer') return left.value === right.value ? TRUE : FALSE;
  return isPlain(left) && isPlain(right) && left.kind !== right.kind ? FALSE : ANY;
}

function isError(value: Value): boolean {
  return value.kind === 'bool' && value.outcomes === ERROR;
}

function isPlain(value: Value): boolean {
  return value.kind === 'text' || value.kind === 'integer' || value.kind === 'set' || value.kind === 'record';
}

function isIn(left: Value, right: Value): Outcomes {
  if (left.kind !== 'entity') return ANY;
  if (right.kind === 'uid') return left.entity.isIn(right.uid);
  if (right.kind !== 'set') return ANY;
  return anyOf(right.items.map((item) => (item.kind === 'uid' ? left.entity.isIn(item.uid) : ANY)));
}

function contains(left: Value, right: Value): Outcomes {
  return left.kind === 'set' ? anyOf(left.items.map((item) => equals(item, right))) : ANY;
}

/** Whether any of several tests holds. An error in one of them is one of the whole. */
function anyOf(tests: readonly Outcomes[]): Outcomes {
  if (tests.some((test) => test === TRUE) && tests.every((test) => (test & ERROR) === 0)) return TRUE;
  return tests.reduce((all, test) => all | test, FALSE);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
