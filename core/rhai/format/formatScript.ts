// Formats a script by its white space alone: no token, no comment and no string is touched.

import { encloses, type Span } from '#core/base/span.ts';
import { type ParseResult, parse } from '../syntax/parser.ts';
import { walk } from '../syntax/walk.ts';
import { type Atom, atomsOf } from './atoms.ts';
import { groupsOf } from './groups.ts';
import { type Gap, layOut } from './layout.ts';
import { shapeOf } from './shape.ts';

export interface ScriptFormatOptions {
  /** Columns of one level. */
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/** White space to put in the place of a span. */
export interface SpaceChange {
  readonly span: Span;
  readonly newText: string;
}

export const DEFAULT_FORMAT: ScriptFormatOptions = { tabSize: 4, insertSpaces: true };

const LINE_WIDTH = 100;

/** The formatted text; a text with syntax errors is left as it is. Formatting twice changes nothing more. */
export function formatScript(text: string, options: ScriptFormatOptions = DEFAULT_FORMAT): string {
  return applied(text, formatChanges(parse(text), options));
}

/** The changes of white space, in the order of the text; for a range only those in the statements that it touches. */
export function formatChanges(parsed: ParseResult, options: ScriptFormatOptions, range?: Span): readonly SpaceChange[] {
  if (parsed.errors.length > 0) return [];
  const atoms = atomsOf(parsed);
  const shape = shapeOf(parsed);
  const groups = groupsOf(atoms, shape);
  const gaps = layOut({ atoms, groups, shape, indentWidth: options.tabSize, lineWidth: LINE_WIDTH });
  const changes = changesOf(parsed.text, atoms, gaps, options);
  // Tokens may only move apart or together where they stay what they are.
  if (!hasSameTokens(parsed, applied(parsed.text, changes))) return [];
  if (range === undefined) return changes;
  const wanted = statementsAround(parsed, range);
  return changes.filter(({ span }) => encloses(wanted, span));
}

function changesOf(
  text: string,
  atoms: readonly Atom[],
  gaps: readonly Gap[],
  { tabSize, insertSpaces }: ScriptFormatOptions,
): readonly SpaceChange[] {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const unit = insertSpaces ? ' '.repeat(tabSize) : '\t';
  const changes: SpaceChange[] = [];
  const put = (start: number, end: number, newText: string): void => {
    if (text.slice(start, end) !== newText) changes.push({ span: { start, end }, newText });
  };
  let last = 0;
  for (const [index, atom] of atoms.entries()) {
    const { breaks, indent, spaced } = gaps[index] ?? { breaks: 0, indent: 0, spaced: false };
    put(last, atom.start, breaks > 0 ? lineEnd.repeat(breaks) + unit.repeat(indent) : spaced ? ' ' : '');
    last = atom.end;
  }
  put(last, text.length, atoms.length === 0 ? '' : lineEnd);
  return changes;
}

function applied(text: string, changes: readonly SpaceChange[]): string {
  let out = '';
  let at = 0;
  for (const { span, newText } of changes) {
    out += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return out + text.slice(at);
}

function hasSameTokens(before: ParseResult, text: string): boolean {
  const after = parse(text);
  if (after.errors.length > 0 || after.tokens.kinds.length !== before.tokens.kinds.length) return false;
  const texts = tokenTexts(after);
  return (
    tokenTexts(before).every((token, index) => token === texts[index]) && commentTexts(before) === commentTexts(after)
  );
}

function tokenTexts({ text, tokens }: ParseResult): readonly string[] {
  return tokens.starts.map((start, index) => text.slice(start, tokens.ends[index]));
}

function commentTexts({ text, tokens }: ParseResult): string {
  return tokens.comments.map(({ span }) => text.slice(span.start, span.end)).join('\n');
}

/** From the first to the last of the innermost statements that hold the whole range or touch it. */
function statementsAround({ root, text }: ParseResult, range: Span): Span {
  let found: Span = { start: 0, end: text.length };
  walk(root, (node) => {
    if (node.kind !== 'script' && node.kind !== 'block')
      return node.span.start <= range.end && range.start <= node.span.end;
    if (!encloses(node.span, range)) return false;
    const touched = node.statements.filter(({ span }) => span.start <= range.end && range.start <= span.end);
    const first = touched[0];
    const last = touched[touched.length - 1];
    if (first === undefined || last === undefined) return true;
    const before = text.slice(0, first.span.start).trimEnd().length;
    const behind = /^\s*;?/.exec(text.slice(last.span.end))?.[0].length ?? 0;
    found = { start: before, end: last.span.end + behind };
    return true;
  });
  return found;
}
