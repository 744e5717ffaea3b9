// What a condition that is false says about the open part of a text: which texts it does not contain, begin or end with, or
// equal. Enough of it makes the part a name, or a path of names, so that a guarded path is certain.

import type { AbstractValue, Hole } from '#core/base/abstractValue.ts';
import { textOfParts } from './text.ts';

type Parts = readonly (string | Hole)[];

/** Only texts of slashes and dots matter to paths; others would make values differ without use. */
const KEPT = /^[/.]*$/;

/** A text that is not this one, where exactly one of its parts is open. */
export function withoutText(option: Extract<AbstractValue, { kind: 'pattern' }>, text: string): AbstractValue {
  const { parts } = option;
  const at = parts.findIndex((part) => typeof part !== 'string');
  const hole = parts[at];
  if (typeof hole !== 'object' || parts.findLastIndex((part) => typeof part !== 'string') !== at) return option;
  const before = literal(parts.slice(0, at));
  const after = literal(parts.slice(at + 1));
  if (text.length < before.length + after.length || !text.startsWith(before) || !text.endsWith(after)) return option;
  const rest = text.slice(before.length, text.length - after.length);
  return KEPT.test(rest) ? replaced(parts, at, withIsNot(hole, rest)) : option;
}

/** A text whose first part, where that is open, or whose second behind a literal does not begin so. */
export function withoutStart(parts: Parts, rest: string): AbstractValue | undefined {
  const at = typeof parts[0] === 'string' ? 1 : 0;
  const hole = parts[at];
  if (typeof hole !== 'object' || rest === '' || !KEPT.test(rest)) return undefined;
  return replaced(parts, at, { ...hole, startsNot: added(hole.startsNot, rest) });
}

/** A text that does not end with this; `rest` is what of it stands before the literal at the end. */
export function withoutEnd(parts: Parts, rest: string): AbstractValue | undefined {
  const at = typeof parts.at(-1) === 'string' ? parts.length - 2 : parts.length - 1;
  const hole = parts[at];
  if (typeof hole !== 'object' || rest === '' || !KEPT.test(rest)) return undefined;
  const before = parts[at - 1];
  const ended = { ...hole, endsNot: added(hole.endsNot, rest) };
  return replaced(parts, at, typeof before === 'string' && before.endsWith(rest) ? withIsNot(ended, '') : ended);
}

/** A text that does not contain another, neither in an open part nor where such a part meets a literal. */
export function withoutPart(parts: Parts, text: string): AbstractValue | undefined {
  if (text === '' || !KEPT.test(text)) return undefined;
  return textOfParts(
    parts.map((part, i) => {
      if (typeof part === 'string') return part;
      const before = parts[i - 1];
      const after = parts[i + 1];
      let hole: Hole = { ...part, excludes: added(part.excludes, text) };
      for (let cut = 1; cut < text.length; cut++) {
        const [head, tail] = [text.slice(0, cut), text.slice(cut)];
        if (typeof before === 'string' && before.endsWith(head))
          hole = { ...hole, startsNot: added(hole.startsNot, tail) };
        if (typeof after === 'string' && after.startsWith(tail)) hole = { ...hole, endsNot: added(hole.endsNot, head) };
      }
      return settled(hole);
    }),
  );
}

/** A hole that is known to be a name, or a path of names, as exactly that. */
export function settled(hole: Hole): Hole {
  if (hole.component === true || hole.relative === true) return hole;
  const { source, excludes = [], startsNot = [], endsNot = [], isNot = [] } = hole;
  const isNotEmpty = isNot.includes('');
  const noDotAhead = startsNot.includes('.');
  if (excludes.includes('/') && isNotEmpty && (noDotAhead || (isNot.includes('.') && isNot.includes('..'))))
    return { source, component: true };
  const namesAreWhole = startsNot.includes('/') && excludes.includes('//') && endsNot.includes('/');
  return isNotEmpty && namesAreWhole && noDotAhead && excludes.includes('/.') ? { source, relative: true } : hole;
}

function replaced(parts: Parts, at: number, hole: Hole): AbstractValue {
  return textOfParts([...parts.slice(0, at), settled(hole), ...parts.slice(at + 1)]);
}

function withIsNot(hole: Hole, text: string): Hole {
  return { ...hole, isNot: added(hole.isNot, text) };
}

function added(texts: readonly string[] | undefined, text: string): readonly string[] {
  return texts?.includes(text) === true ? texts : [...(texts ?? []), text].sort();
}

function literal(parts: Parts): string {
  return parts.filter((part) => typeof part === 'string').join('');
}
