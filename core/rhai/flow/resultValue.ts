// What an SDK call returns, from the catalog: builders that collect options, handles that carry the path checks will name.

import { type AbstractValue, type Hole, unknownValue } from '#core/base/abstractValue.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CatalogFunction, Guard, OptionDefault, ResourceExpression } from '#core/catalog/types.ts';
import type { LinkView, MadeCall } from './callSite.ts';
import { baseOf, joinPaths, parentOf, resolvePath } from './paths.ts';
import { concatenate, sourceOf, textOfParts } from './text.ts';
import { join, optionsOf, someItems, UNIT_VALUE } from './values.ts';

/** A call with its values. */
export interface SdkCall extends MadeCall {
  /** Where an unknown result comes from, in words. */
  readonly source: string;
  readonly links: LinkView;
}

/** The value that a call returns when it returns. */
export function resultValue(catalog: SdkCatalog, call: SdkCall): AbstractValue {
  const { function: fn, receiver, args, source } = call;
  const builder = catalog.type(fn.returns)?.builder;
  if (fn.sets !== undefined) return withField(receiver, fn, args);
  if (builder !== undefined && fn.form === 'constructor' && fn.parameters.length === 0) {
    return { kind: 'object', type: fn.returns, fields: new Map(), complete: true };
  }
  if (
    fn.name === 'build' &&
    receiver?.kind === 'object' &&
    catalog.type(receiver.type)?.builder?.builds === fn.returns
  ) {
    return { ...receiver, type: fn.returns };
  }
  if (fn.module !== undefined && fn.form === 'function' && catalog.type(fn.returns) !== undefined) {
    return { kind: 'constant', module: fn.module, name: fn.name, type: fn.returns, args };
  }
  if (fn.result !== undefined) return describedValue(call, fn.result);
  return plainValue(fn, source);
}

/** What a builder holds after a setter was called on it. */
export function withField(
  receiver: AbstractValue | undefined,
  fn: CatalogFunction,
  args: readonly AbstractValue[],
): AbstractValue {
  const type = fn.receiver ?? fn.returns;
  const unknown = unknownValue('an object', type);
  if (receiver === undefined || fn.sets === undefined) return unknown;
  const field = fn.sets;
  const value = args.length === 1 ? args[0] : undefined;
  return optionsOf(receiver)
    .map((option) => {
      if (option.kind !== 'object') return unknown;
      return { ...option, fields: new Map([...option.fields, [field, value ?? unknownValue(field)]]) };
    })
    .reduce(join);
}

function plainValue(fn: CatalogFunction, source: string): AbstractValue {
  if (fn.returns === 'unit') return UNIT_VALUE;
  if (fn.returns === 'any') {
    const types = fn.returnsOneOf ?? [];
    return types.length === 1 ? unknownValue(source, types[0]) : unknownValue(source);
  }
  if (fn.returns !== 'array' && fn.returns !== 'map') return unknownValue(source, fn.returns);
  const item =
    fn.elementType === undefined || fn.elementType === 'any' ? undefined : unknownValue(source, fn.elementType);
  if (fn.returns === 'array') return someItems(item);
  if (fn.mapFields !== undefined && fn.elementType !== 'map') {
    const entries = Object.entries(fn.mapFields).map(([key, type]) => [key, unknownValue(source, type)] as const);
    return { kind: 'map', entries: new Map(entries), complete: false };
  }
  return { kind: 'map', entries: new Map(), complete: false, ...(item && { rest: item }) };
}

function describedValue(call: SdkCall, result: Readonly<Record<string, ResourceExpression>>): AbstractValue {
  const { function: fn } = call;
  const collection = fn.returns === 'array' || fn.returns === 'map';
  const folder = call.receiver === undefined ? call.args[call.args.length - 1] : fieldOf(call.receiver, 'path');
  const name: Hole = {
    source: `a name in ${folder?.kind === 'string' ? folder.value : 'a folder'}`,
    excludes: ['/'],
    component: true,
  };
  const glob = argumentValue(call, 'pattern');
  const element = globbed(glob.kind === 'string' ? glob.value : '*', name);
  const type = collection ? (fn.elementType ?? 'any') : fn.returns;
  const scope: ExpressionScope = { call, element };
  const fields = new Map(
    Object.entries(result).map(([field, expression]) => [field, evaluate(expression, scope)] as const),
  );
  const plain = fields.get('item');
  if (plain !== undefined) return someItems(plain);
  const object: AbstractValue = { kind: 'object', type, fields, complete: false };
  if (!collection) return object;
  if (fn.returns === 'array') return someItems(object);
  return { kind: 'map', entries: new Map(), complete: false, rest: object, restKeys: element };
}

