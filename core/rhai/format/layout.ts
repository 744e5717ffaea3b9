// Puts atoms on lines: where lines break, how far they are indented, and which brackets are broken because a line is too long.

import type { Atom } from './atoms.ts';
import type { Group, Groups } from './groups.ts';
import type { Shape } from './shape.ts';
import { isComment, isSpaced } from './spacing.ts';

/** What stands before an atom. */
export interface Gap {
  /** Line breaks: 0 for none, 2 for an empty line between. */
  readonly breaks: number;
  /** Levels of indentation after a break. */
  readonly indent: number;
  readonly spaced: boolean;
}

export interface LayoutInput {
  readonly atoms: readonly Atom[];
  readonly groups: Groups;
  readonly shape: Shape;
  /** Columns of one level. */
  readonly indentWidth: number;
  readonly lineWidth: number;
}

/** The gap before each atom. Groups on lines that are too long get broken on the way. */
export function layOut(input: LayoutInput): readonly Gap[] {
  const { atoms, groups, shape } = input;
  // Spaces do not depend on which groups are broken.
  const spaces = atoms.map((_, index) => index > 0 && isSpaced(index, atoms, groups, shape));
  for (;;) {
    const gaps = gapsOf(input, spaces);
    if (!breakLongLines(input, gaps)) return gaps;
  }
}

function gapsOf(input: LayoutInput, spaces: readonly boolean[]): readonly Gap[] {
  const { atoms, groups, shape } = input;
  const breaks = breakFlags(input);
  const gaps: Gap[] = [];
  // The level of the line that each atom stands on, by its offset.
  const levels = new Map<number, number>();
  const contents = new Map<Group | undefined, number>([[undefined, 0]]);
  let level = 0;
  for (const [index, atom] of atoms.entries()) {
    const breaksHere = breaks[index] === true;
    if (breaksHere || index === 0) level = levelOf(index, input, contents);
    levels.set(atom.start, level);
    const opened = groups.byOpen.get(index);
    if (opened !== undefined) contents.set(opened, contentLevel(opened, atom, level, levels, contents, shape));
    gaps.push({
      breaks: breaksHere ? (isBlankKept(index, input) ? 2 : 1) : 0,
      indent: level,
      spaced: spaces[index] === true,
    });
  }
  return gaps;
}

/** The level inside of a group: one more than the line it opens on, or than its keyword's line. */
function contentLevel(
  group: Group,
  { start }: Atom,
  level: number,
  levels: ReadonlyMap<number, number>,
  contents: ReadonlyMap<Group | undefined, number>,
  shape: Shape,
): number {
  if (!group.broken) return contents.get(group.parent) ?? 0;
  const owner = shape.owners.get(start);
  return (owner === undefined ? level : (levels.get(owner) ?? level)) + 1;
}

/** The level of a line that starts with an atom. */
function levelOf(
  index: number,
  { atoms, groups, shape }: LayoutInput,
  contents: ReadonlyMap<Group | undefined, number>,
): number {
  const closed = groups.byClose.get(index);
  if (closed?.broken === true) return (contents.get(closed) ?? 1) - 1;
  const group = groups.around[index];
  const content = contents.get(group) ?? 0;
  const next = nextCode(index, atoms);
  const code = next === undefined ? undefined : atoms[next];
  if (code === undefined || groups.byClose.has(next ?? -1)) return content;
  const isFresh = shape.items.has(code.start) && (group === undefined || group.broken);
  const isItem =
    isFresh || code.kind === 'else' || code.kind === 'catch' || followsComma(next ?? 0, atoms, groups, group);
  return isItem ? content : content + 1;
}

/** Whether an atom is the first of an item that the tree has no node for, such as a parameter. */
function followsComma(index: number, atoms: readonly Atom[], groups: Groups, group: Group | undefined): boolean {
  if (group?.broken !== true) return false;
  for (let at = index - 1; at >= 0; at--) {
    const atom = atoms[at];
    if (atom !== undefined && !isComment(atom)) return at === group.open || isOwnComma(at, group, groups, atoms);
  }
  return false;
}

/** Whether an atom is one of the commas between the items of a group. */
function isOwnComma(index: number, group: Group, groups: Groups, atoms: readonly Atom[]): boolean {
  return atoms[index]?.kind === ',' && groups.around[index] === group;
}

/** Whether each atom starts a line. */
function breakFlags(input: LayoutInput): readonly boolean[] {
  const { atoms } = input;
  const flags: boolean[] = [];
  for (let index = 0; index < atoms.length; ) {
    const next = nextCode(index, atoms) ?? atoms.length;
    setFlags(index, next, input, flags);
    index = next + 1;
  }
  return flags;
}

