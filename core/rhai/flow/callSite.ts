// What the flow analysis says about each place that calls something: the form the verdicts build on.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { Span } from '#core/base/span.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { FunctionSymbol } from '../resolve/symbols.ts';
import type {
  CallExpression,
  Expression,
  FunctionDefinition,
  MemberExpression,
  MethodCall,
  Node,
} from '../syntax/ast.ts';
import type { Point } from './progress.ts';

/** What all calls of a function pass, joined, and what they get. */
export interface FunctionSummary {
  readonly parameters: readonly AbstractValue[];
  readonly thisValue: AbstractValue | undefined;
  /** Undefined while no call has come back. */
  readonly result: AbstractValue | undefined;
}

/**
 * One place in the source that calls a function or method or reads a property. Every such place is listed once, also
 * where nothing of the SDK is called; contexts are merged: values hold everything that any run can bring here.
 */
export interface CallSite {
  readonly form: 'function' | 'method' | 'getter';
  /** The name that is called; for a call through a function pointer the name that is bound to it. */
  readonly name: string;
  /** Modules before the name: `['tail']` for `tail::n(5)`. */
  readonly modules: readonly string[];
  /** From the first character of the name to the closing parenthesis; for a getter the name. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly node: CallExpression | MethodCall | MemberExpression;
  readonly receiver: AbstractValue | undefined;
  readonly receiverExpression: Expression | undefined;
  readonly args: readonly AbstractValue[];
  /** The expressions of `args`; empty for calls through a pointer that a library function makes. */
  readonly argumentExpressions: readonly Expression[];
  /**
   * The SDK signatures that can be meant: by name, form and number of arguments, without those that a known type of
   * receiver or argument rules out. Exactly one in the usual case. Empty when a function of the script or of Rhai's
   * library is called, or nothing at all.
   */
  readonly candidates: readonly CatalogFunction[];
  /** `unknown` when the types leave open whether the SDK, the library or a script function is called. */
  readonly target: 'sdk' | 'script' | 'library' | 'nothing' | 'unknown';
  /** Set when the engine itself refuses the call in every run that reaches it. */
  readonly failure: CallFailure | undefined;
  /** Whether some run can come here: not behind a `return`, and not in a function that nothing calls. */
  readonly reachable: boolean;
  /** The function whose body holds the call; undefined at the top level. */
  readonly enclosing: FunctionDefinition | undefined;
  /** Whether an error here is caught: by a `try` around it, or around a call of the enclosing function. */
  readonly caught: boolean;
  readonly inLoop: boolean;
  /** Whether the call is made through a function pointer. */
  readonly throughPointer: boolean;
  /** The same values apart, for each round of a loop or call of a function that was looked at by itself; none if unreachable. */
  readonly contexts: readonly CallContext[];
}

/** A call as some of its executions make it. */
export interface CallContext extends Pick<CallSite, 'receiver' | 'args' | 'candidates' | 'target'> {
  readonly point: Point;
  readonly order: CallOrder;
}

/** When a call is made, as far as the analysis goes through the script in the order of a run. */
export interface CallOrder {
  /** Numbers of the first and the last time that the analysis came here. */
  readonly since: number;
  readonly last: number;
  /** Whether it stands in a loop that is looked at as a whole. */
  readonly repeats: boolean;
  /** Whether the code around it may run at other times too: a closure, a body that many calls share. */
  readonly anytime: boolean;
}

/** Whether one execution of a call may come before another one. */
export function mayPrecede(earlier: CallOrder, later: CallOrder): boolean {
  if (earlier.anytime || later.anytime || (earlier.repeats && later.repeats)) return true;
  return earlier.since < later.last;
}

/** Why the engine refuses a call whatever the policy says. */
export type CallFailure =
  /** No function, method or property of this name exists. */
  | { readonly kind: 'unknownFunction' }
  /** The name exists, but not for these types or this number of arguments; `types` as far as they are known. */
  | { readonly kind: 'noOverload'; readonly types: readonly string[] };

/** What is known before the analysis starts. */
export interface FlowOptions {
  /**
   * Script arguments by name. An argument with an unknown value has no entry; names that the script neither declares
   * nor finds here are taken for arguments too.
   */
  readonly arguments?: ReadonlyMap<string, AbstractValue>;
  /** What is known of symbolic links; without it no path is one. */
  readonly links?: LinkView;
  /** What else is known of an SDK call's result, from the host; undefined where nothing is. */
  readonly results?: (call: MadeCall) => AbstractValue | undefined;
  /** How an SDK call ends, where policy and host settle it; `refused` only where no run goes on behind the call. */
  readonly outlook?: (call: MadeCall) => 'returns' | 'refused' | undefined;
}

/** An SDK call with what it is given. */
export interface MadeCall {
  readonly function: CatalogFunction;
  readonly receiver: AbstractValue | undefined;
  readonly args: readonly AbstractValue[];
  /** Where it is made. */
  readonly node: Node;
}

/** Symbolic links of the host the script will run on. */
export interface LinkView {
  /** All links followed and in normal form; undefined when not known. */
  resolve(path: string): string | undefined;
  /** Whether the path is a link; undefined when not known. */
  isSymlink(path: string): boolean | undefined;
}

/** What expressions can be, which is all that most features ask for. */
export interface ExpressionValues {
  /** What an expression can evaluate to, all contexts merged; undefined for expressions that no run reaches. */
  valueOf(expression: Expression): AbstractValue | undefined;
  /** The type of an expression where it is certain: a catalog type id or one of Rhai's own. */
  typeOf(expression: Expression): string | undefined;
}

export interface FlowResult extends ExpressionValues {
  /** In the order of their spans. */
  readonly callSites: readonly CallSite[];
  /** What the calls of a function pass and get; undefined where nothing calls it. */
  summaryOf(symbol: FunctionSymbol): FunctionSummary | undefined;
  /** Whether the script can create symbolic links, so that a resolved path is not known afterwards. */
  readonly mayCreateLinks: boolean;
  /** Constants of the top level, as functions see them. */
  readonly constants: ReadonlyMap<string, AbstractValue>;
  /** What was known before the analysis. */
  readonly options: FlowOptions;
}
