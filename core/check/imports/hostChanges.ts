// Whether a run may change files of the host by itself, so that what an import finds can differ from what is there before.

import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { type ImportingScript, importedModules } from '#core/rhai/resolve/modules.ts';
import { walk } from '#core/rhai/syntax/walk.ts';

/** Actions by which files come, go or change. */
const CHANGING = /"(?:write|create|delete|move|chmod|chown|execute|unmount)"/;

const CHANGERS = new WeakMap<SdkCatalog, ReadonlySet<string>>();

/** Whether the script or a module of it names a function that may change files. */
export function mayChangeFiles(script: ImportingScript, catalog: SdkCatalog): boolean {
  const changers = changersOf(catalog);
  return [script, ...importedModules(script)].some(({ parse }) => {
    let found = false;
    walk(parse.root, (node) => {
      if ((node.kind === 'call' || node.kind === 'methodCall') && changers.has(node.name.text)) found = true;
      // A text may be the name of a pointer, as in `Fn("rm")`.
      if (node.kind === 'string' && changers.has(node.value)) found = true;
      return !found;
    });
    return found;
  });
}

function changersOf(catalog: SdkCatalog): ReadonlySet<string> {
  const known = CHANGERS.get(catalog);
  if (known !== undefined) return known;
  const changing = catalog.data.functions.filter(({ checks }) => checks.some(({ action }) => CHANGING.test(action)));
  const names = new Set(changing.map(({ name }) => name));
  CHANGERS.set(catalog, names);
  return names;
}
