// Calls: of script functions, of the SDK and Rhai's library, through function pointers, and with callbacks.

import { type AbstractValue, unknownValue } from '#core/base/abstractValue.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import { unwrap } from '../resolve/resolver.ts';
import type { VariableKind } from '../resolve/symbols.ts';
import type { CallExpression, Closure, Expression, MethodCall, Node } from '../syntax/ast.ts';
import { CALLBACK_TAKERS, ITEM_CALLBACKS } from '../types/library.ts';
import { FUNCTION_TYPE } from '../types/valueTypes.ts';
import type { MadeCall } from './callSite.ts';
import type { ScriptFunctions } from './functions.ts';
import { isSafeCall } from './hazards.ts';
import { callLibrary, changed, type Effect } from './library.ts';
import type { Frame, Machine } from './machine.ts';
import type { NativeTarget } from './recorder.ts';
import { resultValue, type SdkCall, withField } from './resultValue.ts';
import { joinStates, type State } from './state.ts';
import { itemsOf, join, joinAll, optionsOf, someItems, UNIT_VALUE } from './values.ts';

/** A pointer to a function of this name. */
export function functionPointer(name: string): AbstractValue {
  return {
    kind: 'object',
    type: FUNCTION_TYPE,
    fields: new Map([['name', { kind: 'string', value: name }]]),
    complete: true,
  };
}

export class Calls {
  readonly #machine: Machine;
  readonly #functions: ScriptFunctions;
  /** What closures gave for each item of the array that they were passed to last. */
  readonly #eachResult = new Map<
    Expression,
    { readonly receiver: AbstractValue; readonly results: readonly AbstractValue[] }
  >();

  constructor(machine: Machine, functions: ScriptFunctions) {
    this.#machine = machine;
    this.#functions = functions;
  }

