// The flow analysis of a script: call sites with everything their receivers and arguments can be.
//
// An abstract interpretation of the tree. Variables have one value per point of the script; ways that come together join
// their values; loops repeat until nothing new comes; functions of the script are analyzed with what all their calls pass.
// Whatever is not followed becomes unknown, never stale: methods that may change their receiver, variables that closures
// capture and change, results of functions that are not known.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import { finish, type Steps } from '#core/base/steps.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { FunctionSymbol, Resolution } from '../resolve/symbols.ts';
import type { Expression, Statement } from '../syntax/ast.ts';
import type { ParseResult } from '../syntax/parser.ts';
import { certainType } from '../types/valueTypes.ts';
import type { CallSite, ExpressionValues, FlowOptions, FlowResult, FunctionSummary } from './callSite.ts';
import { Calls } from './calls.ts';
import { evaluateExpression } from './expressions.ts';
import { ScriptFunctions } from './functions.ts';
import { type Evaluation, Machine } from './machine.ts';
import { Mutability } from './mutability.ts';
import { CallRecorder } from './recorder.ts';
import { runStatement } from './statements.ts';

/** Analyzes a script. Never throws; broken text is unknown. `resolution` is that of the same parse. */
export function analyzeFlow(
  parsed: ParseResult,
  resolution: Resolution,
  catalog: SdkCatalog,
  options: FlowOptions = {},
): FlowResult {
  return finish(flowSteps(parsed, resolution, catalog, options));
}

/** The same in steps of one statement of the top level, or one function that nothing calls. */
export function* flowSteps(
  parsed: ParseResult,
  resolution: Resolution,
  catalog: SdkCatalog,
  options: FlowOptions = {},
): Steps<FlowResult> {
  const { machine, functions } = startedAnalysis(parsed, resolution, catalog, options);
  for (const statement of parsed.root.statements) {
    machine.run(statement);
    yield;
  }
  yield* runUncalled(parsed, machine, functions);
  const callSites = machine.recorder.finish();
  return {
    callSites,
    ...valuesIn(machine),
    summaryOf: (symbol) => functions.summaryOf(symbol),
    mayCreateLinks: callSites.some(createsLinks),
    constants: machine.constants,
    options,
  };
}

/** An analysis before its first statement. */
export function startedAnalysis(
  parsed: ParseResult,
  resolution: Resolution,
  catalog: SdkCatalog,
  options: FlowOptions,
  known?: (symbol: FunctionSymbol) => FunctionSummary | undefined,
): { readonly machine: Machine; readonly functions: ScriptFunctions } {
  const recorder = new CallRecorder(resolution, catalog);
  const mutability = new Mutability(resolution, catalog);
  const evaluation: Evaluation = {
    expression: (m, node) => evaluateAny(m, calls, node),
    statement: (m, node) => runAny(m, node),
  };
  const machine = new Machine(parsed, resolution, catalog, options, { recorder, mutability, evaluation });
  const functions = new ScriptFunctions(machine, known);
  const calls = new Calls(machine, functions);
  return { machine, functions };
}

/** What an analysis has found of the values of expressions. */
export function valuesIn(machine: Machine): ExpressionValues {
  return {
    valueOf: (expression) => machine.valueOf(expression),
    typeOf: (expression) => {
      const value = machine.valueOf(expression);
      return value === undefined ? undefined : certainType(value);
    },
  };
}

/** A script of nothing but functions and constants is there to be imported: then all its functions may be called. */
function* runUncalled(parsed: ParseResult, machine: Machine, functions: ScriptFunctions): Steps<undefined> {
  const isLibrary = parsed.root.statements.every(
    ({ kind }) => kind === 'function' || kind === 'const' || kind === 'import' || kind === 'export',
  );
  for (const symbol of machine.resolution.functions) {
    if (functions.isCalled(symbol)) continue;
    machine.live = isLibrary;
    if (isLibrary && !symbol.definition.private) functions.callWithAnything(symbol);
    else functions.lookAt(symbol);
    yield;
  }
  return undefined;
}

function createsLinks(site: CallSite): boolean {
  return site.candidates.some((fn) =>
    fn.checks.some((check) => check.makes === 'symlink' || check.action.endsWith('"execute"')),
  );
}

function evaluateAny(m: Machine, calls: Calls, node: Expression): AbstractValue {
  switch (node.kind) {
    case 'block':
    case 'if':
    case 'switch':
    case 'while':
    case 'loop':
    case 'do':
    case 'for':
    case 'return':
    case 'throw':
    case 'break':
    case 'continue':
      return runStatement(m, node);
    default:
      return evaluateExpression(m, calls, node);
  }
}

function runAny(m: Machine, node: Statement): AbstractValue {
  switch (node.kind) {
    case 'let':
    case 'const':
    case 'assignment':
    case 'function':
    case 'try':
    case 'import':
    case 'export':
    case 'empty':
      return runStatement(m, node);
    default:
      return m.evaluate(node);
  }
}
