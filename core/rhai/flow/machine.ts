// What the analysis carries from step to step: the state at the current point, the frames around it, what it has found.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { Resolution, Variable } from '../resolve/symbols.ts';
import type { Closure, Expression, FunctionDefinition, Identifier, Node, Statement } from '../syntax/ast.ts';
import type { ParseResult } from '../syntax/parser.ts';
import type { FlowOptions, LinkView } from './callSite.ts';
import type { Mutability } from './mutability.ts';
import { normalPath } from './paths.ts';
import { type Place, updated } from './places.ts';
import { Progress } from './progress.ts';
import type { CallRecorder, CallVisit } from './recorder.ts';
import { type LoopFrame, State, type TryFrame } from './state.ts';
import { join } from './values.ts';

/** One body of code being run: the top level, a function or a closure. */
export interface Frame {
  readonly definition: FunctionDefinition | undefined;
  readonly closure: Closure | undefined;
  readonly thisValue: AbstractValue;
  readonly returns: AbstractValue[];
  readonly tries: TryFrame[];
  readonly loops: LoopFrame[];
  /** Whether a `try` stands around the code outside this frame, as far as it is written around it. */
  readonly caughtOutside: boolean;
  readonly inLoopOutside: boolean;
}

/** Evaluation as the parts of the analysis call each other, without importing each other. */
export interface Evaluation {
  expression(machine: Machine, node: Expression): AbstractValue;
  statement(machine: Machine, node: Statement): AbstractValue;
}

/** What an expression was when it was evaluated last, and in any context in which a run comes to it. */
interface KeptValue {
  last: AbstractValue;
  live: AbstractValue | undefined;
}

export class Machine {
  readonly parsed: ParseResult;
  readonly resolution: Resolution;
  readonly catalog: SdkCatalog;
  readonly options: FlowOptions;
  readonly links: LinkView;
  readonly recorder: CallRecorder;
  readonly mutability: Mutability;
  readonly evaluation: Evaluation;
  /** Constants of the top level, as `global::NAME` shows them to functions. */
  readonly constants = new Map<string, AbstractValue>();
  readonly progress = new Progress();
  /** The state at the current point; where `live` is false, the one before the jump. */
  state: State = new State();
  live = true;
  frame: Frame = topFrame();
  readonly #lines: LineIndex;
  readonly #values = new Map<Expression, KeptValue>();
  /** Rounds of loops and calls of functions around the current point that are looked at one by one. */
  #context = '';
  #budget = CONTEXT_BUDGET;
  #repeated = 0;

