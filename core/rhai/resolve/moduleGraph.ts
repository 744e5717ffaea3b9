// Follows imports from one script to the next, over texts that a host finds.

import { Remembered } from '#core/base/remembered.ts';
import type { Span } from '#core/base/span.ts';
import { parse } from '../syntax/parser.ts';
import { type ImportingScript, type Imports, type ImportTarget, importPath, moduleFile } from './modules.ts';
import { resolve } from './resolver.ts';

/** What a host says of the file that an import names. */
export type FoundFile =
  | {
      readonly kind: 'text';
      readonly uri: string;
      readonly label: string;
      readonly text: string;
      readonly certain: boolean;
      readonly missingInRun?: string;
      /** Given where the text lies inside another file. */
      readonly placeOf?: (span: Span) => Span;
    }
  | Exclude<ImportTarget, { readonly kind: 'module' }>;

/** Finds the scripts that one script and its modules import, by paths as {@link moduleFile} gives them. */
export interface ModuleFiles {
  find(file: string): FoundFile;
}

/** Modules are remembered by their text: many scripts import the same few. */
const REMEMBERED_MODULES = 64;

/** Reads modules; one for each process, because it remembers their structure. */
export class ModuleReader {
  readonly #structures = new Remembered<Pick<ImportingScript, 'parse' | 'resolution'>>(REMEMBERED_MODULES);

  /** The imports of a script, followed over `files`. */
  imports(files: ModuleFiles): Imports {
    return this.#importsOf(files, undefined);
  }

  #importsOf(files: ModuleFiles, importedAs: string | undefined): Imports {
    return {
      of: (statement) => {
        const path = importPath(statement);
        return path === undefined ? { kind: 'unknown' } : this.#read(files, path, importedAs);
      },
    };
  }

  #read(files: ModuleFiles, path: string, importedAs: string | undefined): ImportTarget {
    const found = files.find(moduleFile(path, importedAs));
    if (found.kind !== 'text') return found;
    const { uri, label, text, certain, missingInRun, placeOf } = found;
    const structure = this.#structures.get(text, () => {
      const parsed = parse(text);
      return { parse: parsed, resolution: resolve(parsed.root) };
    });
    const module = {
      ...structure,
      imports: this.#importsOf(files, path),
      uri,
      label,
      embedded: placeOf !== undefined,
      placeOf: placeOf ?? ((span: Span) => span),
    };
    return { kind: 'module', module, certain, ...(missingInRun === undefined ? {} : { missingInRun }) };
  }
}
