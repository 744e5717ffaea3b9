// Which neighbours on one line have a space between them.

import type { Atom } from './atoms.ts';
import type { Groups } from './groups.ts';
import type { Shape } from './shape.ts';

const NEVER_BEFORE: ReadonlySet<string> = new Set([',', ';', ')', ']', '.', '?.', '?[', '::', ':']);
const NEVER_AFTER: ReadonlySet<string> = new Set(['(', '[', '?[', '.', '?.', '::']);
/** After these an opening parenthesis or bracket belongs to what stands before it. */
const VALUE_ENDS: ReadonlySet<string> = new Set([
  'identifier',
  'reserved',
  ')',
  ']',
  '}',
  '()',
  'string',
  'interpolated',
  'char',
  'int',
  'float',
  'true',
  'false',
]);

/** Whether a space stands before an atom that follows another on its line. */
export function isSpaced(index: number, atoms: readonly Atom[], groups: Groups, shape: Shape): boolean {
  const before = atoms[index - 1];
  const atom = atoms[index];
  if (before === undefined || atom === undefined) return false;
  if (isComment(before) || isComment(atom)) return isSpacedAtComment(before, atom);
  const decided =
    atPunctuation(before, atom, shape) ?? atOperators(before, atom, shape) ?? atBrackets(index, before, atom, groups);
  return decided ?? true;
}

function isSpacedAtComment(before: Atom, atom: Atom): boolean {
  if (before.kind === '(' || before.kind === '[' || before.kind === '?[') return false;
  return atom.kind !== ')' && atom.kind !== ']' && atom.kind !== ',' && atom.kind !== ';';
}

function atPunctuation(before: Atom, atom: Atom, shape: Shape): boolean | undefined {
  // Pipes of closures stand as brackets do.
  if (shape.closePipes.has(before.start)) return true;
  if (shape.openPipes.has(before.start) || shape.closePipes.has(atom.start)) {
    if (shape.openPipes.has(before.start) && shape.closePipes.has(atom.start)) return atom.spaced;
    return shape.openPipes.has(atom.start) && before.kind !== '(' && before.kind !== '[';
  }
  // `..` and `.` beside numbers can become part of them.
  if (isRange(before) || isRange(atom)) return atom.spaced;
  if (before.kind === '(' && atom.kind === ')') return true;
  if (NEVER_BEFORE.has(atom.kind) || NEVER_AFTER.has(before.kind))
    return isNumber(before) && atom.kind === '.' ? atom.spaced : false;
  return undefined;
}

function atBrackets(index: number, before: Atom, atom: Atom, groups: Groups): boolean | undefined {
  if (before.kind === '{' && atom.kind === '}') return false;
  if (before.kind === '#{' && atom.kind === '}') return false;
  const opened = groups.byOpen.get(index - 1);
  if (opened !== undefined && opened.kind !== 'paren' && opened.kind !== 'list') return true;
  if (atom.kind === '[') return !VALUE_ENDS.has(before.kind);
  if (atom.kind === '(' || atom.kind === '()')
    return !(VALUE_ENDS.has(before.kind) || (before.kind === '!' && isCapture(before)));
  return undefined;
}

function atOperators(before: Atom, atom: Atom, shape: Shape): boolean | undefined {
  if (shape.unaries.has(before.start)) return isNumber(atom) || isSign(atom) ? atom.spaced : false;
  if (atom.kind === '!' && before.kind === 'identifier' && !atom.spaced) return false;
  if (before.kind === '!' && isCapture(before)) return false;
  return undefined;
}

/** `f!(x)`: a call that captures the scope of its caller. */
function isCapture({ spaced }: Atom): boolean {
  return !spaced;
}

function isRange({ kind }: Atom): boolean {
  return kind === '..' || kind === '..=';
}

function isNumber({ kind }: Atom): boolean {
  return kind === 'int' || kind === 'float';
}

function isSign({ kind }: Atom): boolean {
  return kind === '-' || kind === '+' || kind === '!';
}

export function isComment({ kind }: Atom): boolean {
  return kind === 'lineComment' || kind === 'blockComment';
}
