// Rename across policies, schemas, entities files, `rehearsal.json` and scripts: every place in its own quotes.

import { escapeCedarString } from '#core/cedar/types.ts';
import type { DocumentChange, EditOrRefusal, RenameStart } from '../answers.ts';
import { type NamingPort, names, occurrenceAt } from './navigation.ts';
import type { Occurrence } from './symbols.ts';

/** What rename may change. */
export interface RenamePort extends NamingPort {
  textOf(uri: string): string;
  /** Whether a file is the user's own. The schema of Rex is not. */
  isOwn(uri: string): boolean;
}

/** What a rename at an offset would start from. */
export function prepareRename(port: RenamePort, offset: number): RenameStart | undefined {
  const found = occurrenceAt(port.occurrences, offset);
  if (found === undefined) return undefined;
  const reason = refusal(port, found);
  if (reason !== undefined) return { kind: 'refused', reason };
  const quotes = found.form === 'quotedInJson' ? 2 : isQuoted(port.textOf(port.uri), found) ? 1 : 0;
  const span = { start: found.span.start + quotes, end: found.span.end - quotes };
  return { kind: 'name', span, text: port.textOf(port.uri).slice(span.start, span.end) };
}

/** The changes that give what stands at an offset a new name; `newName` is taken literally, without quotes. */
export function rename(port: RenamePort, offset: number, newName: string): EditOrRefusal {
  const found = occurrenceAt(port.occurrences, offset);
  if (found === undefined) return { kind: 'refused', reason: 'There is nothing here that has a name of its own.' };
  const files = [...port.files()];
  const symbols = closure(
    found,
    files.flatMap(({ occurrences }) => occurrences),
  );
  const reason =
    refusal(port, found) ??
    badName(found, newName) ??
    hidden(
      symbols,
      newName,
      files.flatMap(({ occurrences }) => occurrences),
    ) ??
    taken(
      symbols,
      newName,
      files.flatMap(({ occurrences }) => occurrences),
    );
  if (reason !== undefined) return { kind: 'refused', reason };
  const documents = files.flatMap(({ uri, occurrences }): readonly DocumentChange[] => {
    const places = occurrences.filter((occurrence) => names(occurrence, symbols));
    if (places.length === 0 || !port.isOwn(uri)) return [];
    const text = port.textOf(uri);
    return [{ uri, changes: places.map((place) => ({ span: place.span, newText: written(text, place, newName) })) }];
  });
  return { kind: 'edit', documents };
}

/**
 * Attributes of several types that one expression reads change together, since that expression can have one name only.
 * A string of a script may name things of several types too, but keeps each of them apart.
 */
function closure(start: Occurrence, all: readonly Occurrence[]): ReadonlySet<string> {
  const symbols = new Set(start.symbols);
  if (!start.symbols.some((symbol) => symbol.startsWith('attribute '))) return symbols;
  for (let size = 0; size < symbols.size; ) {
    size = symbols.size;
    for (const occurrence of all)
      if (names(occurrence, symbols)) for (const symbol of occurrence.symbols) symbols.add(symbol);
  }
  return symbols;
}

/** Why something has a name that nobody here can change. */
function refusal(port: RenamePort, { symbols, form }: Occurrence): string | undefined {
  if (form === 'fixed') return 'The engine numbers policies without a name. Give this one an @id first.';
  if (!symbols.some((symbol) => /^(type|action|attribute|namespace|common) /.test(symbol))) return undefined;
  const wanted = new Set(symbols);
  let isDeclared = false;
  for (const { uri, occurrences } of port.files()) {
    const declares = occurrences.some((place) => place.role === 'declaration' && names(place, wanted));
    if (declares && port.isOwn(uri)) isDeclared = true;
    else if (declares) return 'The schema of Rex declares this name; the runner knows no other.';
  }
  return isDeclared ? undefined : 'No schema of this workspace declares this name.';
}

