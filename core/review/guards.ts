// What a condition says about a labelled value: a comparison with known values fixes it, a check of its beginning bounds it.

import type { Expression, FunctionDefinition, Statement, SwitchArm } from '#core/rhai/syntax/ast.ts';
import { childrenOf } from '#core/rhai/syntax/walk.ts';
import { allLabels, CLEAN, isClean, join, type Label, mapLabels, partOf, type Tainted, tainted } from './labels.ts';
import { type PlaceName, placeOf, type TaintMachine } from './taintMachine.ts';
import { beginningsOf, boundsWhatFollows } from './textPosition.ts';

/** How much a condition says. */
type Strength = 'prefix' | 'fixed';

/** Takes note of a condition that is known to be true or false from here on. `clean` tells the labels of an expression. */
export function applyGuard(
  m: TaintMachine,
  condition: Expression,
  holds: boolean,
  evaluate: (node: Expression) => Tainted,
): void {
  for (const { place, strength } of factsOf(m, condition, holds, evaluate)) bind(m, place, strength);
}

/** In an arm of a `switch`, the subject is one of the arm's values. */
export function applyArm(m: TaintMachine, subject: Expression, arm: SwitchArm): void {
  const place = placeOf(m, subject);
  if (place === undefined || arm.patterns.length === 0) return;
  if (arm.patterns.every(({ kind }) => kind === 'string' || kind === 'int' || kind === 'char')) bind(m, place, 'fixed');
}

interface Fact {
  readonly place: PlaceName;
  readonly strength: Strength;
}

function factsOf(
  m: TaintMachine,
  node: Expression,
  holds: boolean,
  evaluate: (node: Expression) => Tainted,
): readonly Fact[] {
  if (node.kind === 'paren') return factsOf(m, node.inner, holds, evaluate);
  if (node.kind === 'unary' && node.operator === '!') return factsOf(m, node.operand, !holds, evaluate);
  if (node.kind === 'binary') {
    const { operator, left, right } = node;
    if (operator === (holds ? '&&' : '||'))
      return [...factsOf(m, left, holds, evaluate), ...factsOf(m, right, holds, evaluate)];
    if (operator === (holds ? '||' : '&&'))
      return common(factsOf(m, left, holds, evaluate), factsOf(m, right, holds, evaluate));
    if (operator === (holds ? '==' : '!='))
      return [...fixedBy(m, left, evaluate(right)), ...fixedBy(m, right, evaluate(left))];
    if (operator === (holds ? 'in' : '!in')) return fixedBy(m, left, evaluate(right));
    return [];
  }
  if (!holds) return [];
  return callFacts(m, node, evaluate);
}

function callFacts(m: TaintMachine, node: Expression, evaluate: (node: Expression) => Tainted): readonly Fact[] {
  if (node.kind !== 'methodCall' && node.kind !== 'call') return [];
  const [subject, argument] = node.kind === 'methodCall' ? [node.receiver, node.args[0]] : [node.args[0], node.args[1]];
  const own = m.resolution.functionsOf(node.name.text, node.args.length);
  if (own.length === 1 && own[0] !== undefined) return predicateFacts(m, own[0].definition, node.args, evaluate);
  if (subject === undefined || argument === undefined) return [];
  if (node.name.text === 'contains') return fixedBy(m, argument, evaluate(subject));
  if (node.name.text !== 'starts_with') return [];
  const place = placeOf(m, subject);
  const bounded = beginningsOf(m.flow.valueOf(argument)).every(({ literal }) => boundsWhatFollows(literal));
  return place !== undefined && bounded && isTrusted(evaluate(argument)) ? [{ place, strength: 'prefix' }] : [];
}

/** A function whose last expression is a condition on its parameter, with nothing but `false` returned before. */
function predicateFacts(
  m: TaintMachine,
  definition: FunctionDefinition,
  args: readonly Expression[],
  evaluate: (node: Expression) => Tainted,
): readonly Fact[] {
  const last = definition.body.statements.at(-1);
  if (last === undefined) return [];
  const result = last.kind === 'return' ? last.value : isCondition(last) ? last : undefined;
  if (result === undefined || !definition.body.statements.slice(0, -1).every(returnsOnlyFalse)) return [];
  const early = definition.body.statements
    .slice(0, -1)
    .flatMap((statement) => (statement.kind === 'if' ? factsOf(m, statement.condition, false, evaluate) : []));
  return [...early, ...factsOf(m, result, true, evaluate)].flatMap(({ place, strength }) => {
    const index = definition.parameters.findIndex((name) => m.resolution.variableOf(name) === place.variable);
    const argument = args[index];
    const outer = argument === undefined ? undefined : placeOf(m, argument);
    if (outer === undefined) return [];
    return [{ place: { variable: outer.variable, keys: [...outer.keys, ...place.keys] }, strength }];
  });
}

function isCondition(node: Statement): node is Expression {
  return ['binary', 'unary', 'methodCall', 'call', 'paren'].includes(node.kind);
}

function returnsOnlyFalse(node: Statement): boolean {
  if (node.kind === 'return') return node.value?.kind === 'bool' && !node.value.value;
  if (node.kind === 'closure') return true;
  return childrenOf(node).every((child) => returnsOnlyFalse(child as Statement));
}

function common(a: readonly Fact[], b: readonly Fact[]): readonly Fact[] {
  return a.flatMap((fact) => {
    const other = b.find(({ place }) => samePlace(place, fact.place));
    return other === undefined
      ? []
      : [{ place: fact.place, strength: fact.strength === 'fixed' ? other.strength : fact.strength }];
  });
}

function samePlace(a: PlaceName, b: PlaceName): boolean {
  return a.variable === b.variable && a.keys.join('.') === b.keys.join('.');
}

function fixedBy(m: TaintMachine, node: Expression, values: Tainted): readonly Fact[] {
  const place = placeOf(m, node);
  return place !== undefined && isTrusted(values) ? [{ place, strength: 'fixed' }] : [];
}

/** Nothing of it comes from outside; a directory's names do, but they are what is there. */
function isTrusted(value: Tainted): boolean {
  return [...allLabels(value).values()].every(
    ({ source, bound }) => source.kind === 'listing' || source.kind === 'process' || bound === 'fixed',
  );
}

function bind(m: TaintMachine, place: PlaceName, strength: Strength): void {
  const value = m.read(place.variable);
  if (isClean(value)) return;
  m.write(place.variable, boundAt(value, place.keys, strength));
}

function boundAt(value: Tainted, keys: readonly (string | undefined)[], strength: Strength): Tainted {
  const [key, ...rest] = keys;
  if (keys.length === 0) return mapLabels(value, (label) => stronger(label, strength));
  if (key === undefined) return value;
  // The part gets a value of its own; what the whole carries counts for the other parts only.
  const part = boundAt(partOf(value, key), rest, strength);
  const items = join(value.items ?? CLEAN, tainted(value.own));
  return { own: CLEAN.own, keys: value.keys, fields: new Map([...value.fields, [key, part]]), items };
}

function stronger(label: Label, strength: Strength): Label {
  return label.bound === 'fixed' ? label : { ...label, bound: strength };
}
