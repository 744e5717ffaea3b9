// Every finding about the language itself, in one closed list.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { type Span, touches } from '#core/base/span.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import { arrayJoin } from './arrayJoin.ts';
import { bitPrecedence } from './bitPrecedence.ts';
import { constantsChanged } from './constantChanged.ts';
import { constantMethod } from './constantMethod.ts';
import { decimalMode } from './decimalMode.ts';
import { duplicateCase } from './duplicateCase.ts';
import { errorKind } from './errorKind.ts';
import { ignoredResult } from './ignoredResult.ts';
import { jsonList } from './jsonList.ts';
import { mapInClosure } from './mapInClosure.ts';
import { mapLoop } from './mapLoop.ts';
import { missingOption } from './missingOption.ts';
import { neverEqual } from './neverEqual.ts';
import { noEquality } from './noEquality.ts';
import { numberCase } from './numberCase.ts';
import { objectToJson } from './objectToJson.ts';
import { outerVariables } from './outerVariable.ts';
import { plainError } from './plainError.ts';
import { plainPattern } from './plainPattern.ts';
import { quotedInterpolation } from './quotedInterpolation.ts';
import { rangeIndex } from './rangeIndex.ts';
import { repeatedImports } from './repeatedImport.ts';
import { reservedFunction } from './reservedFunction.ts';
import { rexName } from './rexName.ts';
import type { NodeRule, RuleContext, ScriptRule } from './rule.ts';
import { scriptCallback } from './scriptCallback.ts';
import { sharedBuilders } from './sharedBuilder.ts';
import { templateEscape } from './templateEscape.ts';
import { truthValue } from './truthValue.ts';
import { tryValue } from './tryValue.ts';
import { unitResult } from './unitResult.ts';
import { unreachable } from './unreachableCode.ts';
import { unusedFunctions } from './unusedFunction.ts';
import { unusedImports } from './unusedImport.ts';
import { unusedVariables } from './unusedVariable.ts';
import { variableCall } from './variableCall.ts';
import { wrongArity } from './wrongArity.ts';
import { wrongPath } from './wrongPath.ts';

const SCRIPT_RULES: readonly ScriptRule[] = [
  unusedVariables,
  unusedFunctions,
  unusedImports,
  repeatedImports,
  unreachable,
  constantsChanged,
  outerVariables,
  sharedBuilders,
];

/** What these say in a function depends on that function alone, so that it holds while the text is broken elsewhere. */
const RULES_OF_FUNCTIONS: readonly ScriptRule[] = [unusedVariables, unreachable, sharedBuilders];

/** Hold where nothing else in a broken text has the name. */
const RULES_OF_NAMES: readonly ScriptRule[] = [unusedFunctions, unusedImports];

/** Hold wherever they are said. */
const RULES_FOR_BROKEN_TEXT: readonly ScriptRule[] = [constantsChanged, outerVariables];

/** Rules that look at one node, each with the kinds of nodes that it speaks of. */
const NODE_RULES: readonly (readonly [rule: NodeRule, kind: Node['kind'], ...others: Node['kind'][]])[] = [
  [duplicateCase, 'int', 'float', 'bool', 'char', 'string', 'unit'],
  [wrongArity, 'call'],
  [unitResult, 'methodCall'],
  [ignoredResult, 'methodCall'],
  [templateEscape, 'text', 'string'],
  [bitPrecedence, 'binary'],
  [plainError, 'try'],
  [tryValue, 'try'],
  [mapInClosure, 'methodCall'],
  [arrayJoin, 'methodCall'],
  [constantMethod, 'methodCall'],
  [decimalMode, 'methodCall'],
  [errorKind, 'switch', 'binary'],
  [mapLoop, 'for'],
  [missingOption, 'methodCall'],
  [jsonList, 'call', 'methodCall'],
  [neverEqual, 'binary'],
  [noEquality, 'binary', 'methodCall'],
  [numberCase, 'switch'],
  [objectToJson, 'call', 'methodCall'],
  [plainPattern, 'call', 'methodCall'],
  [quotedInterpolation, 'string'],
  [rangeIndex, 'index'],
  [reservedFunction, 'call'],
  [rexName, 'methodCall'],
  [scriptCallback, 'methodCall'],
  [truthValue, 'if', 'while', 'do', 'unary', 'binary'],
  [variableCall, 'call'],
  [wrongPath, 'call', 'methodCall'],
];

