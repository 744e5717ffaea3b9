// Functions of the script: each call is analyzed by itself while that is affordable; the others share a body that is analyzed with
// everything they pass, and again when that grows.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import type { FunctionSymbol } from '../resolve/symbols.ts';
import type { Node } from '../syntax/ast.ts';
import type { FunctionSummary } from './callSite.ts';
import type { Frame, Machine } from './machine.ts';
import { State } from './state.ts';
import { join, joinAll, sameValue, UNIT_VALUE, widen } from './values.ts';

interface Summary extends FunctionSummary {
  parameters: readonly AbstractValue[];
  thisValue: AbstractValue | undefined;
  result: AbstractValue | undefined;
  running: boolean;
  /** Set when a call inside the running body passed something new. */
  grown: boolean;
  passes: number;
}

/** After so many passes a parameter that still changes is widened, and in the end becomes unknown. */
const EXACT_PASSES = 3;
const MAX_PASSES = 8;

/** Calls below so many others, or so often within themselves, share what is found of the body. */
const MAX_DEPTH = 8;
const MAX_RECURSION = 3;

export class ScriptFunctions {
  readonly #machine: Machine;
  readonly #known: (symbol: FunctionSymbol) => FunctionSummary | undefined;
  /** Of the calls that share what is found of the body. */
  readonly #summaries = new Map<FunctionSymbol, Summary>();
  /** What all calls pass and get, for those who ask afterwards. */
  readonly #noted = new Map<FunctionSymbol, Summary>();
  /** Functions that are being looked into, for one call each. */
  readonly #within: FunctionSymbol[] = [];

  /** Functions of which a summary is `known` are not looked into again. */
  constructor(machine: Machine, known: (symbol: FunctionSymbol) => FunctionSummary | undefined = () => undefined) {
    this.#machine = machine;
    this.#known = known;
  }

  /** The value of a call of a script function with these arguments; `node` is the call where it is one of many. */
  call(
    symbol: FunctionSymbol,
    args: readonly AbstractValue[],
    thisValue: AbstractValue | undefined,
    node?: Node,
  ): AbstractValue {
    const machine = this.#machine;
    const unknown = unknownValue(`the result of ${symbol.name}`);
    if (!machine.live) return unknown;
    machine.recorder.edge(machine.frame.definition, symbol.definition, machine.caught);
    const known = this.#known(symbol);
    if (known !== undefined) return known.result ?? unknown;
    this.#note(symbol, args, thisValue);
    if (node !== undefined && this.#mayLookInto(symbol))
      return this.#inContext(symbol, newSummary(args, thisValue), node);
    machine.mayFail();
    const summary = this.#summaries.get(symbol);
    if (summary === undefined) return this.#first(symbol, args, thisValue);
    const grown = this.#grow(symbol, summary, args, thisValue);
    if (summary.running) {
      summary.grown ||= grown;
      return unknown;
    }
    if (grown) this.#analyze(symbol, summary);
    return summary.result ?? unknown;
  }

  /** Takes into account that a function may be called with anything, through a pointer. */
  callWithAnything(symbol: FunctionSymbol): void {
    this.call(symbol, unknownParameters(symbol), unknownValue('this'));
  }

  /** Whether some run calls the function. */
  isCalled(symbol: FunctionSymbol): boolean {
    return this.#noted.has(symbol);
  }

  /** What the calls so far have passed and got. */
  summaryOf(symbol: FunctionSymbol): FunctionSummary | undefined {
    return this.#noted.get(symbol);
  }

  /** Looks at the body of a function with what its calls pass; with anything where nothing calls it. */
  lookAt(symbol: FunctionSymbol, calls?: FunctionSummary): void {
    const { parameters, thisValue } = calls ?? {
      parameters: unknownParameters(symbol),
      thisValue: unknownValue('this'),
    };
    this.#run(symbol, newSummary(parameters, thisValue));
  }

  /** Takes a call into account for what is told of the function. */
  #note(symbol: FunctionSymbol, args: readonly AbstractValue[], thisValue: AbstractValue | undefined): void {
    const before = this.#noted.get(symbol);
    if (before === undefined) {
      this.#noted.set(symbol, newSummary(args, thisValue));
      return;
    }
    before.parameters = before.parameters.map((value, i) => join(value, args[i] ?? UNIT_VALUE));
    if (thisValue !== undefined)
      before.thisValue = before.thisValue === undefined ? thisValue : join(before.thisValue, thisValue);
  }