  /** `name(args)` and `module::name(args)`. */
  call(node: CallExpression): AbstractValue {
    const machine = this.#machine;
    const { name, modules } = node;
    if (name.text === 'call' && modules.length === 0 && node.args.length > 0) return this.#callPointerFunction(node);
    const args = this.#arguments(node.args);
    this.#visit(node, 'function', name.text, undefined, args, node.args);
    if (modules.length > 0) {
      machine.mayFail(node);
      return this.#callModule(node, args);
    }
    if (name.text === 'Fn') return this.#pointerTo(args[0]);
    const own = machine.resolution.functionsOf(name.text, args.length);
    if (own.length > 0) {
      const result = joinAll(own.map((symbol) => this.#functions.call(symbol, args, undefined, node))) ?? UNIT_VALUE;
      // Such a function runs in the scope of its caller and may change everything in it.
      if (node.capture) machine.mayFail(node);
      if (node.capture)
        for (const [variable, value] of machine.state.entries()) machine.write(variable, changed(value));
      return result;
    }
    const result = this.#native(name.text, node, args, node.args[0]);
    if (name.text === 'exit') {
      machine.progress.mayEnd();
      machine.live = false;
    }
    return result;
  }

  /**
   * Evaluates the arguments of `receiver.name(args)`, which the engine does before it looks at the receiver. Closures are
   * left out where the method will call them with what the receiver holds.
   */
  prepare(node: MethodCall): readonly (AbstractValue | undefined)[] {
    const deferred = CALLBACK_TAKERS.has(node.name.text);
    return node.args.map((arg) => (deferred && arg.kind === 'closure' ? undefined : this.#machine.evaluate(arg)));
  }

  /** `receiver.name(args)` with the receiver's value and the prepared arguments. */
  methodCall(
    node: MethodCall,
    receiver: AbstractValue,
    prepared: readonly (AbstractValue | undefined)[],
  ): AbstractValue {
    const machine = this.#machine;
    // `a?.f()` on unit calls nothing and gives unit.
    const skipped = node.optional ? machine.snapshot() : undefined;
    if (node.optional) machine.mayFail();
    const base = machine.state;
    const args = node.args.map((arg, i) => prepared[i] ?? this.#callback(node.name.text, receiver, arg));
    if (CALLBACK_TAKERS.has(node.name.text)) {
      for (const arg of node.args) if (arg.kind === 'string') this.escapes(arg.value);
    }
    const result = this.#method(node, receiver, args);
    if (skipped === undefined) return result;
    machine.resume(joinStates(machine.snapshot(), skipped), base);
    return join(result, UNIT_VALUE);
  }

  /** Runs a closure's body where it is written; what it captures and changes is not followed. */
  closure(node: Closure, parameters: readonly AbstractValue[]): AbstractValue {
    const machine = this.#machine;
    const outer = machine.frame;
    const frame: Frame = {
      definition: outer.definition,
      closure: node,
      thisValue: unknownValue('this'),
      returns: [],
      tries: [],
      loops: [],
      caughtOutside: machine.caught,
      inLoopOutside: machine.inLoop,
    };
    const run = () =>
      machine.inFrame(frame, this.#captured(), () => {
        node.parameters.forEach((name, i) => {
          const variable = machine.resolution.variableOf(name);
          const value = parameters[i] ?? unknownValue(`parameter ${name.text} of a closure`);
          if (variable !== undefined) machine.write(variable, value);
        });
        const value = machine.run(node.body);
        if (machine.live) frame.returns.push(value);
      });
    machine.progress.open(() => machine.progress.within('function', run));
    return joinAll(frame.returns) ?? unknownValue('the result of a closure');
  }

  /** The state a closure's body starts with; the current one goes on in a layer of its own. */
  #captured(): State {
    const frozen = this.#machine.state.compact();
    this.#machine.state = frozen.fork();
    return frozen.fork();
  }

  #method(node: MethodCall, receiver: AbstractValue, args: readonly AbstractValue[]): AbstractValue {
    const machine = this.#machine;
    const name = node.name.text;
    if (name === 'call') {
      machine.mayFail();
      const called = this.#callPointer(receiver, args, node, node.args);
      if (called !== undefined) return called;
    }
    this.#visit(node, 'method', name, receiver, args, node.args);
    const own = machine.resolution.functionsOf(name, args.length);
    if (own.length > 0) {
      const result = joinAll(own.map((symbol) => this.#functions.call(symbol, args, receiver, node))) ?? UNIT_VALUE;
      if (own.some((symbol) => machine.mutability.usesThis(symbol.definition)))
        this.#change(node.receiver, changed(receiver));
      const typed = own.every((symbol) => symbol.definition.thisType !== undefined);
      return typed ? unknownValue(machine.sourceOfCall(name, node)) : result;
    }
    if (
      receiver.kind === 'map' &&
      !receiver.complete &&
      machine.recorder.native(name, [], [receiver, ...args]).failure !== undefined
    ) {
      this.#change(node.receiver, changed(receiver));
    }
    const held = receiver.kind === 'map' ? receiver.entries.get(name) : undefined;
    if (held !== undefined) {
      machine.mayFail();
      // A map's own function may change the map through `this`.
      this.#change(node.receiver, changed(receiver));
      return unknownValue(machine.sourceOfCall(name, node));
    }
    const result = this.#native(name, node, [receiver, ...args], node.receiver);
    const callback = node.args.find((arg) => arg.kind === 'closure');
    if (receiver.kind !== 'array' || callback === undefined) return result;
    const each = this.#eachResult.get(callback);
    if (each?.receiver === receiver) return itemwise(name, receiver.items, each.results) ?? result;
    return name === 'map' ? someItems(machine.lastValue(callback)) : result;
  }

  #native(
    name: string,
    node: CallExpression | MethodCall,
    values: readonly AbstractValue[],
    first: Expression | undefined,
  ): AbstractValue {
    const machine = this.#machine;
    const source = machine.sourceOfCall(name, node);
    const effects = this.#effects(name, values, source, node, first);
    const results = effects.map((effect) => effect.result);
    const receiver = values[0];
    if (receiver !== undefined && effects.some((effect) => effect.receiver !== undefined)) {
      const after = joinAll(effects.map((effect) => effect.receiver ?? receiver));
      if (after !== undefined) this.#change(first, after);
    }
    return joinAll(results) ?? unknownValue(source);
  }

  /** Takes note of how the call may end, before its result counts. */
  #endingOf(
    name: string,
    values: readonly AbstractValue[],
    target: NativeTarget,
    node: Node,
    receiver: Expression | undefined,
  ): void {
    const machine = this.#machine;
    const [fn, ...others] = target.candidates;
    const isSdk = fn !== undefined && others.length === 0 && !target.library;
    const outlook = isSdk && machine.live ? machine.options.outlook?.(madeCall(fn, values, node)) : undefined;
    if (outlook === 'refused') machine.live = false;
    if (outlook === undefined && !isSafeCall(name, values, this.#isChangeable(receiver))) machine.mayFail(node);
  }

  /** Whether an expression certainly names something that is no constant. */
  #isChangeable(node: Expression | undefined): boolean {
    const place = node === undefined ? undefined : this.#machine.placeOf(node);
    const variable = place === undefined ? undefined : this.#machine.resolution.variableOf(place.root);
    return variable !== undefined && CHANGEABLE.has(variable.kind);
  }

  #effects(
    name: string,
    values: readonly AbstractValue[],
    source: string,
    node: CallExpression | MethodCall,
    first: Expression | undefined,
  ): readonly Effect[] {
    const machine = this.#machine;
    const target = machine.recorder.native(name, [], values);
    this.#endingOf(name, values, target, node, first);
    const effects: Effect[] = target.candidates.map((fn) => {
      const made = madeCall(fn, values, node);
      const { receiver, args } = made;
      const result = this.#result({ ...made, source, links: machine.links });
      return fn.sets === undefined ? { result } : { result, receiver: withField(receiver, fn, args) };
    });
    if (target.library) {
      const [receiver = UNIT_VALUE, ...args] = values;
      effects.push(...optionsOf(receiver).map((option) => callLibrary(name, option, args, source)));
    }
    // Something may be called that we do not know, such as a function that a map holds.
    if (effects.length === 0 && values[0] !== undefined)
      effects.push({ result: unknownValue(source), receiver: changed(values[0]) });
    return effects;
  }

  #result(call: SdkCall): AbstractValue {
    return this.#machine.options.results?.(call) ?? resultValue(this.#machine.catalog, call);
  }

  #callModule(node: CallExpression, args: readonly AbstractValue[]): AbstractValue {
    const machine = this.#machine;
    const source = machine.sourceOfCall(node.name.text, node);
    const modules = node.modules.map((module) => module.text);
    const { candidates } = machine.recorder.native(node.name.text, modules, args);
    const results = candidates.map((fn) =>
      this.#result({ function: fn, receiver: undefined, args, node, source, links: machine.links }),
    );
    return joinAll(results) ?? unknownValue(source);
  }

