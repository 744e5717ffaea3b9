// Suggests what a name that does not exist was meant to be: by purpose first, then by spelling, only within one namespace.

import type { SdkCatalog } from './catalog.ts';
import purposes from './facts/purposes.json' with { type: 'json' };
import type { TypeId } from './types.ts';

/** Where the unknown name stands. Without a namespace and a receiver it is a free function. */
export interface SuggestionScope {
  /** The module before `::`. */
  readonly namespace?: string;
  /** The type before the dot. */
  readonly receiver?: TypeId;
  /** Number of arguments of the call, the receiver not counted. */
  readonly argumentCount?: number;
  /** Names that the caller knows beside the catalog: script functions, the standard library. */
  readonly names?: readonly string[];
}

export interface Suggestion {
  readonly kind: 'purpose' | 'spelling';
  /** What to write instead; absent where nothing does the job. */
  readonly use?: string;
  /** For purposes: a sentence that says how or why not. */
  readonly note?: string;
}

const MAXIMUM = 3;
const PURPOSES = new Map(purposes.flatMap((purpose) => purpose.names.map((name) => [name, purpose] as const)));

/** At most three suggestions, the best first. A purpose without replacement is the only suggestion then. */
export function suggestNames(catalog: SdkCatalog, name: string, scope: SuggestionScope = {}): readonly Suggestion[] {
  const purpose = findPurpose(name, scope);
  if (purpose !== undefined) {
    return [{ kind: 'purpose', note: purpose.note, ...(purpose.use === null ? {} : { use: purpose.use }) }];
  }
  return nearest(name, namesIn(catalog, scope)).map((use) => ({ kind: 'spelling', use }));
}

/** Modules whose names look like this one. */
export function suggestModules(catalog: SdkCatalog, name: string): readonly Suggestion[] {
  const purpose = PURPOSES.get(`${name}::*`);
  if (purpose !== undefined) {
    return [{ kind: 'purpose', note: purpose.note, ...(purpose.use === null ? {} : { use: purpose.use }) }];
  }
  return nearest(
    name,
    catalog.data.modules.map((module) => module.name),
  ).map((use) => ({ kind: 'spelling', use }));
}

function findPurpose(name: string, scope: SuggestionScope): (typeof purposes)[number] | undefined {
  if (scope.namespace !== undefined) {
    return PURPOSES.get(`${scope.namespace}::${name}`) ?? PURPOSES.get(`${scope.namespace}::*`);
  }
  if (scope.receiver !== undefined) return PURPOSES.get(`${scope.receiver}.${name}`);
  return PURPOSES.get(`${name}/${scope.argumentCount}`) ?? PURPOSES.get(name);
}

function namesIn(catalog: SdkCatalog, scope: SuggestionScope): readonly string[] {
  const given = scope.names ?? [];
  if (scope.namespace !== undefined) {
    const constants = catalog.module(scope.namespace)?.constants.map((constant) => constant.name) ?? [];
    const functions = catalog.moduleFunctions(scope.namespace).filter((fn) => fn.form === 'function');
    return [...constants, ...functions.map((fn) => fn.name), ...given];
  }
  if (scope.receiver !== undefined) {
    const members = [...catalog.methodsOf(scope.receiver), ...catalog.gettersOf(scope.receiver)];
    return [...members.map((member) => member.name), ...given];
  }
  return [...catalog.freeFunctionNames(), ...given];
}

/** Names within a third of the length, best first; upper case and underscores count only between equals. */
function nearest(name: string, candidates: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  return [...new Set(candidates)]
    .filter((candidate) => candidate !== name)
    .map((candidate) => ({ candidate, distance: editDistance(plain(name), plain(candidate)) }))
    .filter(({ distance }) => distance <= limit)
    .map((entry) => ({ ...entry, detail: editDistance(name, entry.candidate) }))
    .toSorted((a, b) => a.distance - b.distance || a.detail - b.detail || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, MAXIMUM)
    .map(({ candidate }) => candidate);
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const steps = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + same];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(Math.min(...steps, ...(swapped ? [at(beforeLast, column - 2) + 1] : [])));
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
