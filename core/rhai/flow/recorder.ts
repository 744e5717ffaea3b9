// Collects call sites while the analysis passes them, several times in loops and functions, and completes them at the end.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { resolveOverload } from '#core/catalog/overloads.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { Resolution } from '../resolve/symbols.ts';
import type { CallExpression, Expression, FunctionDefinition, MemberExpression, MethodCall } from '../syntax/ast.ts';
import { LIBRARY } from '../types/library.ts';
import { typeOfValue } from '../types/valueTypes.ts';
import type { CallContext, CallFailure, CallSite } from './callSite.ts';
import type { Point } from './progress.ts';
import { join } from './values.ts';

/** One pass over a call. */
export interface CallVisit {
  readonly node: CallExpression | MethodCall | MemberExpression;
  readonly form: CallSite['form'];
  readonly name: string;
  readonly receiver: AbstractValue | undefined;
  readonly args: readonly AbstractValue[];
  readonly argumentExpressions: readonly Expression[];
  readonly throughPointer: boolean;
  readonly live: boolean;
  readonly caught: boolean;
  readonly inLoop: boolean;
  readonly enclosing: FunctionDefinition | undefined;
  /** Names the rounds of loops and calls of functions that are looked at one by one. */
  readonly context: string;
  readonly point: Point;
  /** Whether it stands in a loop that is looked at as a whole. */
  readonly repeats: boolean;
  /** Whether the code around it may run at another time than where it was looked at. */
  readonly anytime: boolean;
}

/** What the SDK and Rhai's library make of a name with these values. */
export interface NativeTarget {
  readonly candidates: readonly CatalogFunction[];
  readonly library: boolean;
  readonly failure: CallFailure | undefined;
}

/** A call as it was passed last in one context, with the numbers of the first time and of the last. */
interface LiveVisit {
  readonly visit: CallVisit;
  readonly since: number;
  readonly last: number;
}

/** A call that was passed: at first, and in each context in which a run comes to it. */
interface Visits {
  readonly first: CallVisit;
  readonly live: Map<string, LiveVisit>;
}

/** A call in more contexts than this is taken as one. */
const MAX_CONTEXTS = 64;

