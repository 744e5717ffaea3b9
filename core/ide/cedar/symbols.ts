// Names for what can be named, and the places that do, the same for all kinds of files.

import type { Span } from '#core/base/span.ts';
import { isActionType } from '#core/cedar/pitfalls/pitfall.ts';
import { displayUid, type EntityUid } from '#core/cedar/types.ts';

/** One place that names something. */
export interface Occurrence {
  /** What it names; several where a value can be of several types. See the functions below. */
  readonly symbols: readonly string[];
  /** The name as written, quotes included. */
  readonly span: Span;
  /** What is shown as the definition. */
  readonly around: Span;
  readonly role: 'declaration' | 'reference';
  /**
   * How a new name is written here: as a word, as a word or in Cedar's quotes, in Cedar's, JSON's or Rhai's quotes, or in
   * Cedar's quotes within a JSON string. `fixed` stands for a name that the text does not hold.
   */
  readonly form: 'word' | 'wordOrQuoted' | 'quoted' | 'json' | 'rhai' | 'quotedInJson' | 'fixed';
  /** The entity that it names, where it names one. */
  readonly uid?: EntityUid;
}

export function typeSymbol(name: string): string {
  return `type ${name}`;
}

export function commonTypeSymbol(name: string): string {
  return `common ${name}`;
}

export function namespaceSymbol(name: string): string {
  return `namespace ${name}`;
}

/** An attribute of a type or a key of an action's context; `owner` goes on with dots into records. */
export function attributeSymbol(owner: string, name: string): string {
  return `attribute ${owner}.${name}`;
}

export function policySymbol(name: string): string {
  return `policy ${name}`;
}

/** An action or another entity. */
export function entitySymbol(uid: EntityUid): string {
  return `${isActionType(uid.type) ? 'action' : 'entity'} ${displayUid(uid)}`;
}

/** The parts of a type's name: its namespaces, and itself unless it is one of actions. */
export function* nameOccurrences(
  parts: readonly { readonly text: string; readonly span: Span }[],
  around: Span,
): Iterable<Occurrence> {
  for (const [i, part] of parts.entries()) {
    const name = parts
      .slice(0, i + 1)
      .map(({ text }) => text)
      .join('::');
    const isLast = i === parts.length - 1;
    if (isLast && isActionType(name)) return;
    const symbol = isLast ? typeSymbol(name) : namespaceSymbol(name);
    yield { symbols: [symbol], span: part.span, around, role: 'reference', form: 'word' };
  }
}

/** The same in a JSON form that has the tree of the text form: whatever may have quotes has those of JSON. */
export function inJson(occurrence: Occurrence): Occurrence {
  return occurrence.form === 'word' ? occurrence : { ...occurrence, form: 'json' };
}
