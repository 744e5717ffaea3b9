// All files below a folder, sorted, without following links.

import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Paths of the regular files below a folder. Throws where a folder cannot be read. */
export function filesUnder(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(place);
    return entry.isFile() ? [place] : [];
  });
}
