// Pairs of brackets with what decides whether they are broken over lines.

import type { Atom } from './atoms.ts';
import type { Shape } from './shape.ts';

export interface Group {
  readonly open: number;
  readonly close: number;
  readonly parent: Group | undefined;
  readonly kind: 'block' | 'switch' | 'list' | 'map' | 'paren';
  /** Indices of its own commas. */
  readonly commas: readonly number[];
  /** Whether its commas end lines when it is broken; lists of plain values keep the lines they have. */
  readonly fills: boolean;
  /** Whether its content stands on lines of its own. */
  broken: boolean;
}

export interface Groups {
  /** In the order of their opening brackets. */
  readonly all: readonly Group[];
  /** The innermost group around each atom; for a bracket the group around its own. */
  readonly around: readonly (Group | undefined)[];
  readonly byOpen: ReadonlyMap<number, Group>;
  readonly byClose: ReadonlyMap<number, Group>;
}

const OPENING: ReadonlySet<string> = new Set(['(', '[', '?[', '{', '#{']);
const CLOSING: ReadonlySet<string> = new Set([')', ']', '}']);

type OpenGroup = { -readonly [Key in keyof Group]: Group[Key] } & { readonly commas: number[] };

/** Finds the groups; those that were broken over lines in the text are broken. */
export function groupsOf(atoms: readonly Atom[], shape: Shape): Groups {
  const all: OpenGroup[] = [];
  const around: (OpenGroup | undefined)[] = [];
  let current: OpenGroup | undefined;
  for (const [index, atom] of atoms.entries()) {
    if (CLOSING.has(atom.kind) && current !== undefined) {
      current.close = index;
      current = current.parent as OpenGroup | undefined;
    }
    around.push(current);
    if (atom.kind === ',' && current !== undefined) current.commas.push(index);
    if (!OPENING.has(atom.kind)) continue;
    const kind = kindOf(atom, shape);
    const fills = kind === 'list' && shape.simpleArrays.has(atom.start);
    current = { open: index, close: atoms.length, parent: current, kind, commas: [], fills, broken: false };
    all.push(current);
  }
  for (const group of all) group.broken = wasBroken(group, atoms, around, shape);
  return {
    all,
    around,
    byOpen: new Map(all.map((group) => [group.open, group])),
    byClose: new Map(all.map((group) => [group.close, group])),
  };
}

function kindOf({ kind, start }: Atom, shape: Shape): Group['kind'] {
  if (kind === '#{') return 'map';
  if (kind === '[' || kind === '?[') return 'list';
  if (kind === '(') return 'paren';
  return shape.blocks.has(start) ? 'block' : 'switch';
}

/** A break beside a bracket, at a comma, or beside a comment; in a block also one between statements. */
function wasBroken(
  group: Group,
  atoms: readonly Atom[],
  around: readonly (Group | undefined)[],
  shape: Shape,
): boolean {
  const { open, close, kind, commas } = group;
  if (close === open + 1) return false;
  if (kind === 'block' && (shape.blocks.get(atoms[open]?.start ?? -1) ?? 0) > 1) return true;
  const breaks = (index: number): boolean => (atoms[index]?.breaksBefore ?? 0) > 0;
  if (breaks(open + 1) || breaks(close) || commas.some((comma) => breaks(comma + 1) || breaks(comma))) return true;
  for (let index = open + 1; index < close; index++) {
    const atom = atoms[index];
    if (atom === undefined || around[index] !== group) continue;
    if (atom.kind === 'lineComment') return true;
    if (atom.kind === 'blockComment' && (breaks(index) || breaks(index + 1))) return true;
  }
  return false;
}
