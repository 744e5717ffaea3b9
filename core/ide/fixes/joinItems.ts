// Writes `items.join(separator)` with `reduce`, which arrays have.

import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { freeName, nodeOfKind, quickFix } from './fix.ts';

export function joinItems(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'methodCall');
  const [separator, ...more] = call?.args ?? [];
  if (call === undefined || more.length > 0) return [];
  const { text } = model.parse;
  const [all, item] = [freeName(text, 'all'), freeName(text, 'item')];
  const between = separator === undefined ? '' : insideBackTicks(text.slice(separator.span.start, separator.span.end));
  const items = text.slice(call.receiver.span.start, call.receiver.span.end);
  const closure = `|${all}, ${item}| if ${all} == () { \`\${${item}}\` } else { \`\${${all}}${between}\${${item}}\` }`;
  // The sum of no items is ().
  const newText = `(${items}.reduce(${closure}) ?? "")`;
  return [
    { ...quickFix('Put the items together with reduce', finding, [{ span: call.span, newText }]), preferred: true },
  ];
}

/** A separator as it stands in a back-tick string: a plain text itself, anything else as a value. */
function insideBackTicks(separator: string): string {
  return /^"[^"\\`$]*"$/.test(separator) ? separator.slice(1, -1) : `\${${separator}}`;
}
