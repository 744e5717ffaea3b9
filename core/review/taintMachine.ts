// The state of the pass that follows labels through a script: variables at the current point, frames, and what reached each call.

import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CallSite, FlowResult } from '#core/rhai/flow/callSite.ts';
import type { Resolution, Variable } from '#core/rhai/resolve/symbols.ts';
import type { Closure, Expression, Node } from '#core/rhai/syntax/ast.ts';
import { CLEAN, isClean, join, keyOf, type Tainted } from './labels.ts';

export type State = ReadonlyMap<Variable, Tainted>;

/** What reached a call, all contexts joined. */
export interface CallTaint {
  readonly receiver: Tainted;
  /** One for each argument expression. */
  readonly args: readonly Tainted[];
}

export interface Loop {
  readonly exits: State[];
  readonly continues: State[];
}

/** A body being run. */
export interface Frame {
  readonly thisValue: Tainted;
  returns: Tainted;
  readonly exits: State[];
  readonly loops: Loop[];
  /** For each `try` around the current point, everything that variables held since it began. */
  readonly handlers: Map<Variable, Tainted>[];
}

export class TaintMachine {
  readonly resolution: Resolution;
  readonly flow: FlowResult;
  readonly catalog: SdkCatalog;
  /** The state at the current point; `live` is false behind a jump. */
  state: Map<Variable, Tainted> = new Map();
  live = true;
  frame: Frame = newFrame(CLEAN);
  readonly calls = new Map<Node, CallTaint>();
  readonly sites: ReadonlyMap<Node, CallSite>;
  /** Closures that a variable was declared with. */
  readonly closures = new Map<Variable, Closure>();

  constructor(resolution: Resolution, flow: FlowResult, catalog: SdkCatalog) {
    this.resolution = resolution;
    this.flow = flow;
    this.catalog = catalog;
    this.sites = new Map(flow.callSites.map((site) => [site.node, site]));
  }

  read(variable: Variable | undefined): Tainted {
    return variable === undefined ? CLEAN : (this.state.get(variable) ?? CLEAN);
  }

  write(variable: Variable | undefined, value: Tainted): void {
    if (variable === undefined || !this.live) return;
    if (isClean(value)) this.state.delete(variable);
    else this.state.set(variable, value);
    for (const held of this.frame.handlers) held.set(variable, join(held.get(variable) ?? CLEAN, value));
  }

  /** Remembers what reached a call. */
  note(node: Node, receiver: Tainted, args: readonly Tainted[]): void {
    const before = this.calls.get(node);
    this.calls.set(
      node,
      before === undefined
        ? { receiver, args }
        : { receiver: join(before.receiver, receiver), args: args.map((arg, i) => join(before.args[i] ?? CLEAN, arg)) },
    );
  }

  /** Runs a branch from the current point; the answer is its end, or undefined where it does not come to one. */
  branch(action: () => Tainted): { readonly exit: State | undefined; readonly value: Tainted } {
    const before = { state: this.state, live: this.live };
    this.state = new Map(before.state);
    const value = action();
    const exit = this.live ? this.state : undefined;
    this.state = before.state;
    this.live = before.live;
    return { exit, value };
  }

  /** Goes on where several ways come together. */
  meet(exits: readonly (State | undefined)[]): void {
    const open = exits.filter((exit) => exit !== undefined);
    this.live = this.live && open.length > 0;
    this.state = new Map(open.length === 0 ? this.state : joinStates(open));
  }
}

export function newFrame(thisValue: Tainted): Frame {
  return { thisValue, returns: CLEAN, exits: [], loops: [], handlers: [] };
}

export function joinStates(states: readonly State[]): State {
  const [first, ...rest] = states;
  if (first === undefined) return new Map();
  if (rest.length === 0) return first;
  const out = new Map(first);
  for (const state of rest)
    for (const [variable, value] of state) out.set(variable, join(out.get(variable) ?? CLEAN, value));
  return out;
}

/** Whether `a` has everything that `b` has. */
export function covers(a: State, b: State): boolean {
  for (const [variable, value] of b) {
    const known = a.get(variable);
    if (known === value) continue;
    if (known === undefined || keyOf(join(known, value)) !== keyOf(known)) return false;
  }
  return true;
}

/** A variable or a property of one, by which a guard names a value. */
export interface PlaceName {
  readonly variable: Variable;
  readonly keys: readonly (string | undefined)[];
}

/** The place an expression names; undefined for anything else. */
export function placeOf(m: TaintMachine, node: Expression): PlaceName | undefined {
  if (node.kind === 'paren') return placeOf(m, node.inner);
  if (node.kind === 'identifier') {
    const variable = m.resolution.variableOf(node);
    return variable === undefined ? undefined : { variable, keys: [] };
  }
  if (node.kind !== 'member' && node.kind !== 'index') return undefined;
  const outer = placeOf(m, node.object);
  if (outer === undefined) return undefined;
  const key = node.kind === 'member' ? node.name.text : node.index.kind === 'string' ? node.index.value : undefined;
  return { variable: outer.variable, keys: [...outer.keys, key] };
}
