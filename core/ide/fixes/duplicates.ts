// Removes what stands twice: a case of a `switch`, or a key of a map.

import type { Span } from '#core/base/span.ts';
import type { MapEntry, Node } from '#core/rhai/syntax/ast.ts';
import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { nodeOfKind, quickFix } from './fix.ts';

/** The pattern, or the whole case where it has no other. */
export function removeCase(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const around = nodeOfKind(model, finding.span.start, 'switch');
  const arm = around?.arms.find(({ patterns }) => patterns.some(({ span }) => span.start === finding.span.start));
  if (around === undefined || arm === undefined) return [];
  const { text } = model.parse;
  const others = arm.patterns.filter(({ span }) => span.start !== finding.span.start);
  const span = others.length > 0 ? withSeparator(text, finding.span, '|') : withSeparator(text, arm.span, ',');
  return [{ ...quickFix('Remove the case', finding, [{ span, newText: '' }]), preferred: true }];
}

/** The entry whose key the engine refuses because an earlier one has it. */
export function removeKey(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const map = nodeOfKind(model, finding.span.start, 'map');
  const entry = map?.entries.find(({ key }) => key.span.start === finding.span.start);
  if (map === undefined || entry === undefined || !hasEarlier(map.entries, entry)) return [];
  const span = withSeparator(model.parse.text, entry.span, ',');
  return [quickFix(`Remove the second ${entry.key.text}`, finding, [{ span, newText: '' }])];
}

function hasEarlier(entries: readonly MapEntry[], entry: MapEntry): boolean {
  return entries.slice(0, entries.indexOf(entry)).some(({ key }) => key.text === entry.key.text);
}

/** The span with the separator behind it, or else with the one before it. */
function withSeparator(text: string, { start, end }: Node['span'], separator: string): Span {
  const behind = new RegExp(`^\\s*\\${separator}[ \\t]*`).exec(text.slice(end));
  if (behind !== null) return { start, end: end + behind[0].length };
  const before = new RegExp(`\\s*\\${separator}\\s*$`).exec(text.slice(0, start));
  return { start: start - (before?.[0].length ?? 0), end };
}
