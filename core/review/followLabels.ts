// Follows labels through a whole script: statements, branches, loops, functions for each way they are called, closures.

import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { FlowResult } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import type {
  Assignment,
  Declaration,
  Expression,
  ForLoop,
  IfExpression,
  Loop as LoopNode,
  Node,
  Script,
  Statement,
  SwitchExpression,
  TryStatement,
} from '#core/rhai/syntax/ast.ts';
import { applyArm, applyGuard } from './guards.ts';
import { LabelCalls } from './labelCalls.ts';
import { evaluatePlain } from './labelExpressions.ts';
import { CLEAN, join, labelOf, labelsOf, partOf, type Tainted, tainted, withPart, withStep } from './labels.ts';
import { type CallTaint, covers, joinStates, type Loop, placeOf, type State, TaintMachine } from './taintMachine.ts';

/** What reached each place of a script. */
export interface FollowedLabels {
  /** What came to the receiver and the arguments of a call; undefined where no run comes. */
  taintOf(node: Node): CallTaint | undefined;
  /** What the script's own result carries. */
  readonly output: Tainted;
}

/** Follows the labels of a script. `flow` is that of the same parse, best without known arguments and host. */
export function followLabels(
  root: Script,
  resolution: Resolution,
  flow: FlowResult,
  catalog: SdkCatalog,
): FollowedLabels {
  const machine = new TaintMachine(resolution, flow, catalog);
  const run = new Run(machine);
  for (const variable of resolution.variables) {
    const [first] = variable.references;
    if (variable.kind !== 'argument' || first === undefined) continue;
    const source = { kind: 'argument', text: `Argument ${variable.name}`, span: first.span, secret: false } as const;
    machine.write(variable, tainted(labelsOf([labelOf(source, `The caller gives ${variable.name}`)])));
  }
  const output = run.statements(root.statements);
  for (const symbol of resolution.functions) {
    if (run.calls.isCalled(symbol.definition)) continue;
    machine.live = true;
    run.calls.callFunction(symbol, [], CLEAN, symbol.definition.name.span);
  }
  return { taintOf: (node) => machine.calls.get(node), output: join(output, machine.frame.returns) };
}

const MAX_ROUNDS = 8;

class Run {
  readonly #m: TaintMachine;
  readonly calls: LabelCalls;

  constructor(machine: TaintMachine) {
    this.#m = machine;
    this.calls = new LabelCalls(machine, {
      evaluate: (node) => this.evaluate(node),
      run: (node) => this.statement(node),
    });
  }

  statements(list: readonly Statement[]): Tainted {
    let value = CLEAN;
    for (const statement of list) value = this.statement(statement);
    return value;
  }

  evaluate(node: Expression): Tainted {
    return this.statement(node);
  }

  statement(node: Statement): Tainted {
    switch (node.kind) {
      case 'block':
        return this.statements(node.statements);
      case 'if':
        return this.#if(node);
      case 'switch':
        return this.#switch(node);
      case 'while':
      case 'loop':
      case 'do':
      case 'for':
        return this.#loop(node);
      case 'let':
      case 'const':
        return this.#declare(node);
      case 'assignment':
        return this.#assign(node);
      case 'try':
        return this.#try(node);
      case 'return':
      case 'throw':
      case 'break':
      case 'continue':
        return this.#jump(node);
      case 'import':
        this.evaluate(node.path);
        return CLEAN;
      case 'function':
      case 'export':
      case 'empty':
        return CLEAN;
      default:
        return evaluatePlain(
          this.#m,
          node,
          this.calls,
          (inner) => this.evaluate(inner),
          (condition, holds) => this.#guard(condition, holds),
        );
    }
  }

  #guard(condition: Expression, holds: boolean): void {
    applyGuard(this.#m, condition, holds, (node) => this.#quietly(node));
  }