  /** Whether a call may be looked at by itself: not too deep, and not inside a body that calls share and that is running. */
  #mayLookInto(symbol: FunctionSymbol): boolean {
    if (this.#summaries.get(symbol)?.running === true || !this.#machine.affords(0)) return false;
    const depth = this.#within.filter((other) => other === symbol).length;
    return depth < MAX_RECURSION && this.#within.length < MAX_DEPTH;
  }

  /** The value of one call, with exactly what it passes. */
  #inContext(symbol: FunctionSymbol, summary: Summary, node: Node): AbstractValue {
    const machine = this.#machine;
    this.#within.push(symbol);
    machine.inContext(`${symbol.name} ${node.span.start}`, () =>
      machine.progress.within('function', () => this.#runBody(symbol, summary)),
    );
    this.#within.pop();
    this.#noteResult(symbol, summary.result);
    return summary.result ?? unknownValue(`the result of ${symbol.name}`);
  }

  #noteResult(symbol: FunctionSymbol, result: AbstractValue | undefined): void {
    const noted = this.#noted.get(symbol);
    if (noted === undefined || result === undefined) return;
    noted.result = noted.result === undefined ? result : join(noted.result, result);
  }

  #first(symbol: FunctionSymbol, args: readonly AbstractValue[], thisValue: AbstractValue | undefined): AbstractValue {
    const summary = newSummary(args, thisValue);
    this.#summaries.set(symbol, summary);
    this.#analyze(symbol, summary);
    return summary.result ?? unknownValue(`the result of ${symbol.name}`);
  }

  #grow(
    symbol: FunctionSymbol,
    summary: Summary,
    args: readonly AbstractValue[],
    thisValue: AbstractValue | undefined,
  ): boolean {
    const before = summary.parameters;
    const unknown = unknownParameters(symbol);
    summary.parameters = before.map((value, i) => {
      const joined = join(value, args[i] ?? UNIT_VALUE);
      if (sameValue(joined, value)) return value;
      if (summary.passes >= MAX_PASSES) return unknown[i] ?? joined;
      if (summary.passes < EXACT_PASSES) return joined;
      const widened = widen(value, joined);
      return sameValue(widened, value) ? value : widened;
    });
    const thisBefore = summary.thisValue;
    if (thisValue !== undefined) summary.thisValue = thisBefore === undefined ? thisValue : join(thisBefore, thisValue);
    if (summary.thisValue !== thisBefore && summary.passes >= MAX_PASSES) summary.thisValue = unknownValue('this');
    const sameThis =
      thisBefore === summary.thisValue ||
      (thisBefore !== undefined && summary.thisValue !== undefined && sameValue(thisBefore, summary.thisValue));
    return !sameThis || summary.parameters.some((value, i) => value !== before[i]);
  }

  #analyze(symbol: FunctionSymbol, summary: Summary): void {
    do {
      summary.grown = false;
      summary.passes++;
      this.#run(symbol, summary);
    } while (summary.grown);
  }

  #run(symbol: FunctionSymbol, summary: Summary): void {
    summary.running = true;
    this.#machine.inSharedContext(symbol.name, () => this.#runBody(symbol, summary));
    summary.running = false;
    this.#noteResult(symbol, summary.result);
  }

  #runBody(symbol: FunctionSymbol, summary: Summary): void {
    const machine = this.#machine;
    const { definition } = symbol;
    const frame: Frame = {
      definition,
      closure: undefined,
      thisValue: summary.thisValue ?? unknownValue('this'),
      returns: [],
      tries: [],
      loops: [],
      caughtOutside: false,
      inLoopOutside: false,
    };
    const state = new State();
    definition.parameters.forEach((name, i) => {
      const variable = machine.resolution.variableOf(name);
      const value = summary.parameters[i];
      if (variable !== undefined && value !== undefined) state.set(variable, value);
    });
    machine.inFrame(frame, state, () => {
      const value = machine.run(definition.body);
      if (machine.live) frame.returns.push(value);
    });
    const result = joinAll(frame.returns);
    if (result !== undefined) summary.result = summary.result === undefined ? result : join(summary.result, result);
  }
}

function newSummary(parameters: readonly AbstractValue[], thisValue: AbstractValue | undefined): Summary {
  return { parameters, thisValue, result: undefined, running: false, grown: false, passes: 0 };
}

function unknownParameters(symbol: FunctionSymbol): readonly AbstractValue[] {
  return symbol.definition.parameters.map((name) => unknownValue(`parameter ${name.text} of ${symbol.name}`));
}
