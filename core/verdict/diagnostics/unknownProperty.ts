// `unknown-property`: a property that values of this type do not have.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import { lacksProperty } from '#core/rhai/types/librarySignatures.ts';
import { otherProperty } from '#core/rhai/types/otherNames.ts';

/** `type` is that of the value before the dot, where it is certain. The engine refuses the property when it is reached. */
export function unknownProperty(site: CallSite, type: string | undefined, catalog: SdkCatalog): Diagnostic | undefined {
  if (site.form !== 'getter' || type === undefined || hasProperty(type, site.name, catalog)) return undefined;
  // `a?.b` on unit is unit.
  if (type === 'unit' && site.node.kind === 'member' && site.node.optional) return undefined;
  const shown = type === 'unit' ? '()' : type;
  const isMethod = catalog.methodsOf(type, site.name).length > 0;
  const other = isMethod ? { use: `${site.name}()` } : otherProperty(site.name, type);
  const hint = other?.use === undefined ? (other?.note ?? '') : `Did you mean ${other.use}?`;
  return {
    code: 'unknown-property',
    severity: site.caught ? 'warning' : 'error',
    message: isMethod
      ? `${site.name} is a method of ${shown}: write ${site.name}().`
      : `${shown} has no property ${site.name}. ${hint}`.trimEnd(),
    span: site.nameSpan,
    ...(other?.use === undefined ? {} : { data: { use: other.use } }),
  };
}

function hasProperty(type: string, name: string, catalog: SdkCatalog): boolean {
  if (catalog.gettersOf(type).some((getter) => getter.name === name)) return true;
  return catalog.type(type) === undefined && !lacksProperty(type, name);
}
