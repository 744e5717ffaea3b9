// The versions the program names.

import { loadCatalog } from '#core/catalog/catalog.ts';
import manifest from '../package.json' with { type: 'json' };

/** Ours, and the version of Rex that is modelled. */
export function versionText(): string {
  return `rehearsal ${manifest.version} (Rex ${loadCatalog().data.rexVersion})`;
}
