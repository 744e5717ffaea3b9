// Labels through calls: functions of the script for each way they are called, Rhai's library, and the SDK.

import type { Span } from '#core/base/span.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { FunctionSymbol } from '#core/rhai/resolve/symbols.ts';
import type {
  CallExpression,
  Closure,
  Expression,
  FunctionDefinition,
  MemberExpression,
  MethodCall,
  Statement,
} from '#core/rhai/syntax/ast.ts';
import { CALLBACK_TAKERS, LIBRARY } from '#core/rhai/types/library.ts';
import { applyGuard } from './guards.ts';
import { asText, numbered, standingAfter } from './labelExpressions.ts';
import {
  allLabels,
  CLEAN,
  isClean,
  join,
  keyOf,
  type Label,
  labelOf,
  labelsOf,
  mapLabels,
  partOf,
  type Tainted,
  tainted,
  withPart,
  withStep,
} from './labels.ts';
import { looksSecret, sourceKindOf, subjectOf } from './sources.ts';
import { joinStates, newFrame, placeOf, type State, type TaintMachine } from './taintMachine.ts';
import { beginningsOf, positionAfter } from './textPosition.ts';

interface Evaluator {
  evaluate(node: Expression): Tainted;
  run(node: Statement): Tainted;
}

interface Summary {
  result: Tainted;
  /** The parameters at the end, as far as checks in the function have bound them. */
  parameters: readonly Tainted[];
  thisValue: Tainted;
}

/** A function is looked at for so many different ways of calling it; further ones are taken together. */
const MAX_CONTEXTS = 16;
const MAX_RECURSION = 3;

/** Results that say something about a value without carrying it. */
const MEASURES: ReadonlySet<string> = new Set(['len', 'index_of', 'type_of', 'is_empty', 'bytes', 'elapsed', 'sleep']);

/** What takes a piece out of a text, so that a check of its beginning says nothing any more. */
const CUTS: ReadonlySet<string> = new Set([
  'sub_string',
  'split',
  'split_rev',
  'replace',
  'remove',
  'crop',
  'chop',
  'drain',
  'get',
  'pop',
  'shift',
  'to_chars',
  'chars',
]);

export class LabelCalls {
  readonly #m: TaintMachine;
  readonly #evaluator: Evaluator;
  readonly #summaries = new Map<FunctionDefinition, Map<string, Summary>>();
  readonly #running = new Map<FunctionDefinition, number>();

  constructor(machine: TaintMachine, evaluator: Evaluator) {
    this.#m = machine;
    this.#evaluator = evaluator;
  }

  isCalled(definition: FunctionDefinition): boolean {
    return this.#summaries.has(definition);
  }

  /** `left + right`: texts one behind the other, arrays and maps together. */
  combined(left: Expression, a: Tainted, b: Tainted): Tainted {
    if (isClean(b)) return a;
    const known = this.#m.flow.valueOf(left);
    if (known?.kind === 'array' || known?.kind === 'map' || a.items !== undefined || b.items !== undefined)
      return join(a, b);
    const position = positionAfter(beginningsOf(known));
    return join(asText(a), standingAfter(asText(b), position));
  }

