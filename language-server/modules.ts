// The scripts that a script imports: those of its host, else files of the workspace as they are in the editor or on disk.

import path from 'node:path';
import { URI, Utils } from 'vscode-uri';
import { followedModules, hostBefore, type ModuleTexts } from '#core/check/imports/moduleTexts.ts';
import { type FoundFile, type ModuleFiles, ModuleReader } from '#core/rhai/resolve/moduleGraph.ts';
import type { ImportingScript, Imports } from '#core/rhai/resolve/modules.ts';
import type { Governor } from './governance.ts';
import type { HostFiles } from './hostPaths.ts';
import { isText, type TextStore } from './textStore.ts';

/** The files of the workspace that a script imports, and what was looked for. */
export interface FollowedImports {
  readonly texts: ModuleTexts;
  /** Changes whenever one of the files may have changed. */
  readonly stamp: string;
  /** Every address that was looked at, also where nothing was. */
  readonly looked: ReadonlySet<string>;
}

const NOTHING: FollowedImports = { texts: {}, stamp: '', looked: new Set() };

export class ScriptModules {
  readonly #texts: TextStore;
  readonly #governor: Governor;
  readonly #hosts: HostFiles;
  readonly #folders: readonly string[];
  readonly #reader = new ModuleReader();

  /** `folders` are looked at too, after those of the script. */
  constructor(texts: TextStore, governor: Governor, hosts: HostFiles, folders: readonly string[] = []) {
    this.#texts = texts;
    this.#governor = governor;
    this.#hosts = hosts;
    this.#folders = folders;
  }

  /** The imports of the script at `uri`, followed when they are asked for. Good for one request. */
  importsOf(uri: string): Imports {
    let files: ModuleFiles | undefined;
    // Most requests follow no import.
    const found = () =>
      remembering(
        hostBefore(
          this.#hosts.of(uri)?.modules,
          this.#workspace(uri, () => undefined),
        ),
      );
    return this.#reader.imports({
      find: (file) => {
        files ??= found();
        return files.find(file);
      },
    });
  }

  /** What the script at `uri` imports from the workspace, directly and through modules. */
  followed(uri: string, script: Pick<ImportingScript, 'parse' | 'resolution'>): FollowedImports {
    if (script.resolution.imports.length === 0) return NOTHING;
    const looked = new Map<string, string>();
    const files = this.#workspace(uri, (place, stamp) => looked.set(place, stamp));
    const texts = followedModules(script, files, this.#reader);
    const stamp = [...looked].map((entry) => entry.join(' ')).join(' ');
    return { texts, stamp, looked: new Set(looked.keys()) };
  }

  #workspace(uri: string, look: (place: string, stamp: string) => void): ModuleFiles {
    return {
      find: (file) => {
        const places = this.#placesOf(uri, file);
        const found = places.flatMap((place) => {
          const read = this.#texts.read(place);
          look(place, isText(read) ? read.stamp : '-');
          return isText(read) ? [read] : [];
        });
        const [first] = found;
        if (first !== undefined)
          return {
            kind: 'text',
            uri: first.uri,
            label: this.#labelOf(uri, first.uri),
            text: first.text,
            certain: found.length === 1,
          };
        // The machine that the runner will run on may have it.
        if (file.startsWith('/')) return { kind: 'unknown' };
        return {
          kind: 'missing',
          reason: `no ${file} lies beside the script or from a folder above it`,
          certain: false,
        };
      },
    };
  }

  /**
   * Where a file can be meant. The runner reads relative paths from the folder that it is started in, which no file says:
   * the folder of the script, or one above it within the workspace.
   */
  #placesOf(uri: string, file: string): readonly string[] {
    const script = URI.parse(uri);
    if (file.startsWith('/')) return [script.with({ path: file }).toString()];
    const root = this.#rootOf(uri);
    const places: string[] = [];
    for (let folder = Utils.dirname(script); ; folder = Utils.dirname(folder)) {
      places.push(Utils.joinPath(folder, file).toString());
      if (root === undefined || folder.toString() === root || folder.path === '/') break;
    }
    const others = this.#folders.map((folder) => Utils.joinPath(URI.parse(folder), file).toString());
    return [...new Set([...places, ...others])];
  }

  #rootOf(uri: string): string | undefined {
    return this.#governor.roots.filter((root) => uri.startsWith(`${root}/`)).sort((a, b) => b.length - a.length)[0];
  }

  /** Relative to the workspace, or to the script where there is none. */
  #labelOf(script: string, uri: string): string {
    const folder = this.#rootOf(uri) ?? Utils.dirname(URI.parse(script)).toString();
    const { path: whole } = URI.parse(uri);
    return uri.startsWith(`${folder}/`) ? path.posix.relative(URI.parse(folder).path, whole) : whole;
  }
}

/** One request asks for the same few files with each name. */
function remembering(files: ModuleFiles): ModuleFiles {
  const known = new Map<string, FoundFile>();
  return {
    find: (file) => {
      const found = known.get(file) ?? files.find(file);
      known.set(file, found);
      return found;
    },
  };
}
