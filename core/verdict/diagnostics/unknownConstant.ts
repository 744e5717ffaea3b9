// `unknown-constant`: a constant or flag that the SDK's module does not have. The engine finds out when it is reached.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { suggestNames } from '#core/catalog/suggestions.ts';
import type { PathExpression } from '#core/rhai/syntax/ast.ts';

/** `caught` says whether a `try` encloses the place. */
export function unknownConstant(
  path: PathExpression,
  catalog: SdkCatalog,
  severity: 'error' | 'warning',
): Diagnostic | undefined {
  const [module, ...more] = path.modules;
  if (module === undefined || more.length > 0 || catalog.module(module.text) === undefined) return undefined;
  if (catalog.moduleMember(module.text, path.name.text) !== undefined) return undefined;
  const [suggestion] = suggestNames(catalog, path.name.text, { namespace: module.text });
  const what = `${module.text} has no ${path.name.text}.`;
  const hint =
    suggestion === undefined ? '' : ` ${suggestion.note ?? `Did you mean ${module.text}::${suggestion.use}?`}`;
  return {
    code: 'unknown-constant',
    severity,
    message: what + hint,
    span: path.span,
    ...(suggestion?.use === undefined ? {} : { data: { use: suggestion.use } }),
  };
}
