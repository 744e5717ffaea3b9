// Values of expressions at the current point, and what evaluating them does to the state.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import { unwrap } from '../resolve/resolver.ts';
import type {
  BinaryExpression,
  Closure,
  Expression,
  Identifier,
  IndexExpression,
  MemberExpression,
  MethodCall,
  PathExpression,
} from '../syntax/ast.ts';
import type { UnaryOperator } from '../syntax/tokens.ts';
import { certainType, FUNCTION_TYPE } from '../types/valueTypes.ts';
import { assume } from './assume.ts';
import { type Calls, functionPointer } from './calls.ts';
import { isSafeIndex, isSafeOperator } from './hazards.ts';
import type { Machine } from './machine.ts';
import { binaryValue, unaryValue } from './operators.ts';
import { itemAt } from './places.ts';
import { joinStates } from './state.ts';
import { concatenate, partOf, sourceOf } from './text.ts';
import { boolValue, intValue, join, MAX_ITEMS, optionsOf, someItems, stringValue, UNIT_VALUE } from './values.ts';

/** Expressions that are not control flow. */
export type PlainExpression = Exclude<
  Expression,
  { kind: 'block' | 'if' | 'switch' | 'while' | 'loop' | 'do' | 'for' | 'return' | 'throw' | 'break' | 'continue' }
>;

/** The value of an expression. */
export function evaluateExpression(m: Machine, calls: Calls, node: PlainExpression): AbstractValue {
  switch (node.kind) {
    case 'unit':
      return UNIT_VALUE;
    case 'bool':
      return boolValue(node.value);
    case 'int':
      return intValue(node.value);
    case 'float':
    case 'char':
    case 'string':
      return { kind: node.kind, value: node.value } as AbstractValue;
    case 'interpolation':
      return concatenate(node.parts.map((part) => (part.kind === 'text' ? stringValue(part.value) : m.evaluate(part))));
    case 'array':
      return arrayValue(node.items.map((item) => m.evaluate(item)));
    case 'map':
      return mapValue(node.entries.map(({ key, value }) => [key.text, m.evaluate(value)]));
    case 'identifier':
      return identifierValue(m, calls, node);
    case 'this':
      return m.frame.closure === undefined ? m.frame.thisValue : unknownValue('this');
    case 'path':
      return pathValue(m, node);
    case 'call':
      return calls.call(node);
    case 'methodCall':
    case 'member':
    case 'index':
      return chainValue(m, calls, node);
    case 'unary':
      return unary(m, node.operator, m.evaluate(node.operand));
    case 'binary':
      return binary(m, node);
    case 'paren':
      return m.evaluate(node.inner);
    case 'closure':
      return closureValue(calls, node);
    case 'error':
      return unknownValue('broken text');
  }
}

function arrayValue(items: readonly AbstractValue[]): AbstractValue {
  if (items.length <= MAX_ITEMS) return { kind: 'array', items, complete: true };
  return someItems(items.reduce(join));
}

function mapValue(entries: readonly (readonly [string, AbstractValue])[]): AbstractValue {
  return { kind: 'map', entries: new Map(entries), complete: true };
}

function identifierValue(m: Machine, calls: Calls, node: Identifier): AbstractValue {
  const variable = m.variableOf(node);
  if (variable !== undefined) return m.read(variable);
  m.mayFail();
  if (!m.resolution.functions.some((symbol) => symbol.name === node.name)) return unknownValue(`variable ${node.name}`);
  calls.escapes(node.name);
  return functionPointer(node.name);
}

function closureValue(calls: Calls, node: Closure): AbstractValue {
  calls.closure(node, []);
  return unknownValue('a closure', FUNCTION_TYPE);
}

function pathValue(m: Machine, node: PathExpression): AbstractValue {
  const module = node.modules[0]?.text ?? '';
  const name = node.name.text;
  if (module === 'global') return m.constants.get(name) ?? unknownValue(`constant ${name}`);
  const member = node.modules.length === 1 ? m.catalog.moduleMember(module, name) : undefined;
  if (member?.kind !== 'constant') return unknownValue(`${module}::${name}`);
  return { kind: 'constant', module, name, type: member.constant.type };
}

type Link = MethodCall | MemberExpression | IndexExpression;

/** `a.b(x)[i].c`: the engine evaluates all arguments and indices first, then the root, then one step after the other. */
function chainValue(m: Machine, calls: Calls, node: Link): AbstractValue {
  const links: Link[] = [];
  let root: Expression = node;
  for (let link = linkOf(root); link !== undefined; link = linkOf(root)) {
    links.unshift(link);
    root = link.kind === 'methodCall' ? link.receiver : link.object;
  }
  const prepared = links.map((link) => {
    if (link.kind === 'index') m.evaluate(link.index);
    return link.kind === 'methodCall' ? calls.prepare(link) : [];
  });
  let value = m.evaluate(root);
  links.forEach((link, i) => {
    if (link.kind === 'methodCall') value = calls.methodCall(link, value, prepared[i] ?? []);
    else value = link.kind === 'member' ? memberValue(m, link, value) : indexed(m, link, value);
    m.keep(link, value);
  });
  return value;
}

function indexed(m: Machine, link: IndexExpression, object: AbstractValue): AbstractValue {
  const index = m.lastValue(link.index);
  if (!isSafeIndex(object, index)) m.mayFail();
  return indexValue(link, object, index);
}

function linkOf(node: Expression): Link | undefined {
  const inner = unwrap(node);
  return inner.kind === 'methodCall' || inner.kind === 'member' || inner.kind === 'index' ? inner : undefined;
}

