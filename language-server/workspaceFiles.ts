// The files of the workspace that have an analysis, found by walking its folders each time.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { URI } from 'vscode-uri';

/** Folders that hold copies and builds, never sources that a person looks for. */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist', 'out', 'target']);

/** More than any workspace of scripts has; a wrong root should not cost memory. */
const MAX_FILES = 5000;

/** Addresses of the files below `roots` whose names end in one of `endings`. */
export function workspaceFiles(roots: readonly string[], endings: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const root of roots) {
    const uri = URI.parse(root);
    if (uri.scheme === 'file') collect(uri.fsPath, endings, found);
  }
  return found;
}

function collect(folder: string, endings: readonly string[], found: string[]): void {
  for (const entry of entriesOf(folder)) {
    if (found.length >= MAX_FILES) return;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name)) collect(file, endings, found);
    } else if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending))) {
      found.push(URI.file(file).toString());
    }
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that may not be read has nothing to offer.
    return [];
  }
}
