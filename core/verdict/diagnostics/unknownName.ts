// `unknown-function`, `unknown-method`, `unknown-property`: a name that neither the SDK, nor Rhai, nor the script has.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { editDistance, type Suggestion, suggestNames } from '#core/catalog/suggestions.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import { LIBRARY } from '#core/rhai/types/library.ts';
import { type OtherName, otherName } from '#core/rhai/types/otherNames.ts';
import { argumentTypes } from './argumentTypes.ts';

const CODES = { function: 'unknown-function', method: 'unknown-method', getter: 'unknown-property' } as const;

/**
 * The engine refuses such a call when it is reached: an error unless a `try` catches it. `receiverType` is the type before
 * the dot where it is certain.
 */
export function unknownName(
  site: CallSite,
  receiverType: string | undefined,
  catalog: SdkCatalog,
): Diagnostic | undefined {
  if (site.failure?.kind !== 'unknownFunction' && !isUnknownOfMap(site)) return doubtfulOfMap(site, receiverType);
  const suggestion = suggestionFor(site, receiverType, catalog);
  const name = [...site.modules, site.name].join('::');
  const what = site.form === 'function' ? `${name} is not part of the SDK.` : memberText(site);
  return {
    code: CODES[site.form],
    severity: site.caught ? 'warning' : 'error',
    message: suggestion === undefined ? what : `${what} ${suggestionText(suggestion)}`,
    span: site.nameSpan,
    ...(suggestion?.use === undefined ? {} : { data: { use: suggestion.use } }),
  };
}

/** Purposes come first, then the library's name for it where the type is one of Rhai's own. */
function suggestionFor(
  site: CallSite,
  receiverType: string | undefined,
  catalog: SdkCatalog,
): Suggestion | OtherName | undefined {
  const [suggested] = suggestNames(catalog, site.name, scopeOf(site));
  if (suggested?.kind === 'purpose' || site.modules.length > 0) return suggested;
  return otherName(site.name, argumentTypes(site, receiverType)) ?? suggested ?? ofLibrary(site);
}

/** A method of a map whose keys are all known and that nothing else has. */
function isUnknownOfMap({ form, target, name, receiver, candidates }: CallSite): boolean {
  if (form !== 'method' || target !== 'unknown' || candidates.length > 0 || receiver?.kind !== 'map') return false;
  return receiver.complete && !receiver.entries.has(name) && !LIBRARY.has(name);
}

/** A method of a map that other languages have and the library has under another name: the map may hold it all the same. */
function doubtfulOfMap(site: CallSite, receiverType: string | undefined): Diagnostic | undefined {
  const { form, target, name, receiver, candidates } = site;
  if (form !== 'method' || target !== 'unknown' || candidates.length > 0 || receiverType !== 'map') return undefined;
  if (LIBRARY.has(name) || (receiver?.kind === 'map' && receiver.entries.has(name))) return undefined;
  const other = otherName(name, argumentTypes(site, receiverType));
  if (other === undefined) return undefined;
  return {
    code: CODES.method,
    severity: 'warning',
    message: `Maps have no method ${name}. ${suggestionText(other)}`,
    span: site.nameSpan,
    ...(other.use === undefined ? {} : { data: { use: other.use } }),
  };
}

/** The method of Rhai's own library that is one letter away. */
function ofLibrary({ form, name, receiver }: CallSite): Suggestion | undefined {
  if (form !== 'method' || receiver?.kind === 'object' || name.length < 4) return undefined;
  const near = [...LIBRARY.keys()].filter((known) => known.length > 2 && editDistance(name, known) === 1);
  return near.length === 1 && near[0] !== undefined ? { kind: 'spelling', use: near[0] } : undefined;
}

function memberText({ name, form, receiver }: CallSite): string {
  const kind = form === 'method' ? 'method' : 'property';
  const type = receiver?.kind === 'object' ? `${receiver.type} has` : 'There is';
  return `${type} no ${kind} ${name}.`;
}

function scopeOf({ modules, receiver, args }: CallSite): Parameters<typeof suggestNames>[2] {
  const [namespace] = modules;
  return {
    argumentCount: args.length,
    ...(namespace === undefined ? {} : { namespace }),
    ...(receiver?.kind === 'object' ? { receiver: receiver.type } : {}),
  };
}

function suggestionText({ use, note }: Suggestion | OtherName): string {
  return note ?? `Did you mean ${use}?`;
}
