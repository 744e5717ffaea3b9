// `unknown-function`, `unknown-method`, `unknown-property`: a name that neither the SDK, nor Rhai, nor the script has.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { editDistance, type Suggestion, suggestNames } from '#core/catalog/suggestions.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import { LIBRARY } from '#core/rhai/types/library.ts';

const CODES = { function: 'unknown-function', method: 'unknown-method', getter: 'unknown-property' } as const;

/** The engine refuses such a call when it is reached: an error unless a `try` catches it. */
export function unknownName(site: CallSite, catalog: SdkCatalog): Diagnostic | undefined {
  if (site.failure?.kind !== 'unknownFunction') return undefined;
  const suggestion = suggestNames(catalog, site.name, scopeOf(site))[0] ?? ofLibrary(site);
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

function suggestionText({ use, note }: Suggestion): string {
  return note ?? `Did you mean ${use}?`;
}
