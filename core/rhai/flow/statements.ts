// Statements and control flow over states: branches join, loops run until nothing new comes, jumps carry their state along.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import type {
  Assignment,
  Block,
  Declaration,
  Expression,
  ForLoop,
  IfExpression,
  Loop,
  Statement,
  SwitchExpression,
  TryStatement,
} from '../syntax/ast.ts';
import type { BinaryOperator } from '../syntax/tokens.ts';
import { certainType } from '../types/valueTypes.ts';
import { assume, assumeArm } from './assume.ts';
import type { PlainExpression } from './expressions.ts';
import { isSafeOperator } from './hazards.ts';
import type { Machine } from './machine.ts';
import { binaryValue } from './operators.ts';
import { coversState, forgetStates, joinStates, type LoopFrame, type State, widenStates } from './state.ts';
import { sourceOf } from './text.ts';
import { intValue, itemsOf, join, joinAll, optionsOf, UNIT_VALUE } from './values.ts';

/** Runs a statement; the value is what a block that ends with it has. */
export function runStatement(m: Machine, node: Exclude<Statement, PlainExpression>): AbstractValue {
  switch (node.kind) {
    case 'block':
      return runBlock(m, node);
    case 'if':
      return runIf(m, node);
    case 'switch':
      return runSwitch(m, node);
    case 'while':
    case 'loop':
    case 'do':
    case 'for':
      return runLoop(m, node);
    case 'try':
      return runTry(m, node);
    case 'let':
    case 'const':
      return declare(m, node);
    case 'assignment':
      return assign(m, node);
    case 'import':
      m.evaluate(node.path);
      m.mayFail();
      return UNIT_VALUE;
    case 'return':
    case 'throw':
    case 'break':
      return jump(m, node.kind, node.value);
    case 'continue':
      return jump(m, node.kind, undefined);
    case 'function':
    case 'export':
    case 'empty':
      return UNIT_VALUE;
  }
}

function runBlock(m: Machine, block: Block): AbstractValue {
  let value = UNIT_VALUE;
  for (const statement of block.statements) value = m.run(statement);
  return value;
}

function declare(m: Machine, node: Declaration): AbstractValue {
  const value = node.value === undefined ? UNIT_VALUE : m.evaluate(node.value);
  const variable = m.resolution.variableOf(node.name);
  if (variable !== undefined && m.live) m.write(variable, value);
  if (node.kind === 'const' && m.frame.definition === undefined && m.frame.closure === undefined && m.live) {
    const before = m.constants.get(node.name.text);
    m.constants.set(node.name.text, before === undefined ? value : join(before, value));
  }
  return UNIT_VALUE;
}

function assign(m: Machine, node: Assignment): AbstractValue {
  const right = m.evaluate(node.value);
  const before = m.evaluate(node.target);
  const value =
    node.operator === '=' ? right : binaryValue(node.operator.slice(0, -1) as BinaryOperator, before, right);
  const place = m.placeOf(node.target);
  const operator = node.operator.slice(0, -1) as BinaryOperator;
  if (
    place?.steps.length !== 0 ||
    (node.operator !== '=' && !isSafeOperator(operator, before, right, value, m.catalog))
  )
    m.mayFail();
  if (place !== undefined && m.live) m.writePlace(place, value);
  return UNIT_VALUE;
}

function jump(
  m: Machine,
  kind: 'return' | 'throw' | 'break' | 'continue',
  node: Expression | undefined,
): AbstractValue {
  const value = node === undefined ? UNIT_VALUE : m.evaluate(node);
  const loop = m.frame.loops[m.frame.loops.length - 1];
  if (m.live && kind === 'return') m.frame.returns.push(value);
  if (m.live && loop !== undefined && kind === 'break') {
    loop.breaks = joinStates(loop.breaks, m.snapshot());
    loop.breakValue = loop.breakValue === undefined ? value : join(loop.breakValue, value);
  }
  if (m.live && loop !== undefined && kind === 'continue') loop.continues = joinStates(loop.continues, m.snapshot());
  if (kind === 'throw') m.mayFail();
  else if (m.live) m.progress.leaves(kind === 'return' ? 'function' : kind === 'break' ? 'loop' : 'round');
  m.live = false;
  return UNIT_VALUE;
}

function runIf(m: Machine, node: IfExpression): AbstractValue {
  const condition = m.evaluate(node.condition);
  const entry = m.snapshot();
  const base = m.state;
  const known = condition.kind === 'bool' ? condition.value : undefined;
  if (certainType(condition) !== 'bool') m.mayFail();
  const way = <T>(action: () => T): T => (known === undefined ? m.progress.open(action) : action());
  const then = m.branch(known === false ? undefined : entry, base, () => {
    assume(m, node.condition, true);
    return way(() => m.evaluate(node.then));
  });
  const { otherwise } = node;
  const other = m.branch(known === true ? undefined : entry, base, () => {
    assume(m, node.condition, false);
    return otherwise === undefined ? UNIT_VALUE : way(() => m.evaluate(otherwise));
  });
  return meet(m, base, [then, other]);
}

