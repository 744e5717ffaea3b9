// Code actions of scripts: fixes by the code of the finding, never by its message, and refactorings by place.

import { type Span, touches } from '#core/base/span.ts';
import type { CodeAction, Finding } from './answers.ts';
import { askType } from './fixes/askType.ts';
import { mendForeign, otherModule, otherName, renameReserved, replaceWord } from './fixes/compileFixes.ts';
import { convertNumber } from './fixes/convertNumber.ts';
import { declareWithLet } from './fixes/declareWithLet.ts';
import { removeCase, removeKey } from './fixes/duplicates.ts';
import type { Fix, Refactoring } from './fixes/fix.ts';
import { addIgnore, removeIgnore } from './fixes/ignoreComment.ts';
import { joinItems } from './fixes/joinItems.ts';
import {
  askQuestion,
  callVariable,
  constantAsText,
  convertSubject,
  dropRex,
  loopOverKeys,
  takePart,
  useBackTicks,
  writeFloat,
  writeOctal,
} from './fixes/languageTraps.ts';
import { printToLog } from './fixes/log.ts';
import { missingBuild } from './fixes/missingBuild.ts';
import { passParameter } from './fixes/passParameter.ts';
import { removeFunction, removeImport, removeUnreachable, removeVariable } from './fixes/removeUnused.ts';
import {
  addOption,
  callOperator,
  convertEntry,
  copyBuilder,
  dropArguments,
  loopOverEntries,
  mendComparison,
  mendKind,
  mendPath,
  mendPattern,
  wrapList,
} from './fixes/sdkTraps.ts';
import { otherFunction, spelling } from './fixes/spelling.ts';
import { convertString, mendEscapes } from './fixes/stringForm.ts';
import { useResult } from './fixes/useResult.ts';
import { assignFirst, callBefore, parenthesize, returnValue, splitInPlace } from './fixes/valueTraps.ts';
import { wrapInTry } from './fixes/wrapInTry.ts';
import type { ScriptModel } from './scriptModel.ts';

const FIXES: Readonly<Record<string, readonly Fix[]>> = {
  'unknown-function': [spelling],
  'unknown-method': [spelling],
  'unknown-property': [spelling],
  'unknown-constant': [spelling],
  'wrong-arguments': [missingBuild, writeFloat, otherFunction],
  'wrong-operands': [convertNumber, parenthesize],
  'unused-variable': [removeVariable],
  'unused-function': [removeFunction],
  'unused-import': [removeImport],
  'unreachable-code': [removeUnreachable],
  'outer-variable': [passParameter],
  'unknown-variable': [passParameter],
  'unit-result': [splitInPlace, callBefore],
  'template-escape': [mendEscapes],
  'bit-precedence': [parenthesize],
  'try-value': [returnValue],
  'map-in-closure': [assignFirst],
  'constant-changed': [declareWithLet],
  'duplicate-case': [removeCase],
  'ignored-result': [useResult],
  'plain-error': [askType],
  'array-join': [joinItems],
  'quoted-interpolation': [useBackTicks],
  'constant-method': [constantAsText],
  'rex-name': [dropRex],
  'number-case': [convertSubject],
  'range-index': [takePart],
  'map-loop': [loopOverKeys],
  'no-truth-value': [askQuestion],
  'decimal-mode': [writeOctal],
  'variable-call': [callVariable],
  'shared-builder': [copyBuilder],
  'missing-option': [addOption],
  'wrong-path': [mendPath],
  'plain-pattern': [mendPattern],
  'script-callback': [loopOverEntries],
  'object-to-json': [convertEntry],
  'json-list': [wrapList],
  'never-equal': [mendComparison],
  'error-kind': [mendKind],
  'reserved-function': [callOperator],
  'wrong-arity': [dropArguments],
  'undeclared-argument': [otherName],
  compile: [printToLog, mendForeign, replaceWord, renameReserved, otherModule, otherName, declareWithLet, removeKey],
  'unused-ignore': [removeIgnore],
  'review-injection': [addIgnore],
  'review-exfiltration': [addIgnore],
  'review-destructive': [addIgnore],
  'review-dynamic-path': [addIgnore],
  'review-overeager': [addIgnore],
};

const REFACTORINGS: readonly Refactoring[] = [wrapInTry, convertString];

/** The actions for a range and the findings that the client shows there. */
export function codeActions(model: ScriptModel, range: Span, findings: readonly Finding[]): readonly CodeAction[] {
  const here = findings.filter(({ span }) => touches(span, range.start) || touches(range, span.start));
  const fixes = here.flatMap((finding) => (FIXES[finding.code] ?? []).flatMap((fix) => fix(model, finding)));
  return [...fixes, ...REFACTORINGS.flatMap((refactoring) => refactoring(model, range))];
}