/** Decides for the comments from `from` on and the code atom at `to` behind them. */
function setFlags(from: number, to: number, input: LayoutInput, flags: boolean[]): void {
  const { atoms } = input;
  const isForced = to < atoms.length && from > 0 && mustBreak(from - 1, to, input);
  const hasComments = to > from;
  const isForbidden = !hasComments && mustNotBreak(to, input);
  let isBroken = false;
  for (let index = from; index <= to && index < atoms.length; index++) {
    const atom = atoms[index];
    const before = atoms[index - 1];
    const wrote = (atom?.breaksBefore ?? 0) > 0;
    const here = index > 0 && (before?.kind === 'lineComment' || (wrote && !isForbidden));
    flags[index] = here;
    isBroken ||= here;
  }
  if (isForced && !isBroken) flags[from] = true;
}

/** Whether a line break has to stand between two code atoms. */
function mustBreak(before: number, index: number, { atoms, groups, shape }: LayoutInput): boolean {
  const group = groups.around[index];
  if (groups.byOpen.get(before)?.broken === true || groups.byClose.get(index)?.broken === true) return true;
  const start = atoms[index]?.start ?? -1;
  if (shape.statements.has(start) && (group === undefined || (group.kind === 'block' && group.broken)))
    return groups.byOpen.get(before) !== group || group === undefined;
  return group?.broken === true && !group.fills && isOwnComma(before, group, groups, atoms);
}

/** Whether an atom belongs to the end of the line before it. */
function mustNotBreak(index: number, { atoms, groups }: LayoutInput): boolean {
  const atom = atoms[index];
  const before = atoms[index - 1];
  if (atom === undefined || before === undefined) return true;
  if (groups.byClose.get(index)?.broken === false) return true;
  if (groups.byOpen.get(index - 1)?.broken === false) return true;
  if (atom.kind === ',' || atom.kind === ';') return true;
  const isBlock = groups.byOpen.get(index)?.kind === 'block' || groups.byOpen.get(index)?.kind === 'switch';
  if (isBlock) return !startsStatement(before) || before.kind === 'else';
  return (atom.kind === 'else' || atom.kind === 'catch') && before.kind === '}';
}

/** Whether a brace behind this atom can be a block of its own. */
function startsStatement({ kind }: Atom): boolean {
  return kind === ';' || kind === '{' || kind === '}';
}

/** An empty line stays where there was one, except at the edges of brackets. */
function isBlankKept(index: number, { atoms, groups }: LayoutInput): boolean {
  const atom = atoms[index];
  return atom !== undefined && atom.breaksBefore > 1 && !groups.byOpen.has(index - 1) && !groups.byClose.has(index);
}

function nextCode(index: number, atoms: readonly Atom[]): number | undefined {
  for (let at = index; at < atoms.length; at++) {
    const atom = atoms[at];
    if (atom !== undefined && !isComment(atom)) return at;
  }
  return undefined;
}

/** Breaks one group of each line that is too long; false when there was nothing to break. */
function breakLongLines({ atoms, groups, indentWidth, lineWidth }: LayoutInput, gaps: readonly Gap[]): boolean {
  let changed = false;
  let start = 0;
  for (let index = 1; index <= atoms.length; index++) {
    if (index < atoms.length && gaps[index]?.breaks === 0) continue;
    if (isTooLong(start, index, atoms, gaps, indentWidth, lineWidth)) {
      const group = firstToBreak(groups, start, index, atoms);
      if (group !== undefined) {
        innermostLast(group, groups, atoms).broken = true;
        changed = true;
      }
    }
    start = index;
  }
  return changed;
}

/** The outermost group that opens on a line and can be broken; the groups are in the order of their brackets. */
function firstToBreak(groups: Groups, from: number, to: number, atoms: readonly Atom[]): Group | undefined {
  for (let index = from; index < to; index++) {
    const group = groups.byOpen.get(index);
    if (group !== undefined && canBreak(group, atoms)) return group;
  }
  return undefined;
}

function isTooLong(
  from: number,
  to: number,
  atoms: readonly Atom[],
  gaps: readonly Gap[],
  indentWidth: number,
  lineWidth: number,
): boolean {
  let width = (gaps[from]?.indent ?? 0) * indentWidth;
  for (let index = from; index < to; index++) {
    const { text } = atoms[index] ?? { text: '' };
    if (index > from && gaps[index]?.spaced === true) width++;
    const first = text.indexOf('\n');
    width += first < 0 ? text.length : first;
    if (width > lineWidth) return true;
    if (first >= 0) width = text.length - text.lastIndexOf('\n') - 1;
  }
  return false;
}

function canBreak({ broken, kind, commas, open, close }: Group, atoms: readonly Atom[]): boolean {
  if (broken || close <= open + 1 || close >= atoms.length) return false;
  return kind === 'block' || kind === 'switch' || kind === 'map' || commas.length > 0;
}

/** A block or map at the very end of an argument list is broken rather than the list. */
function innermostLast(group: Group, groups: Groups, atoms: readonly Atom[]): Group {
  if (group.kind !== 'paren') return group;
  const last = groups.byClose.get(group.close - 1);
  const isHugged = last !== undefined && (last.kind === 'block' || last.kind === 'map') && canBreak(last, atoms);
  return isHugged ? last : group;
}