interface Way {
  readonly exit: State | undefined;
  readonly value: AbstractValue;
}

/** Goes on where several ways come together. */
function meet(m: Machine, base: State, ways: readonly Way[]): AbstractValue {
  const open = ways.filter((way) => way.exit !== undefined);
  m.resume(open.map((way) => way.exit).reduce(joinStates, undefined), base);
  return joinAll(open.map((way) => way.value)) ?? UNIT_VALUE;
}

function runSwitch(m: Machine, node: SwitchExpression): AbstractValue {
  m.evaluate(node.subject);
  const base = m.state;
  const ways: Way[] = [];
  let next = m.snapshot();
  for (const arm of node.arms) {
    const entry = next;
    if (arm.guard !== undefined) {
      const guard = arm.guard;
      next = joinStates(entry, m.branch(entry, base, () => m.progress.open(() => m.evaluate(guard))).exit);
    }
    ways.push(
      m.branch(next, base, () => {
        assumeArm(m, node.subject, arm, true);
        if (arm.guard !== undefined) assume(m, arm.guard, true);
        return m.progress.open(() => m.run(arm.body));
      }),
    );
    next = m.branch(next, base, () => assumeArm(m, node.subject, arm, false)).exit;
  }
  const hasDefault = node.arms.some((arm) => arm.patterns.length === 0);
  if (!hasDefault) ways.push({ exit: next, value: UNIT_VALUE });
  return meet(m, base, ways);
}

function runTry(m: Machine, node: TryStatement): AbstractValue {
  const base = m.state;
  const entry = m.snapshot();
  const handler = base.fork();
  m.frame.tries.push({ handler });
  const body = m.branch(entry, base, () => m.progress.within('try', () => m.evaluate(node.body)));
  m.frame.tries.pop();
  const caught = m.branch(entry === undefined ? undefined : handler, handler, () => {
    const variable = node.variable === undefined ? undefined : m.resolution.variableOf(node.variable);
    if (variable !== undefined) m.write(variable, unknownValue('the caught error'));
    return m.progress.open(() => m.evaluate(node.handler));
  });
  meet(m, base, [body, caught]);
  return UNIT_VALUE;
}

/** After so many rounds a value that still changes in a loop is widened, and in the end becomes unknown. */
const EXACT_ROUNDS = 2;
const MAX_ROUNDS = 12;

function runLoop(m: Machine, node: Loop): AbstractValue {
  const items = node.kind === 'for' ? loopItems(m, node.iterable) : undefined;
  if (node.kind === 'for' && m.live && items?.list !== undefined && m.affords(items.list.length))
    return unrolled(m, node, items.list);
  const value = m.inRepetition(() => repeated(m, node, items));
  // A run may never come out of a loop that no list of items ends.
  if (node.kind !== 'for' && m.live) m.progress.mayEnd();
  return value;
}

/** A loop over known items, looked at item by item. */
function unrolled(m: Machine, node: ForLoop, items: readonly AbstractValue[]): AbstractValue {
  const base = m.state;
  const frame: LoopFrame = { breaks: undefined, breakValue: undefined, continues: undefined };
  if (items.length === 0) {
    // What no run comes to is still looked at.
    const here = m.snapshot();
    round(m, node, undefined, base, undefined);
    m.resume(here, base);
  }
  m.progress.within('loop', () => {
    for (const [i, item] of items.entries()) {
      if (!m.live) break;
      frame.continues = undefined;
      bindLoopVariables(m, node, item, intValue(i));
      m.frame.loops.push(frame);
      m.inContext(`${node.span.start}.${i}`, () => m.progress.within('round', () => m.evaluate(node.body)));
      m.frame.loops.pop();
      m.resume(joinStates(m.snapshot(), frame.continues), base);
    }
  });
  const ended = m.live ? [UNIT_VALUE] : [];
  m.resume(joinStates(m.snapshot(), frame.breaks), base);
  return joinAll([...ended, ...(frame.breakValue === undefined ? [] : [frame.breakValue])]) ?? UNIT_VALUE;
}