/** The names that a glob pattern of literal text and `*` lets through; any name for all other patterns. */
function globbed(glob: string, name: Hole): AbstractValue {
  const pieces = glob.split('*');
  const isSimple = pieces.length > 1 && /[^.*]/.test(glob) && !/[[\]{}?!\\/]|\*\*/.test(glob);
  if (!isSimple) return { kind: 'pattern', parts: [name] };
  const hole: Hole = { source: name.source, excludes: ['/'] };
  return textOfParts(pieces.flatMap((piece, i) => (i === 0 ? [piece] : [hole, piece])));
}

interface ExpressionScope {
  readonly call: SdkCall;
  readonly element: AbstractValue;
}

function evaluate(expression: ResourceExpression, scope: ExpressionScope): AbstractValue {
  switch (expression.op) {
    case 'constant':
      return { kind: 'string', value: expression.value };
    case 'argument':
      return argumentValue(scope.call, expression.name);
    case 'field':
      return fieldOf(evaluate(expression.of, scope), expression.name);
    case 'parent':
      return parentOf(evaluate(expression.of, scope));
    case 'base':
      return baseOf(evaluate(expression.of, scope));
    case 'join':
      return joinPaths(evaluate(expression.left, scope), evaluate(expression.right, scope));
    case 'resolved':
      return resolvePath(evaluate(expression.of, scope), scope.call.links.resolve);
    case 'concat':
      return concatenate([evaluate(expression.left, scope), evaluate(expression.right, scope)]);
    case 'element':
      return scope.element;
    case 'choose':
      return chosen(expression, scope);
    case 'replace':
    case 'existingAncestor':
    case 'moved':
    case 'fresh':
    case 'host':
      return unknownValue(scope.call.source, 'string');
  }
}

function chosen(expression: Extract<ResourceExpression, { op: 'choose' }>, scope: ExpressionScope): AbstractValue {
  const holds = guardHolds(expression.when, scope);
  if (holds === true) return evaluate(expression.then, scope);
  if (holds === false) return evaluate(expression.otherwise, scope);
  return join(evaluate(expression.then, scope), evaluate(expression.otherwise, scope));
}

/** Whether a guard holds in every run, in none, or undefined. */
function guardHolds(guard: Guard, scope: ExpressionScope): boolean | undefined {
  switch (guard.op) {
    case 'not': {
      const inner = guardHolds(guard.of, scope);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
      return everyHolds(guard.of.map((part) => guardHolds(part, scope)));
    case 'or': {
      const none = everyHolds(guard.of.map((part) => negated(guardHolds(part, scope))));
      return negated(none);
    }
    case 'option':
      return optionHolds(fieldOf(evaluate(guard.of, scope), guard.name), guard.default, guard.equals);
    case 'isSymlink': {
      const path = evaluate(guard.path, scope);
      const answers = optionsOf(path).map((option) =>
        option.kind === 'string' ? scope.call.links.isSymlink(option.value) : undefined,
      );
      return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
    }
    default:
      return undefined;
  }
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function everyHolds(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function optionHolds(value: AbstractValue, otherwise: OptionDefault, wanted: OptionDefault): boolean | undefined {
  if (value.kind === 'unit') return otherwise === wanted;
  if (value.kind === 'bool' || value.kind === 'string') return value.value === wanted;
  return undefined;
}

function argumentValue(call: SdkCall, name: string): AbstractValue {
  if (name === 'receiver') return call.receiver ?? unknownValue(call.source);
  const index = call.function.parameters.findIndex((parameter) => parameter.name === name);
  return call.args[index] ?? unknownValue(call.source);
}

/** A field of an object; unit where it was not set. */
export function fieldOf(value: AbstractValue, name: string): AbstractValue {
  return optionsOf(value)
    .map((option) => {
      if (option.kind !== 'object') return unknownValue(`the ${name} of ${sourceOf(option)}`);
      return (
        option.fields.get(name) ?? (option.complete ? UNIT_VALUE : unknownValue(`the ${name} of ${sourceOf(option)}`))
      );
    })
    .reduce(join);
}