  call(node: CallExpression): Tainted {
    const [first] = node.args;
    const args = node.args.map((arg) => this.#evaluator.evaluate(arg));
    this.#m.note(node, CLEAN, args);
    if (node.modules.length === 0) {
      const own = this.#m.resolution.functionsOf(node.name.text, args.length);
      if (own.length > 0) return this.#callOwn(own, args, CLEAN, node, node.args);
      if (node.name.text === 'call' && first !== undefined) return this.#callPointer(first, args.slice(1));
    }
    if (node.name.text === 'exit') this.#m.live = false;
    return this.#native(node, args, node.args);
  }

  methodCall(node: MethodCall): Tainted {
    const receiver = this.#evaluator.evaluate(node.receiver);
    const takesCallback = CALLBACK_TAKERS.has(node.name.text) || node.name.text === 'find';
    const args = node.args.map((arg) =>
      arg.kind === 'closure' && takesCallback ? CLEAN : this.#evaluator.evaluate(arg),
    );
    this.#m.note(node, receiver, args);
    if (node.name.text === 'call') return this.#callPointer(node.receiver, args);
    const own = this.#m.resolution.functionsOf(node.name.text, args.length);
    if (own.length > 0) return this.#callOwn(own, args, receiver, node, node.args);
    const callback = node.args.find((arg) => arg.kind === 'closure');
    if (takesCallback && callback !== undefined) return this.#withCallback(node, receiver, args, callback);
    return this.#native(node, [receiver, ...args], [node.receiver, ...node.args]);
  }

  member(node: MemberExpression, object: Tainted): Tainted {
    this.#m.note(node, object, []);
    return numbered(partOf(object, node.name.text), this.#m.flow.valueOf(node));
  }

  /** Runs a closure with these arguments. */
  callClosure(closure: Closure, args: readonly Tainted[]): Tainted {
    const m = this.#m;
    for (const [i, name] of closure.parameters.entries()) m.write(m.resolution.variableOf(name), args[i] ?? CLEAN);
    const outer = m.frame;
    const { live } = m;
    m.frame = { ...newFrame(outer.thisValue), handlers: outer.handlers };
    const value = this.#evaluator.run(closure.body);
    const result = join(value, m.frame.returns);
    m.frame = outer;
    m.live = live;
    return result;
  }

  /** Runs a function of the script, or remembers what it did for the same labels. */
  callFunction(symbol: FunctionSymbol, args: readonly Tainted[], thisValue: Tainted, at: Span): Summary {
    const { definition } = symbol;
    const known = this.#summaries.get(definition) ?? new Map<string, Summary>();
    this.#summaries.set(definition, known);
    let given = args;
    let key = `${args.map(keyOf).join('|')}|${keyOf(thisValue)}`;
    if (!known.has(key) && known.size >= MAX_CONTEXTS) {
      given = args.map((arg) => tainted(allLabels(arg)));
      key = `${given.map(keyOf).join('|')}|${keyOf(thisValue)}`;
    }
    const before = known.get(key);
    const depth = this.#running.get(definition) ?? 0;
    if (before !== undefined) return before;
    if (depth >= MAX_RECURSION || known.size >= 4 * MAX_CONTEXTS)
      return { result: given.reduce(join, CLEAN), parameters: given, thisValue };
    const summary: Summary = { result: CLEAN, parameters: given, thisValue };
    known.set(key, summary);
    this.#running.set(definition, depth + 1);
    for (let round = 0; round < MAX_RECURSION; round++) {
      const next = this.#body(symbol, given, thisValue, at);
      const settled = keyOf(next.result) === keyOf(summary.result);
      Object.assign(summary, next);
      if (settled) break;
    }
    this.#running.set(definition, depth);
    return summary;
  }

  #body(symbol: FunctionSymbol, args: readonly Tainted[], thisValue: Tainted, at: Span): Summary {
    const m = this.#m;
    const { definition } = symbol;
    const outer = { frame: m.frame, state: m.state, live: m.live };
    m.frame = newFrame(thisValue);
    m.state = new Map();
    m.live = true;
    for (const [i, name] of definition.parameters.entries()) {
      const value = withStep(args[i] ?? CLEAN, at, `Passed to ${symbol.name} as ${name.text}`);
      m.write(m.resolution.variableOf(name), value);
    }
    const value = this.#evaluator.run(definition.body);
    const ends: State[] = [...m.frame.exits, ...(m.live ? [m.state] : [])];
    const end = joinStates(ends);
    const parameters = definition.parameters.map((name, i) => {
      const variable = m.resolution.variableOf(name);
      const kept = variable?.references.every(({ access }) => access.kind === 'read' || access.kind === 'use');
      return variable !== undefined && kept === true && ends.length > 0
        ? (end.get(variable) ?? CLEAN)
        : (args[i] ?? CLEAN);
    });
    const result = m.live ? join(value, m.frame.returns) : m.frame.returns;
    const summary = { result, parameters, thisValue: m.frame.thisValue };
    m.frame = outer.frame;
    m.state = outer.state;
    m.live = outer.live && ends.length > 0;
    return summary;
  }

  #callOwn(
    own: readonly FunctionSymbol[],
    args: readonly Tainted[],
    receiver: Tainted,
    node: CallExpression | MethodCall,
    expressions: readonly Expression[],
  ): Tainted {
    const m = this.#m;
    let result = CLEAN;
    for (const symbol of own) {
      const summary = this.callFunction(symbol, args, receiver, node.name.span);
      result = join(result, summary.result);
      if (own.length > 1) continue;
      // A check in the function that throws has bound the caller's value too.
      expressions.forEach((expression, i) => {
        const after = summary.parameters[i];
        if (expression.kind !== 'identifier' || after === undefined || isClean(args[i] ?? CLEAN)) return;
        if ([...allLabels(after).values()].every(({ bound }) => bound !== 'no'))
          m.write(m.resolution.variableOf(expression), after);
      });
    }
    return withStep(result, node.name.span, `Returned by ${node.name.text}`);
  }