function repeated(m: Machine, node: Loop, items: LoopItems | undefined): AbstractValue {
  const base = m.state;
  let head = m.snapshot();
  if (head === undefined) {
    round(m, node, undefined, base, items);
    m.resume(undefined, base);
    return UNIT_VALUE;
  }
  for (let count = 0; ; count++) {
    const { frame, back, exit } = round(m, node, head, base, items);
    const next = joinStates(head, back);
    if (next === undefined || coversState(head, next)) {
      const left: State | undefined = node.kind === 'for' ? next : exit;
      m.resume(joinStates(left, frame.breaks), base);
      const ended = left === undefined ? [] : [UNIT_VALUE];
      return joinAll([...ended, ...(frame.breakValue === undefined ? [] : [frame.breakValue])]) ?? UNIT_VALUE;
    }
    if (count >= MAX_ROUNDS) head = forgetStates(head, next);
    else head = count < EXACT_ROUNDS ? next : widenStates(head, next);
  }
}

interface Round {
  readonly frame: LoopFrame;
  /** The state in which the next round would begin. */
  readonly back: State | undefined;
  /** The state in which the condition ends the loop. */
  readonly exit: State | undefined;
}

function round(m: Machine, node: Loop, head: State | undefined, base: State, items: LoopItems | undefined): Round {
  const frame: LoopFrame = { breaks: undefined, breakValue: undefined, continues: undefined };
  m.resume(head, base);
  let exit: State | undefined;
  if (node.kind === 'while') {
    exit = endedBy(m, m.evaluate(node.condition), false);
    assume(m, node.condition, true);
  }
  if (node.kind === 'for') bindLoopVariables(m, node, items?.item);
  m.frame.loops.push(frame);
  m.progress.within('round', () => m.evaluate(node.body));
  m.frame.loops.pop();
  let back = joinStates(m.snapshot(), frame.continues);
  if (node.kind === 'do') {
    m.resume(back, base);
    exit = endedBy(m, m.evaluate(node.condition), node.until);
    back = m.snapshot();
  }
  return { frame, back, exit };
}

/** The state in which a condition ends a loop; going on may be ruled out by it as well. */
function endedBy(m: Machine, condition: AbstractValue, endsWhen: boolean): State | undefined {
  const known = condition.kind === 'bool' ? condition.value : undefined;
  if (certainType(condition) !== 'bool') m.mayFail();
  const exit = known === undefined || known === endsWhen ? m.snapshot() : undefined;
  if (known === endsWhen) m.live = false;
  return exit;
}

interface LoopItems {
  readonly item: AbstractValue;
  /** All of them in order, where they are known and few. */
  readonly list?: readonly AbstractValue[];
}

function bindLoopVariables(
  m: Machine,
  node: ForLoop,
  item: AbstractValue | undefined,
  count: AbstractValue | undefined = undefined,
): void {
  const variable = m.resolution.variableOf(node.variable);
  const counter = node.counter === undefined ? undefined : m.resolution.variableOf(node.counter);
  if (variable !== undefined) m.write(variable, item ?? unknownValue('an item'));
  if (counter !== undefined) m.write(counter, count ?? unknownValue(`counter ${counter.name}`, 'i64'));
}

function loopItems(m: Machine, iterable: Expression): LoopItems {
  const value = m.evaluate(iterable);
  const range = iterable.kind === 'paren' ? iterable.inner : iterable;
  if (range.kind === 'binary' && (range.operator === '..' || range.operator === '..=')) {
    const list = rangeItems(range.operator, m.lastValue(range.left), m.lastValue(range.right));
    const item = list === undefined ? undefined : joinAll(list);
    if (item !== undefined && list !== undefined) return { item, list };
  }
  if (!['array', 'range', 'string'].includes(certainType(value) ?? '')) m.mayFail();
  const item = optionsOf(value).map(itemOf).reduce(join);
  const isShort = value.kind === 'array' && value.complete && value.items.length <= MAX_UNROLLED;
  return isShort ? { item, list: value.items } : { item };
}

function itemOf(iterable: AbstractValue): AbstractValue {
  if (iterable.kind === 'array') return itemsOf(iterable) ?? unknownValue('an item of an array');
  const source = `an item of ${sourceOf(iterable)}`;
  const type = certainType(iterable);
  if (type === 'range') return unknownValue('a number of a range', 'i64');
  return unknownValue(source, type === 'string' ? 'char' : undefined);
}

/** How many numbers of a range are kept apart. */
const MAX_RANGE = 16n;

/** Loops over more items are looked at as a whole. */
const MAX_UNROLLED = 48;

/** The numbers of a range with known ends, where they are few. */
function rangeItems(
  operator: '..' | '..=',
  from: AbstractValue,
  to: AbstractValue,
): readonly AbstractValue[] | undefined {
  if (from.kind !== 'int' || to.kind !== 'int') return undefined;
  const end = operator === '..=' ? to.value + 1n : to.value;
  const count = end - from.value;
  if (count < 1n || count > MAX_RANGE) return undefined;
  return Array.from({ length: Number(count) }, (_, i) => intValue(from.value + BigInt(i)));
}