  #callPointerFunction(node: CallExpression): AbstractValue {
    const args = this.#arguments(node.args);
    this.#machine.mayFail();
    const [pointer, ...others] = args;
    const called = pointer === undefined ? undefined : this.#callPointer(pointer, others, node, node.args.slice(1));
    return called ?? unknownValue(this.#machine.sourceOfCall('call', node));
  }

  /** A call through a pointer; undefined where nothing is known of the pointer. */
  #callPointer(
    pointer: AbstractValue,
    args: readonly AbstractValue[],
    node: CallExpression | MethodCall,
    expressions: readonly Expression[],
  ): AbstractValue | undefined {
    const names = optionsOf(pointer).map(pointerName);
    if (names.includes(undefined)) return undefined;
    const results = names.map((name = '') => {
      const own = this.#machine.resolution.functionsOf(name, args.length);
      if (own.length > 0)
        return joinAll(own.map((symbol) => this.#functions.call(symbol, args, undefined, node))) ?? UNIT_VALUE;
      this.#visit(node, 'function', name, undefined, args, expressions, true);
      const effects = this.#effects(name, args, this.#machine.sourceOfCall(name, node), node, expressions[0]);
      return joinAll(effects.map((effect) => effect.result)) ?? UNIT_VALUE;
    });
    return joinAll(results);
  }

  #pointerTo(name: AbstractValue | undefined): AbstractValue {
    if (name?.kind === 'string') {
      this.escapes(name.value);
      return functionPointer(name.value);
    }
    for (const symbol of this.#machine.resolution.functions) this.#functions.callWithAnything(symbol);
    return unknownValue('a function pointer', FUNCTION_TYPE);
  }

  /** A function of this name may be called by whoever holds the pointer. */
  escapes(name: string): void {
    for (const symbol of this.#machine.resolution.functions) {
      if (symbol.name === name) this.#functions.callWithAnything(symbol);
    }
  }

  /** Arguments of a function; the engine reads a variable in the first place after the others. */
  #arguments(nodes: readonly Expression[]): readonly AbstractValue[] {
    const [first, ...others] = nodes;
    if (first === undefined) return [];
    if (unwrap(first).kind !== 'identifier') return nodes.map((node) => this.#machine.evaluate(node));
    const values = others.map((node) => this.#machine.evaluate(node));
    return [this.#machine.evaluate(first), ...values];
  }

  /** Runs a closure that a library function will call. Its result is kept as its value, for calls that collect results. */
  #callback(name: string, receiver: AbstractValue, node: Expression): AbstractValue {
    if (node.kind !== 'closure') return this.#machine.evaluate(node);
    this.#eachResult.delete(node);
    if (ITEMWISE.has(name) && isShort(receiver) && this.#machine.affords(receiver.items.length)) {
      const results = receiver.items.map((item, i) =>
        this.#machine.inContext(`${node.span.start}.${i}`, () => this.closure(node, [item])),
      );
      this.#machine.keep(node, joinAll(results) ?? unknownValue('the result of a closure'));
      this.#eachResult.set(node, { receiver, results });
    } else this.#machine.keep(node, this.closure(node, this.#callbackItems(name, receiver)));
    return unknownValue('a closure', FUNCTION_TYPE);
  }

  /** What a library function passes to its callback. */
  #callbackItems(name: string, receiver: AbstractValue): readonly AbstractValue[] {
    if (!ITEM_CALLBACKS.has(name) || receiver.kind !== 'array') return [];
    const items = itemsOf(receiver);
    return items === undefined ? [] : [items];
  }

  #change(node: Expression | undefined, value: AbstractValue): void {
    const place = node === undefined ? undefined : this.#machine.placeOf(node);
    if (place !== undefined && this.#machine.live) this.#machine.writePlace(place, value);
  }

  #visit(
    node: CallExpression | MethodCall,
    form: 'function' | 'method',
    name: string,
    receiver: AbstractValue | undefined,
    args: readonly AbstractValue[],
    argumentExpressions: readonly Expression[],
    throughPointer = false,
  ): void {
    const { live, caught, inLoop, frame, recorder } = this.#machine;
    const enclosing = frame.definition;
    recorder.visit({
      node,
      form,
      name,
      receiver,
      args,
      argumentExpressions,
      throughPointer,
      live,
      caught,
      inLoop,
      enclosing,
      ...this.#machine.position(throughPointer),
    });
  }
}

