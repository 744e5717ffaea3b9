// The values of variables at one point of a script, and what jumps and errors carry to other points.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import type { Variable } from '../resolve/symbols.ts';
import { join, sameValue, widen } from './values.ts';

/** How many layers a state may have before it is made one again. */
const MAX_DEPTH = 48;

/**
 * What each variable holds; one that is not in it has not been declared yet. A state is a layer of changes over a state that
 * no longer changes, so that taking a branch costs nothing and joining two costs only what differs.
 */
export class State {
  readonly #base: State | undefined;
  readonly #own = new Map<Variable, AbstractValue>();
  readonly #depth: number;

  constructor(base?: State) {
    this.#base = base;
    this.#depth = base === undefined ? 0 : base.#depth + 1;
  }

  get(variable: Variable): AbstractValue | undefined {
    for (let state: State | undefined = this; state !== undefined; state = state.#base) {
      const value = state.#own.get(variable);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Changes this layer; only the state of the current point may be changed. */
  set(variable: Variable, value: AbstractValue): void {
    this.#own.set(variable, value);
  }

  /** A new layer over this state, which must not be changed any more. */
  fork(): State {
    return this.#own.size === 0 && this.#base !== undefined ? new State(this.#base) : new State(this);
  }

  /** This state with few layers. */
  compact(): State {
    if (this.#depth < MAX_DEPTH) return this;
    const flat = new State();
    for (const [variable, value] of this.entries()) flat.set(variable, value);
    return flat;
  }

  /** All variables with their values. */
  entries(): ReadonlyMap<Variable, AbstractValue> {
    const out = new Map<Variable, AbstractValue>();
    for (let state: State | undefined = this; state !== undefined; state = state.#base) {
      for (const [variable, value] of state.#own) if (!out.has(variable)) out.set(variable, value);
    }
    return out;
  }

  /** The variables in which two states can differ, and the state below both. */
  static compare(
    a: State,
    b: State,
  ): { readonly variables: ReadonlySet<Variable>; readonly common: State | undefined } {
    const variables = new Set<Variable>();
    let left: State | undefined = a;
    let right: State | undefined = b;
    while (left !== right) {
      // The deeper one steps down until both meet, at the latest below the lowest layer.
      const stepLeft: boolean = left !== undefined && (right === undefined || left.#depth >= right.#depth);
      const upper: State | undefined = stepLeft ? left : right;
      if (upper === undefined) break;
      for (const variable of upper.#own.keys()) variables.add(variable);
      if (stepLeft) left = upper.#base;
      else right = upper.#base;
    }
    return { variables, common: left };
  }
}

/** Both ways of coming to a point; undefined is a way that no run takes. */
export function joinStates(a: State | undefined, b: State | undefined): State | undefined {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  return merge(a, b, (left, right) =>
    left === undefined || right === undefined ? (left ?? right) : join(left, right),
  );
}

/** Whether the second state adds nothing to the variables of the first. */
export function coversState(known: State, next: State): boolean {
  for (const variable of State.compare(known, next).variables) {
    const [left, right] = [known.get(variable), next.get(variable)];
    if (left !== undefined && right !== undefined && !sameValue(left, right)) return false;
  }
  return true;
}

/** A state that holds both and soon stops growing. */
export function widenStates(before: State, after: State): State {
  return merge(before, after, (left, right) =>
    left === undefined || right === undefined ? right : widen(left, right),
  );
}

/** A state in which nothing is known of what still differs. */
export function forgetStates(before: State, after: State): State {
  return merge(before, after, (left, right, variable) => {
    if (left === undefined || right === undefined || sameValue(left, right)) return right;
    return unknownValue(`variable ${variable.name}`);
  });
}

type Merge = (
  left: AbstractValue | undefined,
  right: AbstractValue | undefined,
  variable: Variable,
) => AbstractValue | undefined;

function merge(a: State, b: State, one: Merge): State {
  const { variables, common } = State.compare(a, b);
  const out = common === undefined ? new State() : common.fork();
  for (const variable of variables) {
    const value = one(a.get(variable), b.get(variable), variable);
    if (value !== undefined) out.set(variable, value);
  }
  return out;
}

/** A loop being analyzed: the states in which it is left or begun anew. */
export interface LoopFrame {
  breaks: State | undefined;
  breakValue: AbstractValue | undefined;
  continues: State | undefined;
}

/** A `try` being analyzed: what its handler may find. */
export interface TryFrame {
  readonly handler: State;
}