/** Every script has thousands of nodes, and few rules speak of one. */
const RULES_BY_KIND = new Map<Node['kind'], NodeRule[]>();
for (const [rule, ...kinds] of NODE_RULES)
  for (const kind of kinds) RULES_BY_KIND.set(kind, [...(RULES_BY_KIND.get(kind) ?? []), rule]);

/** Findings that say better what a verdict's finding at the same place says; they take its severity and its place. */
const REPLACES: Readonly<Record<string, readonly string[]>> = {
  'wrong-arity': ['unknown-function', 'wrong-arguments'],
  'variable-call': ['unknown-function'],
  'array-join': ['unknown-method', 'wrong-arguments'],
};

/** All findings of all rules. */
export function languageDiagnostics(script: Omit<RuleContext, 'siteOf'>): readonly Diagnostic[] {
  let sites: ReadonlyMap<Node, CallSite> | undefined;
  const context: RuleContext = {
    ...script,
    siteOf: (node) => {
      sites ??= new Map(script.flow.callSites.map((site) => [site.node, site]));
      return sites.get(node);
    },
  };
  const found = script.parse.errors.length > 0 ? findingsInBrokenText(context) : findingsOf(SCRIPT_RULES, context);
  walk(script.parse.root, (node, ancestors) => {
    for (const rule of RULES_BY_KIND.get(node.kind) ?? []) {
      const diagnostic = rule(node, ancestors, context);
      if (diagnostic !== undefined) found.push(diagnostic);
    }
    return true;
  });
  return found;
}

function findingsOf(rules: readonly ScriptRule[], context: RuleContext): Diagnostic[] {
  return rules.flatMap((rule) => rule(context));
}

/** Beside what always holds, the findings in functions that no error touches. */
function findingsInBrokenText(context: RuleContext): Diagnostic[] {
  const { errors, root } = context.parse;
  const isTouched = (span: Span) =>
    errors.some((error) => touches(span, error.span.start) || touches(span, error.span.end));
  const whole = root.statements.filter(({ kind, span }) => kind === 'function' && !isTouched(span));
  const inWhole = findingsOf(RULES_OF_FUNCTIONS, context).filter(({ span }) =>
    whole.some((fn) => contains(fn.span, span)),
  );
  const unused = findingsOf(RULES_OF_NAMES, context).filter(
    ({ span }) =>
      isNamedOnce(context.parse.text, span) &&
      !root.statements.some((node) => contains(node.span, span) && isTouched(node.span)),
  );
  return [...findingsOf(RULES_FOR_BROKEN_TEXT, context), ...inWhole, ...unused];
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether the name at a place is written nowhere else, so that also the broken part cannot use it. */
function isNamedOnce(text: string, { start, end }: Span): boolean {
  const name = text.slice(start, end);
  return /^\w+$/.test(name) && [...text.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length === 1;
}

/** Findings of the verdicts that a rule has only a fix for. */
const COMPLETES: Readonly<Record<string, string>> = { 'bit-precedence': 'wrong-operands' };

/** Both lists as one: where both speak of one place, one finding stays, the more telling one. */
export function withLanguage(verdicts: readonly Diagnostic[], language: readonly Diagnostic[]): readonly Diagnostic[] {
  const merged = new Map<Diagnostic, Diagnostic>();
  const rules: Diagnostic[] = [];
  for (const finding of language) {
    const { code, span, data } = finding;
    const completed = verdicts.find((other) => other.code === COMPLETES[code] && startsWith(other.span, span));
    const replaced = verdicts.find(
      (other) => REPLACES[code]?.includes(other.code) === true && startsWith(other.span, span),
    );
    if (completed !== undefined) merged.set(completed, { ...completed, ...(data === undefined ? {} : { data }) });
    else if (replaced === undefined) rules.push(finding);
    else merged.set(replaced, { ...finding, severity: replaced.severity });
  }
  return [...verdicts.map((other) => merged.get(other) ?? other), ...rules];
}

function startsWith(outer: Span, inner: Span): boolean {
  return outer.start === inner.start && outer.end >= inner.end;
}
