// Comments that silence a finding: added above its line, and removed where they silence nothing.

import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { indentAt, quickFix, wholeStatement } from './fix.ts';

/** Takes the comment of the finding away, with its line where it stands alone. */
export function removeIgnore({ parse }: ScriptModel, finding: Finding): readonly CodeAction[] {
  const span = wholeStatement(parse.text, finding.span);
  return [{ ...quickFix('Remove the comment', finding, [{ span, newText: '' }]), preferred: true }];
}

/** Silences a review finding where it stands. The reason is the author's to say. */
export function addIgnore({ parse }: ScriptModel, finding: Finding): readonly CodeAction[] {
  const start = parse.text.lastIndexOf('\n', finding.span.start - 1) + 1;
  const indent = indentAt(parse.text, finding.span.start);
  const newText = `${indent}// rehearsal-ignore ${finding.code} reviewed: \n`;
  return [quickFix(`Ignore ${finding.code} here`, finding, [{ span: { start, end: start }, newText }])];
}