  constructor(
    parsed: ParseResult,
    resolution: Resolution,
    catalog: SdkCatalog,
    options: FlowOptions,
    parts: { readonly recorder: CallRecorder; readonly mutability: Mutability; readonly evaluation: Evaluation },
  ) {
    this.parsed = parsed;
    this.resolution = resolution;
    this.catalog = catalog;
    this.options = options;
    this.recorder = parts.recorder;
    this.mutability = parts.mutability;
    this.evaluation = parts.evaluation;
    this.links = options.links ?? NO_LINKS;
    this.#lines = new LineIndex(parsed.text);
    for (const variable of resolution.variables)
      if (variable.kind === 'argument') this.state.set(variable, this.#argument(variable));
  }

  evaluate(node: Expression): AbstractValue {
    if (this.#context !== '') this.#budget--;
    const value = this.evaluation.expression(this, node);
    this.keep(node, value);
    return value;
  }

  /** Remembers the value of an expression that is evaluated as part of another one. */
  keep(node: Expression, value: AbstractValue): void {
    const known = this.#values.get(node);
    if (known === undefined) {
      this.#values.set(node, { last: value, live: this.live ? value : undefined });
      return;
    }
    if (!this.live) return;
    known.last = value;
    if (known.live !== value) known.live = known.live === undefined ? value : join(known.live, value);
  }

  run(node: Statement): AbstractValue {
    return this.evaluation.statement(this, node);
  }

  /** The value of an expression that has just been evaluated. */
  lastValue(node: Expression): AbstractValue {
    return this.#values.get(node)?.last ?? unknownValue('a value');
  }

  /** What an expression can be; where no run comes, what it would be. */
  valueOf(node: Expression): AbstractValue | undefined {
    const known = this.#values.get(node);
    return known?.live ?? known?.last;
  }

  /** Notes that an error may come up here: in the call, or in anything else. */
  mayFail(cause?: Node): void {
    if (this.live) this.progress.mayFail(cause);
  }

  /** Where the current point is among all others. */
  position(throughPointer = false): Pick<CallVisit, 'context' | 'point' | 'repeats' | 'anytime'> {
    const isShared = this.#context !== '' && !this.#context.startsWith('/');
    return {
      context: this.#context,
      point: this.progress.point(),
      repeats: this.#repeated > 0,
      anytime: isShared || throughPointer || this.frame.closure !== undefined,
    };
  }

  /** Looks at a loop as a whole. */
  inRepetition<T>(action: () => T): T {
    this.#repeated++;
    const result = this.progress.open(() => this.progress.within('loop', action));
    this.#repeated--;
    return result;
  }

  /** Whether so many more parts of the script may be looked at one by one. */
  affords(count: number): boolean {
    return this.#budget > count;
  }

  /** Looks at a part in a context of its own. */
  inContext<T>(name: string, action: () => T): T {
    const outer = this.#context;
    this.#context = `${outer}/${name}`;
    const result = action();
    this.#context = outer;
    return result;
  }

  /** Looks at a body that many calls share: contexts of the call do not count in it. */
  inSharedContext<T>(name: string, action: () => T): T {
    const outer = this.#context;
    this.#context = name;
    const result = this.progress.open(() => this.progress.within('function', action));
    this.#context = outer;
    return result;
  }

  /** In words, where the result of a call comes from. */
  sourceOfCall(name: string, node: Node): string {
    return `the result of ${name} in line ${this.#lines.toLineColumn(node.span.start).line + 1}`;
  }

  get caught(): boolean {
    return this.frame.tries.length > 0 || this.frame.caughtOutside;
  }

  get inLoop(): boolean {
    return this.frame.loops.length > 0 || this.frame.inLoopOutside;
  }

  read(variable: Variable): AbstractValue {
    if (this.mutability.isChangedByClosure(variable)) return unknownValue(`variable ${variable.name}`);
    const captured = this.frame.closure !== undefined && variable.owner !== this.frame.closure;
    if (captured && !this.mutability.isNeverChanged(variable)) return unknownValue(`variable ${variable.name}`);
    return this.state.get(variable) ?? unknownValue(`variable ${variable.name}`);
  }

  write(variable: Variable, value: AbstractValue): void {
    this.state.set(variable, value);
    for (const { handler } of this.frame.tries) {
      const before = handler.get(variable);
      handler.set(variable, before === undefined ? value : join(before, value));
    }
  }

  /** Puts a value at a place inside a variable. */
  writePlace(place: Place, value: AbstractValue): void {
    const variable = this.resolution.variableOf(place.root);
    if (variable === undefined) return;
    this.write(variable, updated(this.read(variable), place.steps, value));
  }

  /** Keeps less of what a place inside a variable may hold: nothing is written, so a handler learns nothing. */
  narrowPlace(place: Place, value: AbstractValue): void {
    const variable = this.resolution.variableOf(place.root);
    if (variable === undefined) return;
    this.state.set(variable, updated(this.read(variable), place.steps, value));
  }

  /** The place an expression names, after it was evaluated; undefined where it names none. */
  placeOf(node: Expression): Place | undefined {
    if (node.kind === 'paren') return this.placeOf(node.inner);
    if (node.kind === 'identifier') return { root: node, steps: [] };
    if (node.kind !== 'member' && node.kind !== 'index') return undefined;
    const outer = this.placeOf(node.object);
    if (outer === undefined) return undefined;
    const step: AbstractValue =
      node.kind === 'member' ? { kind: 'string', value: node.name.text } : this.lastValue(node.index);
    return { root: outer.root, steps: [...outer.steps, step] };
  }

  /** The variable an identifier stands for. */
  variableOf(node: Identifier): Variable | undefined {
    return this.resolution.variableOf(node);
  }

  /** The state at the current point, or undefined where no run comes. */
  snapshot(): State | undefined {
    if (!this.live) return undefined;
    const frozen = this.state.compact();
    this.state = frozen.fork();
    return frozen.fork();
  }

  /** Goes on in a state; in none, what follows is dead but still looked at with the values of `otherwise`. */
  resume(state: State | undefined, otherwise: State): void {
    this.live = state !== undefined;
    this.state = (state ?? otherwise).fork();
  }

  /** Runs one of several ways from a state and returns the state at its end. */
  branch<T>(
    entry: State | undefined,
    otherwise: State,
    action: () => T,
  ): { readonly exit: State | undefined; readonly value: T } {
    this.resume(entry, otherwise);
    const value = action();
    return { exit: this.live ? this.state : undefined, value };
  }

  /** Runs a body of its own and comes back to the current point. */
  inFrame<T>(frame: Frame, state: State, action: () => T): T {
    const saved = { frame: this.frame, state: this.state, live: this.live };
    this.frame = frame;
    this.state = state;
    const result = action();
    this.frame = saved.frame;
    this.state = saved.state;
    this.live = saved.live;
    return result;
  }

  #argument(variable: Variable): AbstractValue {
    return this.options.arguments?.get(variable.name) ?? unknownValue(`argument ${variable.name}`);
  }
}

/** How many expressions are evaluated in contexts of their own before all further ones share theirs. */
const CONTEXT_BUDGET = 8_000;

/** Without a host, no path is a symbolic link. */
const NO_LINKS: LinkView = { resolve: normalPath, isSymlink: () => false };

function topFrame(): Frame {
  return {
    definition: undefined,
    closure: undefined,
    thisValue: unknownValue('this'),
    returns: [],
    tries: [],
    loops: [],
    caughtOutside: false,
    inLoopOutside: false,
  };
}