  /** The labels of an expression that has been evaluated before. */
  #quietly(node: Expression): Tainted {
    return this.#m.branch(() => this.evaluate(node)).value;
  }

  #if(node: IfExpression): Tainted {
    const m = this.#m;
    this.evaluate(node.condition);
    const then = m.branch(() => {
      this.#guard(node.condition, true);
      return this.evaluate(node.then);
    });
    const other = m.branch(() => {
      this.#guard(node.condition, false);
      return node.otherwise === undefined ? CLEAN : this.evaluate(node.otherwise);
    });
    m.meet([then.exit, other.exit]);
    return join(then.exit === undefined ? CLEAN : then.value, other.exit === undefined ? CLEAN : other.value);
  }

  #switch(node: SwitchExpression): Tainted {
    const m = this.#m;
    this.evaluate(node.subject);
    const ways = node.arms.map((arm) =>
      m.branch(() => {
        applyArm(m, node.subject, arm);
        if (arm.guard !== undefined) {
          this.evaluate(arm.guard);
          this.#guard(arm.guard, true);
        }
        return this.statement(arm.body);
      }),
    );
    const exits = ways.map(({ exit }) => exit);
    m.meet(node.arms.some(({ patterns }) => patterns.length === 0) ? exits : [...exits, m.live ? m.state : undefined]);
    return ways.reduce((value, way) => join(value, way.value), CLEAN);
  }

  #declare(node: Declaration): Tainted {
    const value = node.value === undefined ? CLEAN : this.evaluate(node.value);
    const variable = this.#m.resolution.variableOf(node.name);
    if (variable !== undefined && node.value?.kind === 'closure') this.#m.closures.set(variable, node.value);
    this.#m.write(variable, withStep(value, node.name.span, `Kept in ${node.name.text}`));
    return CLEAN;
  }

  #assign(node: Assignment): Tainted {
    const m = this.#m;
    const value = this.evaluate(node.value);
    const before = this.evaluate(node.target);
    const place = placeOf(m, node.target);
    if (place === undefined) return CLEAN;
    const added = this.calls.combined(node.target, before, value);
    const next = node.operator === '=' ? value : added;
    const noted = withStep(next, node.target.span, `Kept in ${place.variable.name}`);
    if (place.keys.length === 0) m.write(place.variable, noted);
    else m.write(place.variable, this.#written(m.read(place.variable), place.keys, noted, node.target));
    return CLEAN;
  }

  #written(outer: Tainted, keys: readonly (string | undefined)[], value: Tainted, target: Expression): Tainted {
    const [key, ...rest] = keys;
    const inner = rest.length === 0 ? value : this.#written(partOf(outer, key), rest, value, target);
    const next = withPart(outer, key, inner, true);
    if (key !== undefined || target.kind !== 'index') return next;
    const index = this.#quietly(target.index);
    return { ...next, keys: join(tainted(next.keys), tainted(index.own)).own };
  }

  #jump(node: Extract<Statement, { kind: 'return' | 'throw' | 'break' | 'continue' }>): Tainted {
    const m = this.#m;
    const value = node.kind === 'continue' || node.value === undefined ? CLEAN : this.evaluate(node.value);
    const loop = m.frame.loops.at(-1);
    if (m.live) {
      if (node.kind === 'return') {
        m.frame.returns = join(m.frame.returns, value);
        m.frame.exits.push(m.state);
      }
      if (node.kind === 'break') loop?.exits.push(m.state);
      if (node.kind === 'continue') loop?.continues.push(m.state);
    }
    m.live = false;
    return CLEAN;
  }

  #try(node: TryStatement): Tainted {
    const m = this.#m;
    const held = new Map(m.state);
    m.frame.handlers.push(held);
    const body = m.branch(() => this.evaluate(node.body));
    m.frame.handlers.pop();
    const caught = m.branch(() => {
      m.state = held;
      return this.evaluate(node.handler);
    });
    m.meet([body.exit, caught.exit]);
    return CLEAN;
  }

  #loop(node: LoopNode): Tainted {
    const m = this.#m;
    const items = node.kind === 'for' ? this.#items(node) : CLEAN;
    let head: State = new Map(m.state);
    const wasLive = m.live;
    for (let round = 0; ; round++) {
      const loop: Loop = { exits: [], continues: [] };
      const before = m.frame.loops.length;
      m.frame.loops.push(loop);
      m.state = new Map(head);
      m.live = wasLive;
      let left: State | undefined = node.kind === 'for' ? head : undefined;
      if (node.kind === 'for') this.#bind(node, items);
      if (node.kind === 'while') {
        this.evaluate(node.condition);
        left = new Map(m.state);
        this.#guard(node.condition, true);
      }
      this.evaluate(node.body);
      const backs = [...(m.live ? [m.state] : []), ...loop.continues];
      m.frame.loops.length = before;
      if (node.kind === 'do' && backs.length > 0) {
        m.state = new Map(joinStates(backs));
        m.live = wasLive;
        this.evaluate(node.condition);
        left = m.state;
      }
      const next = joinStates([head, ...backs]);
      if (covers(head, next) || round >= MAX_ROUNDS) {
        m.live = wasLive;
        m.meet([
          left === undefined ? undefined : joinStates([left, ...(node.kind === 'for' ? backs : [])]),
          ...loop.exits,
        ]);
        return CLEAN;
      }
      head = next;
    }
  }

  #items(node: ForLoop): Tainted {
    const value = this.evaluate(node.iterable);
    return withStep(partOf(value, undefined), node.variable.span, `Each item in ${node.variable.text}`);
  }

  #bind(node: ForLoop, items: Tainted): void {
    const m = this.#m;
    m.write(m.resolution.variableOf(node.variable), items);
    if (node.counter !== undefined) m.write(m.resolution.variableOf(node.counter), CLEAN);
  }
}