  #callPointer(target: Expression, args: readonly Tainted[]): Tainted {
    const variable = target.kind === 'identifier' ? this.#m.resolution.variableOf(target) : undefined;
    const closure =
      target.kind === 'closure' ? target : variable === undefined ? undefined : this.#m.closures.get(variable);
    if (closure !== undefined) return this.callClosure(closure, args);
    const value = this.#m.flow.valueOf(target);
    const name = value?.kind === 'object' ? value.fields.get('name') : undefined;
    if (name?.kind === 'string') {
      const [symbol] = this.#m.resolution.functionsOf(name.value, args.length);
      if (symbol !== undefined) return this.callFunction(symbol, args, CLEAN, target.span).result;
    }
    return args.reduce((all, arg) => join(all, tainted(allLabels(arg))), CLEAN);
  }

  #withCallback(node: MethodCall, receiver: Tainted, args: readonly Tainted[], callback: Closure): Tainted {
    const name = node.name.text;
    const sdk = this.#sdkOf(node);
    const items =
      sdk === undefined
        ? partOf(receiver, undefined)
        : tainted(
            labelsOf([
              labelOf(
                { kind: 'listing', text: 'An entry of a directory', span: node.name.span, secret: false },
                'Listed here',
              ),
            ]),
          );
    if (name === 'reduce' || name === 'reduce_rev') {
      let total = args.find((_, i) => node.args[i] !== callback) ?? CLEAN;
      for (let round = 0; round < 3; round++) total = join(total, this.callClosure(callback, [total, items]));
      return total;
    }
    const value = this.callClosure(callback, [items, name.startsWith('sort') ? items : CLEAN]);
    if (name === 'map') return withPart(CLEAN, undefined, value, false);
    if (name === 'filter' || name === 'retain' || name === 'find') {
      const kept = this.#filtered(callback, receiver, items);
      if (name === 'retain') this.#change(node.receiver, kept);
      return name === 'find' ? partOf(kept, undefined) : kept;
    }
    if (MEASURES.has(name) || name === 'all' || name === 'some' || name === 'for_each') return CLEAN;
    return receiver;
  }

  /** The items that pass a condition on them. */
  #filtered(callback: Closure, receiver: Tainted, items: Tainted): Tainted {
    const m = this.#m;
    const [parameter] = callback.parameters;
    const variable = parameter === undefined ? undefined : m.resolution.variableOf(parameter);
    const body = callback.body.kind === 'block' ? callback.body.statements.at(-1) : callback.body;
    if (variable === undefined || body === undefined || isClean(items)) return receiver;
    const { value } = m.branch(() => {
      m.write(variable, items);
      applyGuard(m, body as Expression, true, (node) => m.branch(() => this.#evaluator.evaluate(node)).value);
      return m.read(variable);
    });
    return { ...CLEAN, keys: receiver.keys, items: value };
  }

  #native(node: CallExpression | MethodCall, values: readonly Tainted[], expressions: readonly Expression[]): Tainted {
    const fn = this.#sdkOf(node);
    if (fn !== undefined) return this.#sdk(fn, node, values);
    const name = node.name.text;
    const known = this.#m.flow.valueOf(node);
    const [receiver = CLEAN, ...args] = values;
    const target = expressions[0];
    if (LIBRARY.get(name)?.changes === true && target !== undefined && node.kind === 'methodCall')
      this.#change(target, this.#changed(name, target, receiver, args));
    if (MEASURES.has(name) || LIBRARY.get(name)?.returns === 'bool') return CLEAN;
    if (name === 'keys')
      return withPart(CLEAN, undefined, tainted(join(tainted(receiver.own), tainted(receiver.keys)).own), false);
    if (name === 'values') return withPart(CLEAN, undefined, partOf(receiver, undefined), false);
    if (name === 'get') return partOf(receiver, undefined);
    if (name === 'pop' || name === 'shift' || name === 'remove') return partOf(receiver, undefined);
    if (name === 'split' || name === 'to_chars' || name === 'split_rev')
      return withPart(CLEAN, undefined, cut(tainted(allLabels(receiver))), false);
    if (name === 'extract' || name === 'dedup' || name === 'sort') return receiver;
    const all = values.reduce((sum, value) => join(sum, tainted(allLabels(value))), CLEAN);
    return numbered(CUTS.has(name) ? cut(all) : all, known);
  }

  #changed(name: string, target: Expression, receiver: Tainted, args: readonly Tainted[]): Tainted {
    if (name === 'push' || name === 'insert' || name === 'append' || name === 'mixin') {
      if (this.#isText(target)) return this.combined(target, receiver, args[0] ?? CLEAN);
      const added =
        name === 'append' || name === 'mixin' ? partOf(args[0] ?? CLEAN, undefined) : (args.at(-1) ?? CLEAN);
      return withPart(receiver, undefined, added, false);
    }
    if (name === 'clear') return CLEAN;
    if (name === 'set') return withPart(receiver, undefined, args.at(-1) ?? CLEAN, false);
    const all = args.reduce((sum, arg) => join(sum, tainted(allLabels(arg))), receiver);
    return CUTS.has(name) ? cut(all) : all;
  }

  #isText(node: Expression): boolean {
    const value = this.#m.flow.valueOf(node);
    return value?.kind === 'string' || value?.kind === 'pattern';
  }

  #change(target: Expression, value: Tainted): void {
    const place = placeOf(this.#m, target);
    if (place === undefined) return;
    const { variable, keys } = place;
    const noted = withStep(value, target.span, `Put into ${variable.name}`);
    const [key] = keys;
    this.#m.write(
      variable,
      keys.length === 0
        ? noted
        : withPart(this.#m.read(variable), key, keys.length === 1 ? noted : tainted(allLabels(noted)), false),
    );
  }

  #sdkOf(node: CallExpression | MethodCall): CatalogFunction | undefined {
    const { catalog, flow } = this.#m;
    const count = node.args.length;
    if (node.kind === 'methodCall') {
      const type = flow.typeOf(node.receiver);
      const options = catalog
        .functionsByName(node.name.text)
        .filter(
          (fn) =>
            parametersOf(fn) === count + 1 && (type === undefined || (fn.receiver ?? fn.parameters[0]?.type) === type),
        );
      return LIBRARY.has(node.name.text) && type === undefined ? undefined : preferred(options);
    }
    const [module] = node.modules;
    const options =
      module === undefined
        ? catalog.functionsByName(node.name.text)
        : catalog.moduleFunctions(module.text).filter(({ name }) => name === node.name.text);
    return preferred(options.filter((fn) => parametersOf(fn) === count));
  }

  /** Builders carry what is set; calls that ask for authorization bring something new or make a handle. */
  #sdk(fn: CatalogFunction, node: CallExpression | MethodCall, values: readonly Tainted[]): Tainted {
    const [receiver = CLEAN, ...rest] = values;
    const args = fn.receiver === undefined ? values : rest;
    if (fn.checks.length === 0) {
      if (fn.sets !== undefined) return withPart(receiver, fn.sets, args.reduce(join, CLEAN), true);
      if (fn.name === 'build') return receiver;
      const all = values.reduce((sum, value) => join(sum, value), CLEAN);
      const known = this.#m.flow.valueOf(node);
      return numbered(fn.returns === 'string' || fn.returns === 'array' ? cut(all) : all, known);
    }
    const kind = sourceKindOf(fn);
    if (kind !== undefined) return this.#fromSource(fn, kind, node);
    if (fn.result === undefined) return CLEAN;
    const all = values.reduce((sum, value) => join(sum, tainted(allLabels(value))), CLEAN);
    return withPart(
      CLEAN,
      'path',
      mapLabels(all, (label) => ({ ...label, opened: true })),
      true,
    );
  }

  #fromSource(fn: CatalogFunction, kind: Label['source']['kind'], node: CallExpression | MethodCall): Tainted {
    const site = this.#m.sites.get(node);
    const values = site === undefined ? [] : site.receiver === undefined ? site.args : [site.receiver, ...site.args];
    const [receiver, args] = fn.receiver === undefined ? [undefined, values] : [values[0], values.slice(1)];
    const subject = subjectOf(fn, receiver, args);
    const source = {
      kind,
      text: sourceText(kind, fn.name, subject),
      span: node.name.span,
      secret: looksSecret(subject),
    };
    const labels = tainted(labelsOf([labelOf(source, `${source.text} comes in here`)]));
    if (kind !== 'listing') return kind === 'process' ? withPart(CLEAN, undefined, labels, false) : labels;
    return { ...CLEAN, items: labels, keys: labels.own };
  }
}

function sourceText(kind: Label['source']['kind'], name: string, subject: string | undefined): string {
  if (kind === 'content') return `Content of ${subject ?? 'a file'}`;
  if (kind === 'response') return `The response of ${subject ?? 'a service'}`;
  if (kind === 'listing') return `A name in ${subject ?? 'a directory'}`;
  if (kind === 'process') return 'A running process';
  return `The result of ${name}`;
}

function cut(value: Tainted): Tainted {
  return mapLabels(value, (label) => ({
    ...label,
    position: 'start',
    bound: label.bound === 'fixed' ? 'fixed' : 'no',
  }));
}

function parametersOf(fn: CatalogFunction): number {
  return fn.parameters.length + (fn.receiver === undefined ? 0 : 1);
}

/** Overloads behave alike; one that asks for authorization tells most. */
function preferred(options: readonly CatalogFunction[]): CatalogFunction | undefined {
  return options.find(({ checks }) => checks.length > 0) ?? options[0];
}