function madeCall(fn: CatalogFunction, values: readonly AbstractValue[], node: Node): MadeCall {
  if (fn.receiver === undefined) return { function: fn, receiver: undefined, args: values, node };
  return { function: fn, receiver: values[0], args: values.slice(1), node };
}

/** Kinds of variables that are no constants. */
const CHANGEABLE: ReadonlySet<VariableKind> = new Set(['let', 'parameter', 'loop', 'counter']);

const ITEMWISE: ReadonlySet<string> = new Set(['map', 'filter']);

/** Arrays with more items are taken as a whole. */
const MAX_ITEMWISE = 48;

type KnownArray = Extract<AbstractValue, { kind: 'array' }>;

function isShort(value: AbstractValue): value is KnownArray {
  return value.kind === 'array' && value.complete && value.items.length > 0 && value.items.length <= MAX_ITEMWISE;
}

/** The result of `map` or `filter` from what the closure gave for each item. */
function itemwise(
  name: string,
  items: readonly AbstractValue[],
  results: readonly AbstractValue[],
): AbstractValue | undefined {
  if (name === 'map') return { kind: 'array', items: results, complete: true };
  const kept = results.map((result) => (result.kind === 'bool' ? result.value : undefined));
  if (name !== 'filter' || kept.includes(undefined)) return undefined;
  return { kind: 'array', items: items.filter((_, i) => kept[i]), complete: true };
}

function pointerName(value: AbstractValue): string | undefined {
  const name = value.kind === 'object' && value.type === FUNCTION_TYPE ? value.fields.get('name') : undefined;
  return name?.kind === 'string' ? name.value : undefined;
}
