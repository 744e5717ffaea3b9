// `wrong-arguments`: the name exists, but not for these types or this number of arguments.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';

/** At most this many signatures are shown. */
const SHOWN = 3;

/** The engine refuses such a call when it is reached: an error unless a `try` catches it. */
export function wrongArguments(site: CallSite, catalog: SdkCatalog): Diagnostic | undefined {
  if (site.failure?.kind !== 'noOverload') return undefined;
  const signatures = catalog.functionsByName(site.name).slice(0, SHOWN).map(signatureOf);
  const given = `${site.name}(${site.failure.types.join(', ')}) does not exist.`;
  return {
    code: 'wrong-arguments',
    severity: site.caught ? 'warning' : 'error',
    message: signatures.length === 0 ? given : `${given} There is ${signatures.join(', ')}.`,
    span: site.span,
  };
}

function signatureOf(fn: CatalogFunction): string {
  const parameters = fn.parameters.map(({ name, type }) => `${name}: ${type}`).join(', ');
  return `${fn.receiver === undefined ? '' : `${fn.receiver}.`}${fn.name}(${parameters})`;
}
