// Functions of the script: each body is analyzed with everything its calls pass, and again when that grows.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import type { FunctionSymbol } from '../resolve/symbols.ts';
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

export class ScriptFunctions {
  readonly #machine: Machine;
  readonly #known: (symbol: FunctionSymbol) => FunctionSummary | undefined;
  readonly #summaries = new Map<FunctionSymbol, Summary>();

  /** Functions of which a summary is `known` are not looked into again. */
  constructor(machine: Machine, known: (symbol: FunctionSymbol) => FunctionSummary | undefined = () => undefined) {
    this.#machine = machine;
    this.#known = known;
  }

  /** The value of a call of a script function with these arguments. */
  call(symbol: FunctionSymbol, args: readonly AbstractValue[], thisValue: AbstractValue | undefined): AbstractValue {
    const machine = this.#machine;
    const unknown = unknownValue(`the result of ${symbol.name}`);
    if (!machine.live) return unknown;
    machine.recorder.edge(machine.frame.definition, symbol.definition, machine.caught);
    const known = this.#known(symbol);
    if (known !== undefined) return known.result ?? unknown;
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
    return this.#summaries.has(symbol);
  }

  /** What the calls so far have passed and got. */
  summaryOf(symbol: FunctionSymbol): FunctionSummary | undefined {
    return this.#summaries.get(symbol);
  }

  /** Looks at the body of a function with what its calls pass; with anything where nothing calls it. */
  lookAt(symbol: FunctionSymbol, calls?: FunctionSummary): void {
    const { parameters, thisValue } = calls ?? {
      parameters: unknownParameters(symbol),
      thisValue: unknownValue('this'),
    };
    this.#run(symbol, newSummary(parameters, thisValue));
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
    summary.running = true;
    machine.inFrame(frame, state, () => {
      const value = machine.run(definition.body);
      if (machine.live) frame.returns.push(value);
    });
    summary.running = false;
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