const RESERVED = new Set(['true', 'false', 'if', 'then', 'else', 'in', 'is', 'like', 'has', '__cedar']);

function badName({ form, symbols }: Occurrence, newName: string): string | undefined {
  const mustBeWord = form === 'word' || symbols.some((symbol) => /^(type|namespace|common|attribute) /.test(symbol));
  if (mustBeWord && !isWord(newName))
    return `${newName} is no name in Cedar: letters, digits and underscores, not a digit first, and no word of the language.`;
  return newName === '' ? 'A name cannot be empty.' : undefined;
}

const TYPE_SYMBOL = /^(?:type|common) (.*)$/;

/** Types without a namespace are hidden by those of a namespace with the same name, and all by what needs no declaration. */
function hidden(symbols: ReadonlySet<string>, newName: string, all: readonly Occurrence[]): string | undefined {
  const renamedTypes = [...symbols].flatMap((symbol) => TYPE_SYMBOL.exec(symbol)?.[1] ?? []);
  if (renamedTypes.length === 0) return undefined;
  if (RESERVED_TYPES.has(newName)) return `${newName} has a meaning of its own in schemas.`;
  const isGlobal = renamedTypes.some((name) => !name.includes('::'));
  const isHidden = all.some(
    ({ role, symbols: declared }) =>
      role === 'declaration' &&
      declared.some((symbol) => {
        const name = TYPE_SYMBOL.exec(symbol)?.[1];
        return name?.split('::').at(-1) === newName && (isGlobal || !name.includes('::'));
      }),
  );
  return isHidden
    ? `${newName} is declared with and without a namespace then, and one would hide the other.`
    : undefined;
}

const RESERVED_TYPES = new Set([
  ...['Action', 'Bool', 'Boolean', 'Entity', 'EntityOrCommon', 'Extension', 'Long', 'Record', 'Set', 'String'],
  ...['ipaddr', 'decimal', 'datetime', 'duration'],
]);

/** Whether the new name stands for something already, which would make two things one. */
function taken(symbols: ReadonlySet<string>, newName: string, all: readonly Occurrence[]): string | undefined {
  const wanted = new Set(
    [...symbols].flatMap((symbol) => {
      const other = renamed(symbol, newName);
      // An entity type and a common type of one name are one too many.
      return TYPE_SYMBOL.test(other) ? [other.replace(/^\w+/, 'type'), other.replace(/^\w+/, 'common')] : other;
    }),
  );
  const exists = all.some((place) => place.role === 'declaration' && names(place, wanted));
  return exists && ![...wanted].every((symbol) => symbols.has(symbol)) ? `${newName} is declared already.` : undefined;
}

function renamed(symbol: string, newName: string): string {
  if (/^(entity|action) /.test(symbol))
    return symbol.replace(/::"(?:[^"\\]|\\.)*"$/s, () => `::"${escapeCedarString(newName)}"`);
  if (symbol.startsWith('policy ')) return `policy ${newName}`;
  return symbol.replace(/[^:. ]*$/, () => newName);
}

function written(text: string, place: Occurrence, newName: string): string {
  switch (place.form) {
    case 'word':
      return newName;
    case 'wordOrQuoted':
      return !isQuoted(text, place) && isWord(newName) ? newName : `"${escapeCedarString(newName)}"`;
    case 'quoted':
      return `"${escapeCedarString(newName)}"`;
    case 'json':
      return JSON.stringify(newName);
    case 'quotedInJson':
      return JSON.stringify(`"${escapeCedarString(newName)}"`).slice(1, -1);
    case 'fixed':
      return text.slice(place.span.start, place.span.end);
    case 'rhai':
      return `"${newName.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`;
  }
}

function isQuoted(text: string, { span }: Occurrence): boolean {
  return /["`]/.test(text[span.start] ?? '');
}

function isWord(name: string): boolean {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !RESERVED.has(name);
}
