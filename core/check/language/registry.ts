// Every finding about the language itself, in one closed list.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import { arrayJoin } from './arrayJoin.ts';
import { bitPrecedence } from './bitPrecedence.ts';
import { constantsChanged } from './constantChanged.ts';
import { duplicateCase } from './duplicateCase.ts';
import { ignoredResult } from './ignoredResult.ts';
import { mapInClosure } from './mapInClosure.ts';
import { outerVariables } from './outerVariable.ts';
import { plainError } from './plainError.ts';
import type { NodeRule, RuleContext, ScriptRule } from './rule.ts';
import { templateEscape } from './templateEscape.ts';
import { tryValue } from './tryValue.ts';
import { unitResult } from './unitResult.ts';
import { unreachable } from './unreachableCode.ts';
import { unusedFunctions } from './unusedFunction.ts';
import { unusedImports } from './unusedImport.ts';
import { unusedVariables } from './unusedVariable.ts';
import { wrongArity } from './wrongArity.ts';

const SCRIPT_RULES: readonly ScriptRule[] = [
  unusedVariables,
  unusedFunctions,
  unusedImports,
  unreachable,
  constantsChanged,
  outerVariables,
];

/** While a text is broken nobody can say what is unused or unreachable. */
const RULES_FOR_BROKEN_TEXT: readonly ScriptRule[] = [constantsChanged, outerVariables];

const NODE_RULES: readonly NodeRule[] = [
  duplicateCase,
  wrongArity,
  unitResult,
  ignoredResult,
  templateEscape,
  bitPrecedence,
  plainError,
  tryValue,
  mapInClosure,
  arrayJoin,
];

/** Findings that say better what a verdict's finding at the same place says; they take its severity and its place. */
const REPLACES: Readonly<Record<string, readonly string[]>> = {
  'wrong-arity': ['unknown-function', 'wrong-arguments'],
  'array-join': ['unknown-method', 'wrong-arguments'],
  'bit-precedence': ['wrong-operands'],
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
  const rules = script.parse.errors.length > 0 ? RULES_FOR_BROKEN_TEXT : SCRIPT_RULES;
  const found = rules.flatMap((rule) => rule(context));
  walk(script.parse.root, (node, ancestors) => {
    for (const rule of NODE_RULES) {
      const diagnostic = rule(node, ancestors, context);
      if (diagnostic !== undefined) found.push(diagnostic);
    }
    return true;
  });
  return found;
}

/** Both lists as one, without findings of the verdicts that a rule says better. */
export function withLanguage(verdicts: readonly Diagnostic[], language: readonly Diagnostic[]): readonly Diagnostic[] {
  const replaced = new Set<Diagnostic>();
  const rules = language.map((finding) => {
    const codes = REPLACES[finding.code] ?? [];
    const other = verdicts.find(
      ({ code, span }) => codes.includes(code) && span.start === finding.span.start && span.end >= finding.span.end,
    );
    if (other === undefined) return finding;
    replaced.add(other);
    return { ...finding, severity: other.severity };
  });
  return [...verdicts.filter((diagnostic) => !replaced.has(diagnostic)), ...rules];
}
