// The values of variables at one point of a script, and what jumps and errors carry to other points.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { Variable } from '../resolve/symbols.ts';
import { join, sameValue, widen } from './values.ts';

/** What each variable holds; one that is not in it has not been declared yet. */
export type State = Map<Variable, AbstractValue>;

/** Both ways of coming to a point; undefined is a way that no run takes. */
export function joinStates(a: State | undefined, b: State | undefined): State | undefined {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  const out: State = new Map(a);
  for (const [variable, value] of b) {
    const other = out.get(variable);
    if (other === undefined) out.set(variable, value);
    else if (other !== value) out.set(variable, join(other, value));
  }
  return out;
}

/** Whether the second state adds nothing to the variables of the first. */
export function coversState(known: State, next: State): boolean {
  for (const [variable, value] of known) {
    const other = next.get(variable);
    if (other !== undefined && !sameValue(value, other)) return false;
  }
  return true;
}

/** A state that holds both and soon stops growing. */
export function widenStates(before: State, after: State): State {
  const out: State = new Map(after);
  for (const [variable, value] of before) {
    const other = after.get(variable);
    if (other !== undefined) out.set(variable, widen(value, other));
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
