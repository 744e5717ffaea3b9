// What the makers of code actions share.

import type { Span } from '#core/base/span.ts';
import type { Node, Statement } from '#core/rhai/syntax/ast.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { CodeAction, Finding, TextChange } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';

/** Makes the actions that mend a finding. */
export type Fix = (model: ScriptModel, finding: Finding) => readonly CodeAction[];

/** Makes actions for a place, with or without a finding. */
export type Refactoring = (model: ScriptModel, range: Span) => readonly CodeAction[];

/** A quick fix of one document. */
export function quickFix(title: string, fixes: Finding, changes: readonly TextChange[]): CodeAction {
  return { title, kind: 'quickfix', documents: [{ changes }], fixes };
}

/** A field of a finding's data, where it is of that kind. */
export function textOf({ data }: Finding, name: string): string | undefined {
  const value = field(data, name);
  return typeof value === 'string' ? value : undefined;
}

export function numberOf({ data }: Finding, name: string): number | undefined {
  const value = field(data, name);
  return typeof value === 'number' ? value : undefined;
}

function field(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? new Map(Object.entries(data)).get(name) : undefined;
}

/** The innermost node of a kind at an offset. */
export function nodeOfKind<Kind extends Node['kind']>(
  { parse }: ScriptModel,
  offset: number,
  ...kinds: readonly Kind[]
): Extract<Node, { kind: Kind }> | undefined {
  const isWanted = (node: Node): node is Extract<Node, { kind: Kind }> => kinds.some((kind) => kind === node.kind);
  return pathAt(parse.root, offset).findLast(isWanted);
}

/** The statement around an offset, with the list that holds it. */
export function statementAt({ parse }: ScriptModel, offset: number): Statement | undefined {
  const path = pathAt(parse.root, offset);
  for (let index = path.length - 1; index > 0; index--) {
    const holder = path[index - 1];
    if (holder?.kind !== 'block' && holder?.kind !== 'script') continue;
    const found = holder.statements.find((statement) => statement === path[index]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The white space before the first word of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** The span with its semicolon, and with its line where nothing else stands on it. */
export function wholeStatement(text: string, { start, end }: Span): Span {
  const behind = /^[ \t]*;/.exec(text.slice(end))?.[0].length ?? 0;
  const last = end + behind;
  const indent = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const isFirst = start - indent === 0 || text[start - indent - 1] === '\n';
  const lineEnd = /^[ \t]*(\r?\n|$)/.exec(text.slice(last))?.[0].length;
  return isFirst && lineEnd !== undefined ? { start: start - indent, end: last + lineEnd } : { start, end: last };
}

/** A name that nothing in the text has yet. */
export function freeName(text: string, wanted: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}${count}`;
    if (!new RegExp(`(?<![.\\w])${name}\\b`).test(text)) return name;
  }
}
