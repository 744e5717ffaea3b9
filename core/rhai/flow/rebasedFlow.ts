// The values of expressions while somebody types: those of the last finished analysis where the text is still the same, and
// around the edit those of the function, or of the top level, that is being edited.
//
// An expression outside of the edit has the value that it had. Whatever is new is looked at with what the calls of its
// function passed and what other functions gave before. So an answer at the edit is the one of a whole analysis; the
// one of a place that depends on the edit from elsewhere is as old as the last analysis, until the next one ends.

import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { FunctionSymbol, Resolution } from '../resolve/symbols.ts';
import type { Expression, Node } from '../syntax/ast.ts';
import type { ParseResult } from '../syntax/parser.ts';
import { walk } from '../syntax/walk.ts';
import { startedAnalysis, valuesIn } from './analyzeFlow.ts';
import type { ExpressionValues, FlowResult, FunctionSummary } from './callSite.ts';

/** An analysis that has ended, of the text that it was made of. */
export class FinishedFlow {
  readonly parse: ParseResult;
  readonly resolution: Resolution;
  readonly flow: FlowResult;
  #nodes: ReadonlyMap<number, Node> | undefined;

  constructor(parse: ParseResult, resolution: Resolution, flow: FlowResult) {
    this.parse = parse;
    this.resolution = resolution;
    this.flow = flow;
  }

  /** The expression of this kind at a place; undefined where there is none. */
  expressionAt(kind: Expression['kind'], start: number, end: number): Expression | undefined {
    this.#nodes ??= expressionsOf(this.parse);
    const node = this.#nodes.get(keyOf(start, end));
    return node !== undefined && isOfKind(node, kind) ? node : undefined;
  }

  /** What was found of the function that has this name and these parameters. */
  summaryOf({ name, arity, definition }: FunctionSymbol): FunctionSummary | undefined {
    const same = this.resolution
      .functionsOf(name, arity)
      .find((symbol) => symbol.definition.thisType?.text === definition.thisType?.text);
    return same && this.flow.summaryOf(same);
  }
}

/** A larger edit is looked at as a whole. */
const MAX_EDIT = 2_000;

/** The values in a changed text; undefined where it has changed so much that it needs an analysis of its own. */
export function rebasedFlow(
  finished: FinishedFlow,
  parsed: ParseResult,
  resolution: Resolution,
  catalog: SdkCatalog,
): ExpressionValues | undefined {
  const edit = editBetween(finished.parse.text, parsed.text);
  if (edit.newEnd - edit.start > MAX_EDIT || edit.oldEnd - edit.start > MAX_EDIT) return undefined;
  const units = new Map<FunctionSymbol | undefined, ExpressionValues>();
  const around = (expression: Expression): ExpressionValues => {
    const unit = unitAround(resolution, expression);
    const known = units.get(unit) ?? valuesOfUnit(finished, parsed, resolution, catalog, unit);
    units.set(unit, known);
    return known;
  };
  const before = (expression: Expression): Expression | undefined => {
    const { start, end } = expression.span;
    const moved = end <= edit.start ? 0 : start >= edit.newEnd ? edit.oldEnd - edit.newEnd : undefined;
    return moved === undefined ? undefined : finished.expressionAt(expression.kind, start + moved, end + moved);
  };
  const ask = <T>(expression: Expression, question: (values: ExpressionValues, of: Expression) => T): T => {
    const old = before(expression);
    // A loop that stood alone had no value; as the value of a declaration it has one.
    return old === undefined || finished.flow.valueOf(old) === undefined
      ? question(around(expression), expression)
      : question(finished.flow, old);
  };
  return {
    valueOf: (expression) => ask(expression, (values, of) => values.valueOf(of)),
    typeOf: (expression) => ask(expression, (values, of) => values.typeOf(of)),
  };
}

/** The part in which two texts differ. */
function editBetween(
  before: string,
  after: string,
): { readonly start: number; readonly oldEnd: number; readonly newEnd: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { start, oldEnd: before.length - same, newEnd: after.length - same };
}

/** The function of the script whose code holds an expression; undefined for the top level. */
function unitAround({ functions }: Resolution, { span }: Expression): FunctionSymbol | undefined {
  return functions.find(({ definition }) => definition.span.start <= span.start && span.end <= definition.span.end);
}

function valuesOfUnit(
  finished: FinishedFlow,
  parsed: ParseResult,
  resolution: Resolution,
  catalog: SdkCatalog,
  unit: FunctionSymbol | undefined,
): ExpressionValues {
  const known = (symbol: FunctionSymbol): FunctionSummary | undefined => finished.summaryOf(symbol);
  const { machine, functions } = startedAnalysis(parsed, resolution, catalog, finished.flow.options, known);
  if (unit === undefined) for (const statement of parsed.root.statements) machine.run(statement);
  else {
    const summary = finished.summaryOf(unit);
    for (const [name, value] of finished.flow.constants) machine.constants.set(name, value);
    machine.live = summary !== undefined;
    functions.lookAt(unit, summary);
  }
  return valuesIn(machine);
}

function expressionsOf({ root }: ParseResult): ReadonlyMap<number, Node> {
  const nodes = new Map<number, Node>();
  walk(root, (node) => {
    // The outermost of several with one span is the one that others ask about.
    const key = keyOf(node.span.start, node.span.end);
    if (!nodes.has(key)) nodes.set(key, node);
    return true;
  });
  return nodes;
}

/** Offsets are far below this; a key of both is an exact number. */
const SPAN_FACTOR = 2 ** 26;

function keyOf(start: number, end: number): number {
  return start * SPAN_FACTOR + end;
}

function isOfKind(node: Node, kind: Expression['kind']): node is Expression {
  return node.kind === kind;
}
