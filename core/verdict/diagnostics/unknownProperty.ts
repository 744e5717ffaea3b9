// `unknown-property`: a property that values of this type do not have.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import { LIBRARY } from '#core/rhai/types/library.ts';

/** Rhai's own types that have no properties but those of the library. */
const PLAIN_TYPES = new Set(['i64', 'f64', 'bool', 'char', 'unit']);

/** `type` is that of the value before the dot, where it is certain. The engine refuses the property when it is reached. */
export function unknownProperty(site: CallSite, type: string | undefined, catalog: SdkCatalog): Diagnostic | undefined {
  if (site.form !== 'getter' || type === undefined || hasProperty(type, site.name, catalog)) return undefined;
  // `a?.b` on unit is unit.
  if (type === 'unit' && site.node.kind === 'member' && site.node.optional) return undefined;
  const method = catalog.methodsOf(type, site.name).length > 0;
  const shown = type === 'unit' ? '()' : type;
  return {
    code: 'unknown-property',
    severity: site.caught ? 'warning' : 'error',
    message: method
      ? `${site.name} is a method of ${shown}: write ${site.name}().`
      : `${shown} has no property ${site.name}.`,
    span: site.nameSpan,
    ...(method ? { data: { use: `${site.name}()` } } : {}),
  };
}

function hasProperty(type: string, name: string, catalog: SdkCatalog): boolean {
  if (catalog.type(type) !== undefined) return catalog.gettersOf(type).some((getter) => getter.name === name);
  return !PLAIN_TYPES.has(type) || LIBRARY.has(name);
}