function memberValue(m: Machine, node: MemberExpression, object: AbstractValue): AbstractValue {
  const { live, caught, inLoop, frame } = m;
  m.recorder.visit({
    node,
    form: 'getter',
    name: node.name.text,
    receiver: object,
    args: [],
    argumentExpressions: [],
    throughPointer: false,
    live,
    caught,
    inLoop,
    enclosing: frame.definition,
    ...m.position(),
  });
  if (object.kind !== 'map' && !isField(m, object, node.name.text)) m.mayFail(node);
  const value = optionsOf(object)
    .map((option) => propertyOf(m, option, node.name.text))
    .reduce(join);
  return node.optional ? join(value, UNIT_VALUE) : value;
}

/** Whether reading a property is only that, of an object that certainly has it. */
function isField(m: Machine, object: AbstractValue, name: string): boolean {
  const type = certainType(object);
  if (type === undefined) return false;
  return m.catalog.gettersOf(type).some((getter) => getter.name === name && getter.checks.length === 0);
}

function propertyOf(m: Machine, object: AbstractValue, name: string): AbstractValue {
  const unknown = unknownValue(`the ${name} of ${sourceOf(object)}`);
  if (object.kind === 'map') return itemAt(object, stringValue(name));
  if (object.kind === 'object') {
    const field = object.fields.get(name);
    if (field !== undefined) return field;
  }
  const type = certainType(object);
  const getter = type === undefined ? undefined : m.catalog.gettersOf(type).find((fn) => fn.name === name);
  if (getter === undefined) return name === 'len' ? unknownValue(sourceOf(unknown), 'i64') : unknown;
  if (getter.returns === 'unit') return UNIT_VALUE;
  if (getter.returns === 'array')
    return someItems(
      getter.elementType === undefined ? undefined : unknownValue(sourceOf(unknown), getter.elementType),
    );
  if (getter.returns === 'any') {
    const [first, ...others] = getter.returnsOneOf ?? [];
    return others.length === 0 ? unknownValue(sourceOf(unknown), first) : unknown;
  }
  return unknownValue(sourceOf(unknown), getter.returns);
}

function indexValue(node: IndexExpression, object: AbstractValue, index: AbstractValue): AbstractValue {
  const value = optionsOf(object)
    .flatMap((option) => optionsOf(index).map((step) => elementOf(option, step)))
    .reduce(join);
  return node.optional ? join(value, UNIT_VALUE) : value;
}

function elementOf(object: AbstractValue, step: AbstractValue): AbstractValue {
  if (certainType(object) === 'string') {
    return unknownValue(partOf(object), certainType(step) === 'i64' ? 'char' : 'string');
  }
  return itemAt(object, step);
}

function unary(m: Machine, operator: UnaryOperator, operand: AbstractValue): AbstractValue {
  const result = unaryValue(operator, operand);
  const isSafe = operator === '!' ? certainType(operand) === 'bool' : result.kind === 'int';
  if (!isSafe) m.mayFail();
  return result;
}

function binary(m: Machine, node: BinaryExpression): AbstractValue {
  const value = binaryOf(m, node);
  if (!isSafeOperator(node.operator, m.lastValue(node.left), m.lastValue(node.right), value, m.catalog)) m.mayFail();
  return value;
}

function binaryOf(m: Machine, node: BinaryExpression): AbstractValue {
  // `a in b` is `contains(b, a)` to the engine, with a variable in the first place read last.
  const swapped = (node.operator === 'in' || node.operator === '!in') && unwrap(node.right).kind !== 'identifier';
  if (swapped) m.evaluate(node.right);
  const left = m.evaluate(node.left);
  if (swapped) return binaryValue(node.operator, left, m.lastValue(node.right));
  if (node.operator !== '&&' && node.operator !== '||' && node.operator !== '??') {
    return binaryValue(node.operator, left, m.evaluate(node.right));
  }
  if (skipsRight(node.operator, left)) {
    const entry = m.state;
    const wasLive = m.snapshot();
    m.branch(undefined, entry, () => m.progress.open(() => m.evaluate(node.right)));
    m.resume(wasLive, entry);
    return left;
  }
  const without = m.snapshot();
  const entry = m.state;
  const isCertain = needsRight(node.operator, left);
  const right = m.branch(without, entry, () => {
    if (node.operator !== '??') assume(m, node.left, node.operator === '&&');
    return isCertain ? m.evaluate(node.right) : m.progress.open(() => m.evaluate(node.right));
  });
  if (isCertain) return right.value;
  m.resume(joinStates(without, right.exit), entry);
  if (node.operator === '??') return coalesced(left, right.exit === undefined ? undefined : right.value);
  return binaryValue(node.operator, left, right.value);
}

function skipsRight(operator: '&&' | '||' | '??', left: AbstractValue): boolean {
  if (operator === '&&') return left.kind === 'bool' && !left.value;
  if (operator === '||') return left.kind === 'bool' && left.value;
  const type = certainType(left);
  return type !== undefined && type !== 'unit';
}

function needsRight(operator: '&&' | '||' | '??', left: AbstractValue): boolean {
  if (operator === '??') return left.kind === 'unit';
  return left.kind === 'bool';
}

/** `left ?? right`: the left value unless it is unit. */
function coalesced(left: AbstractValue, right: AbstractValue | undefined): AbstractValue {
  const present = optionsOf(left).filter((option) => option.kind !== 'unit');
  const values = right === undefined ? present : [...present, right];
  return values.length === 0 ? UNIT_VALUE : values.reduce(join);
}