export class CallRecorder {
  readonly #resolution: Resolution;
  readonly #catalog: SdkCatalog;
  readonly #visits = new Map<string, Visits>();
  /** Calls between functions of the script: who is called from where, and whether that is inside a `try`. */
  readonly #edges: {
    readonly from: FunctionDefinition | undefined;
    readonly to: FunctionDefinition;
    readonly caught: boolean;
  }[] = [];
  #count = 0;
  readonly #getters: ReadonlyMap<string, readonly CatalogFunction[]>;

  constructor(resolution: Resolution, catalog: SdkCatalog) {
    this.#resolution = resolution;
    this.#catalog = catalog;
    const getters = new Map<string, CatalogFunction[]>();
    for (const fn of catalog.data.functions) {
      if (fn.form !== 'getter') continue;
      const known = getters.get(fn.name);
      if (known === undefined) getters.set(fn.name, [fn]);
      else known.push(fn);
    }
    this.#getters = getters;
  }

  visit(visit: CallVisit): void {
    const key = `${visit.node.span.start} ${visit.node.span.end} ${visit.name}`;
    const known = this.#visits.get(key) ?? { first: visit, live: new Map() };
    this.#visits.set(key, known);
    if (!visit.live) return;
    this.#count++;
    // In one context, passes have ever larger sets of values, so that the last one holds what the earlier ones did.
    const since = known.live.get(visit.context)?.since ?? this.#count;
    known.live.set(visit.context, { visit, since, last: this.#count });
  }

  /** Notes that a function of the script is called. */
  edge(from: FunctionDefinition | undefined, to: FunctionDefinition, caught: boolean): void {
    this.#edges.push({ from, to, caught });
  }

  /** Which native functions a call can mean. `values` has the receiver first, where there is one. */
  native(name: string, modules: readonly string[], values: readonly AbstractValue[]): NativeTarget {
    const types = values.map(typeOfValue);
    const module = modules[0];
    if (module !== undefined) return this.#moduleTarget(module, name, types, modules.length);
    const resolution = resolveOverload(this.#catalog.functionsByName(name), types);
    const library = LIBRARY.has(name);
    if (resolution.kind === 'match') {
      const certain = types.every((type) => type !== 'any');
      return { candidates: resolution.functions, library: library && !certain, failure: undefined };
    }
    if (library) return { candidates: [], library, failure: undefined };
    const failure: CallFailure =
      resolution.kind === 'unknownName'
        ? { kind: 'unknownFunction' }
        : { kind: 'noOverload', types: types.map(typeText) };
    return { candidates: [], library, failure };
  }

  /** The call sites in the order of the text. */
  finish(): readonly CallSite[] {
    const caught = this.#caughtFunctions();
    return [...this.#visits.values()]
      .map((visits) => this.#complete(visits, caught))
      .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }

  #moduleTarget(
    module: string,
    name: string,
    types: readonly (string | readonly string[])[],
    depth: number,
  ): NativeTarget {
    const member = depth === 1 ? this.#catalog.moduleMember(module, name) : undefined;
    if (member?.kind !== 'functions') {
      const known = this.#catalog.module(module) !== undefined;
      return { candidates: [], library: false, failure: known ? { kind: 'unknownFunction' } : undefined };
    }
    const resolution = resolveOverload(member.functions, types);
    if (resolution.kind === 'match') return { candidates: resolution.functions, library: false, failure: undefined };
    return { candidates: [], library: false, failure: { kind: 'noOverload', types: types.map(typeText) } };
  }

  #complete({ first, live }: Visits, caught: ReadonlySet<FunctionDefinition>): CallSite {
    const visits = [...live.values()];
    const visit = joinedVisit(visits.map((one) => one.visit)) ?? first;
    const { node, name } = visit;
    const [only] = visits;
    const modules = node.kind === 'call' && !visit.throughPointer ? node.modules.map((module) => module.text) : [];
    const nameSpan = node.name.span;
    const outer = visit.enclosing !== undefined && caught.has(visit.enclosing);
    const target = this.#target(visit, modules);
    return {
      form: visit.form,
      name,
      modules,
      span: visit.form === 'getter' ? nameSpan : { start: nameSpan.start, end: node.span.end },
      nameSpan,
      node,
      receiver: visit.receiver,
      receiverExpression: node.kind === 'methodCall' ? node.receiver : node.kind === 'member' ? node.object : undefined,
      args: visit.args,
      argumentExpressions: visit.argumentExpressions,
      candidates: target.candidates,
      target: target.target,
      failure: target.failure,
      contexts:
        only !== undefined && visits.length === 1
          ? [contextOf(only, target)]
          : (visits.length > MAX_CONTEXTS ? [spanning(visit, visits)] : visits).map((one) =>
              contextOf(one, this.#target(one.visit, modules)),
            ),
      reachable: visit.live,
      enclosing: visit.enclosing,
      caught: visit.caught || outer,
      inLoop: visit.inLoop,
      throughPointer: visit.throughPointer,
    };
  }

  #target(visit: CallVisit, modules: readonly string[]): Pick<CallSite, 'candidates' | 'target' | 'failure'> {
    if (visit.form === 'getter') return this.#getterTarget(visit);
    if (modules.length === 0 && this.#resolution.functionsOf(visit.name, visit.args.length).length > 0) {
      return { candidates: [], target: 'script', failure: undefined };
    }
    const values = visit.receiver === undefined ? visit.args : [visit.receiver, ...visit.args];
    const native = this.native(visit.name, modules, values);
    // A map may hold a function under this name.
    const perhapsOwn = visit.receiver !== undefined && ['map', 'any'].includes(typeText(typeOfValue(visit.receiver)));
    if (native.candidates.length > 0)
      return { candidates: native.candidates, target: native.library ? 'unknown' : 'sdk', failure: undefined };
    if (native.library) return { candidates: [], target: 'library', failure: undefined };
    if (native.failure === undefined || perhapsOwn) return { candidates: [], target: 'unknown', failure: undefined };
    return { candidates: [], target: 'nothing', failure: native.failure };
  }

  #getterTarget(visit: CallVisit): Pick<CallSite, 'candidates' | 'target' | 'failure'> {
    const type = typeOfValue(visit.receiver ?? unknownValue('an object'));
    const types = typeof type === 'string' ? [type] : type;
    const all = this.#getters.get(visit.name) ?? [];
    if (types.includes('any') || types.includes('map'))
      return { candidates: all, target: 'unknown', failure: undefined };
    const candidates = all.filter((fn) => fn.receiver === undefined || types.includes(fn.receiver));
    if (candidates.length > 0) return { candidates, target: 'sdk', failure: undefined };
    return { candidates, target: 'library', failure: undefined };
  }

  /** Functions that are called inside a `try`, directly or by a function that is. */
  #caughtFunctions(): ReadonlySet<FunctionDefinition> {
    const caught = new Set<FunctionDefinition>();
    for (let grew = true; grew; ) {
      const before = caught.size;
      for (const { from, to, caught: inTry } of this.#edges) {
        if (inTry || (from !== undefined && caught.has(from))) caught.add(to);
      }
      grew = caught.size > before;
    }
    return caught;
  }
}

function contextOf(
  { visit, since, last }: LiveVisit,
  { candidates, target }: Pick<CallSite, 'candidates' | 'target'>,
): CallContext {
  const { receiver, args, point, repeats, anytime } = visit;
  return { receiver, args, candidates, target, point, order: { since, last, repeats, anytime } };
}

/** All visits of a call as one that may have been made whenever one of them was. */
function spanning(visit: CallVisit, visits: readonly LiveVisit[]): LiveVisit {
  const since = Math.min(...visits.map((one) => one.since));
  return { visit: { ...visit, anytime: true }, since, last: Math.max(...visits.map((one) => one.last)) };
}

/** Everything that any of the visits brings. */
function joinedVisit(visits: readonly CallVisit[]): CallVisit | undefined {
  const [first, ...others] = visits;
  if (first === undefined || others.length === 0) return first;
  const { receiver } = first;
  return {
    ...first,
    receiver: receiver && others.reduce((sum, one) => join(sum, one.receiver ?? sum), receiver),
    args: first.args.map((arg, i) => others.reduce((sum, one) => join(sum, one.args[i] ?? sum), arg)),
    caught: visits.some((one) => one.caught),
    inLoop: visits.some((one) => one.inLoop),
    throughPointer: visits.some((one) => one.throughPointer),
  };
}

function typeText(type: string | readonly string[]): string {
  return typeof type === 'string' ? type : type.join(' or ');
}
