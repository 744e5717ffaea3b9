// Findings that speak of names which an import brings: typed functions of modules, and names of modules like those of the SDK.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { touches } from '#core/base/span.ts';
import {
  type ImportingScript,
  importedModules,
  importedName,
  knowsAllImports,
  moduleMembers,
} from '#core/rhai/resolve/modules.ts';
import { pathAt, walk } from '#core/rhai/syntax/walk.ts';

/** The findings about unknown names that stay once the imports of the script are considered. */
export function withoutImported(found: readonly Diagnostic[], script: ImportingScript): readonly Diagnostic[] {
  if (script.resolution.imports.length === 0) return found;
  const isAllKnown = knowsAllImports(script);
  return found.filter(({ code, span }) => {
    if (code === 'unused-import') return !bringsUsedMethods(script, span.start);
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

/** Whether the script calls, with a dot, a function of a type that the import at an offset brings. */
function bringsUsedMethods(script: ImportingScript, offset: number): boolean {
  const statement = script.resolution.imports.find(({ span }) => touches(span, offset));
  const target = statement && script.imports?.of(statement);
  if (target?.kind !== 'module') return false;
  const modules = [target.module, ...importedModules(target.module)];
  const names = new Set(modules.flatMap((module) => moduleMembers(module).methods.map(({ name }) => name)));
  let found = false;
  walk(script.parse.root, (node) => {
    if (node.kind === 'methodCall' && names.has(node.name.text)) found = true;
    return !found;
  });
  return found;
}
