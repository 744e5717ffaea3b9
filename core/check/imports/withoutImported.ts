// Findings that speak of names which an import brings: typed functions of modules, and names of modules like those of the SDK.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { type ImportingScript, importedName, knowsAllImports } from '#core/rhai/resolve/modules.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';

/** The findings about unknown names that stay once the imports of the script are considered. */
export function withoutImported(found: readonly Diagnostic[], script: ImportingScript): readonly Diagnostic[] {
  if (script.resolution.imports.length === 0) return found;
  const isAllKnown = knowsAllImports(script);
  return found.filter(({ code, span }) => {
    if (
      code !== 'unknown-method' &&
      code !== 'unknown-function' &&
      code !== 'unknown-constant' &&
      code !== 'wrong-arguments'
    )
      return true;
    const node = pathAt(script.parse.root, span.start).findLast(({ kind }) =>
      ['call', 'path', 'methodCall'].includes(kind),
    );
    if (node?.kind === 'methodCall') return isAllKnown && importedName(script, node) === undefined;
    if (node?.kind !== 'call' && node?.kind !== 'path') return true;
    const [module] = node.modules;
    return module === undefined || script.resolution.importOf(module) === undefined;
  });
}
